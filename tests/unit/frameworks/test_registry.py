"""What is published stays as it is, and loads from compiled JSON when that is current."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.frameworks.__main__ import main
from chalicelib.frameworks.build import build
from chalicelib.frameworks.loader import read
from chalicelib.frameworks.problems import FrameworkRefused
from chalicelib.frameworks.publish import compile_all, publish
from chalicelib.frameworks.registry import ROOT, Shelf, available, checksum, load_framework
from tests.unit.frameworks.builders import TINY, spoiled

KEY = "tiny@2026.1"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf that holds the tiny framework, not yet published."""
    shelf = Shelf(tmp_path)
    shelf.source(KEY).parent.mkdir()
    shelf.source(KEY).write_text(TINY, encoding="utf-8")
    return shelf


def test_publishing_pins_the_checksum_of_the_file(shelf: Shelf) -> None:
    publish(shelf, KEY)
    assert shelf.pins() == {KEY: checksum(shelf.source(KEY))}
    assert shelf.load(KEY) == build(read(shelf.source(KEY)))


def test_what_is_not_published_cannot_be_loaded(shelf: Shelf) -> None:
    with pytest.raises(KeyError):
        shelf.load(KEY)


def test_a_version_is_published_once(shelf: Shelf) -> None:
    publish(shelf, KEY)
    pins = shelf.pins()
    shelf.source(KEY).write_text(spoiled("Buy a box", "Buy two boxes"), encoding="utf-8")
    with pytest.raises(FrameworkRefused, match="is published already; write a new version"):
        publish(shelf, KEY)
    assert shelf.pins() == pins


def test_a_file_with_problems_is_not_published(shelf: Shelf) -> None:
    shelf.source(KEY).write_text(spoiled("minutes: 2", "minutes: 9"), encoding="utf-8")
    with pytest.raises(FrameworkRefused):
        publish(shelf, KEY)
    assert shelf.pins() == {}


def test_a_file_is_published_under_its_own_name_only(shelf: Shelf) -> None:
    shelf.source(KEY).write_text(spoiled("version: 2026.1", "version: 2026.2"), encoding="utf-8")
    with pytest.raises(FrameworkRefused, match=r"the file calls itself tiny@2026\.2"):
        publish(shelf, KEY)


def test_a_published_file_that_changed_is_refused(shelf: Shelf) -> None:
    publish(shelf, KEY)
    shelf.source(KEY).write_text(TINY + "# one more line\n", encoding="utf-8")
    with pytest.raises(FrameworkRefused, match=f":1: {KEY} is published and may not change"):
        shelf.load(KEY)
    with pytest.raises(FrameworkRefused, match=f":1: {KEY} is published and may not change"):
        compile_all(shelf)


def test_compiled_json_gives_what_the_yaml_gives(shelf: Shelf) -> None:
    publish(shelf, KEY)
    from_yaml = shelf.load(KEY)
    assert compile_all(shelf) == (KEY,)
    shelf.source(KEY).unlink()
    assert shelf.load(KEY) == from_yaml


def test_compiled_json_of_another_file_is_not_used(shelf: Shelf) -> None:
    publish(shelf, KEY)
    compile_all(shelf)
    made = json.loads(shelf.compiled(KEY).read_text(encoding="utf-8"))
    made["framework"]["title"] = "Something else"
    made["sha256"] = "0" * 64
    shelf.compiled(KEY).write_text(json.dumps(made), encoding="utf-8")
    assert shelf.load(KEY).title == "A tiny framework"


def test_a_cold_start_imports_neither_yaml_nor_pydantic(shelf: Shelf) -> None:
    publish(shelf, KEY)
    compile_all(shelf)
    script = (
        "import sys; from pathlib import Path; from chalicelib.frameworks.registry import Shelf;"
        f"Shelf(Path({str(shelf.root)!r})).load({KEY!r});"
        "print([name for name in ('yaml', 'pydantic') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT.parents[1]
    )
    assert found.stdout.strip() == "[]"


def test_every_published_file_is_as_it_was_published() -> None:
    shelf = Shelf(ROOT)
    assert {key: checksum(shelf.source(key)) for key in shelf.pins()} == shelf.pins()


def test_every_published_framework_loads_and_compiles_to_the_same() -> None:
    for key in available():
        data = read(Shelf(ROOT).source(key))
        assert build(json.loads(json.dumps(data))) == build(data) == load_framework(key)


def test_check_prints_what_each_sector_is_asked(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(shelf.source(KEY))]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"{KEY}: no problem found"
    assert printed[1].split() == ["school", "2", "criteria", "5", "minutes"]


def test_check_says_what_is_wrong_and_fails(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    path = shelf.source(KEY)
    path.write_text(spoiled("Buy a box", "Ensure a box"), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}:")
