// node html_validate.mjs CONFIG FOLDER: prints every error in the folder's pages; exit code 1 when there are any.
// html-validate's own command line needs a newer Node.js than Debian has; its library does not.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const [config, folder] = process.argv.slice(2);
const validator = new HtmlValidate(new StaticConfigLoader(JSON.parse(readFileSync(config, "utf-8"))));
let errors = 0;
for (const name of readdirSync(folder).sort()) {
  const report = validator.validateStringSync(readFileSync(join(folder, name), "utf-8"), name);
  for (const { messages } of report.results) {
    for (const { line, column, message, ruleId, selector } of messages) {
      console.log(`${name}:${line}:${column}: ${message} (${ruleId}, ${selector ?? ""})`);
      errors += 1;
    }
  }
}
process.exitCode = errors ? 1 : 0;
