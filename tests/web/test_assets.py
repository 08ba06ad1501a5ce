"""The one script of every page is made of many, and each of them runs."""

import re
import subprocess
from pathlib import Path

import pytest

from chalicelib.handlers.templating import ROOT
from scripts.build_assets import COMPONENTS, FRONTEND, OF_LEFT_OUT, bundle

SHARED = (
    "import { twice } from './twice.mjs';\n/** Theirs. */\nfunction say(word) {\n  return twice(word);\n}\n"
)
FILES = {
    "common/twice.mjs": "function twice(word) {\n  return word + word;\n}\n\nexport { twice };\n"
    "//# sourceMappingURL=x\n",
    "common/say.mjs": SHARED + "\nexport { say };\n",
    "components/button/button.mjs": "import { say } from '../../common/say.mjs';\nconst self = 'b';\n"
    "class Button {}\nButton.said = say(self);\n\nexport { Button };\n",
    "components/skip-link/skip-link.mjs": "import { say } from '../../common/say.mjs';\nconst self = 's';\n"
    "class SkipLink {}\nSkipLink.said = say(self);\n\nexport { SkipLink };\n",
}
OURS = {
    "app": 'import { Button, SkipLink } from "./govuk-frontend.js";\n'
    'import { said } from "./said.js";\n'
    "// A comment goes.\nconsole.log(Button.said, SkipLink.said, said().word());\n",
    "said": 'const self = "ours";\nclass Said {\n  word() {\n    return self;\n  }\n}\n'
    "export const said = () => new Said();\n",
}


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    for name, source in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    return tmp_path


def run(script: str) -> str:
    done = subprocess.run(
        ["node", "--input-type=module"], input=script, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_all_scripts_run_as_one_each_after_what_it_imports(frontend):
    whole = bundle(frontend, OURS, ("button", "skip-link"))
    assert not re.search("comment|sourceMapping|Theirs", whole)
    assert run(whole) == "bb ss ours\n"


@pytest.mark.parametrize("source", ["export default 1;\n", 'import * as all from "./said.js";\n'])
def test_a_script_that_imports_otherwise_is_refused(frontend, source):
    with pytest.raises(ValueError, match="would still"):
        bundle(frontend, {"app": source}, ("button",))


def test_pages_use_no_class_that_the_style_sheet_leaves_out():
    for template in (ROOT / "templates").rglob("*.html"):
        names = re.findall(r"govuk-[\w-]+", template.read_text(encoding="utf-8"))
        assert [name for name in names if OF_LEFT_OUT.match(f".{name}")] == [], template


def test_pages_name_no_component_that_the_script_leaves_out():
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'data-module="govuk-([\w-]+)"', template.read_text(encoding="utf-8")))
    assert named <= set(COMPONENTS)
    started = (ROOT / "templates" / "assets" / "app.js").read_text(encoding="utf-8")
    for name in COMPONENTS:
        assert name.title().replace("-", "") in started
        assert (FRONTEND / "components" / name).is_dir()
