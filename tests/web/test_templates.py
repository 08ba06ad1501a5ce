"""Rules for every page's template, whoever writes it."""

import re
import sys
from pathlib import Path
from subprocess import run

import pytest
from jinja2 import ModuleLoader, meta, nodes

from chalicelib.handlers.templating import ROOT, environment_from, source_loader
from scripts.compile_templates import FOR_PAGES
from scripts.compile_templates import main as compile_templates

ENVIRONMENT = environment_from(source_loader())
OURS = sorted(
    name
    for name in ENVIRONMENT.list_templates()
    if name.startswith(FOR_PAGES) and not name.startswith("govuk")
)
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*name=\"([^\"]+)\"|name=\"([^\"]+)\"[^>]*type=\"hidden\"")

OF_OURS = re.compile(r"^(?!_).*(version|seq|token|id|ref|at)$")


def source(name):
    return (ROOT / "templates" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OURS)
def test_it_compiles_and_names_only_templates_and_filters_that_exist(name):
    ENVIRONMENT.get_template(name)
    for wanted in meta.find_referenced_templates(ENVIRONMENT.parse(source(name))):
        assert wanted is not None, "a template is named by an expression, so that no test can find it"
        ENVIRONMENT.get_template(wanted)


@pytest.mark.parametrize("name", OURS)
def test_every_macro_it_imports_is_used(name):
    tree = ENVIRONMENT.parse(source(name))
    imported = {
        pair if isinstance(pair, str) else pair[1]
        for node in tree.find_all(nodes.FromImport)
        for pair in node.names
    }
    used = {node.name for node in tree.find_all(nodes.Name)}
    assert imported - used == set()


@pytest.mark.parametrize("name", OURS)
def test_it_escapes_everything_and_styles_nothing_inline(name):
    tree = ENVIRONMENT.parse(source(name))
    assert [node.lineno for node in tree.find_all(nodes.Filter) if node.name == "safe"] == []
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|autoescape", source(name))


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_in_a_form_is_never_shown_back_as_typed_text(name):
    """A hidden field may carry what somebody typed on; a version or an id starts with "_"."""
    for field in (first or second for first, second in HIDDEN.findall(source(name))):
        assert field == "form_token" or not OF_OURS.search(field), field


def test_compiled_templates_give_the_same_page(tmp_path):
    compile_templates(tmp_path / "compiled")
    compiled = environment_from(ModuleLoader(tmp_path / "compiled"))
    for name in ("pages/public/link_help.html", "pages/errors/signed_out.html"):
        facts = {"values": {}, "errors": {"email": "Enter an email address"}, "typed": "<b>"}
        assert compiled.get_template(name).render(facts) == ENVIRONMENT.get_template(name).render(facts)


def test_the_web_function_starts_with_what_it_needs_and_no_more():
    heavy = (
        "weasyprint",
        "pydantic",
        "yaml",
        "holidays",
        "boto3",
        "openpyxl",
        "xlsxwriter",
        "authlib",
        "PIL",
    )
    code = f"import sys, app; print([m for m in {heavy!r} if m in sys.modules])"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(ROOT))
    assert done.stdout.strip() == "[]"
