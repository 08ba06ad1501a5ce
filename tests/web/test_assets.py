"""The one script of every page is made of many, and each of them runs."""

import subprocess

from scripts.build_assets import script

FRONTEND = "class A{}function initAll(){return 'frontend'}export{A,initAll};\n//# sourceMappingURL=x.map\n"
OURS = {
    "app": 'import { initAll } from "./govuk-frontend.js";\nimport { said } from "./words-said.js";\n'
    "// A comment goes.\nconsole.log(initAll(), said());\n",
    "words-said": 'const first = "ours";\nexport function said() {\n  return first;\n}\n',
}


def test_all_scripts_run_as_one_file_each_after_what_it_imports() -> None:
    bundle = script(FRONTEND, OURS)
    assert "comment" not in bundle
    assert "sourceMapping" not in bundle
    done = subprocess.run(
        ["node", "--input-type=module"], input=bundle, capture_output=True, text=True, check=True
    )
    assert done.stdout == "frontend ours\n"


def test_names_of_two_scripts_do_not_meet() -> None:
    script_one = {name: f"const first = '{name}';\nconsole.log(first);\n" for name in ("one", "two")}
    bundle = script(FRONTEND, script_one)
    done = subprocess.run(
        ["node", "--input-type=module"], input=bundle, capture_output=True, text=True, check=True
    )
    assert done.stdout == "one\ntwo\n"
