"""What the archive holds, and that a function needs nothing beside it."""

import importlib.util
import json
import subprocess
import sys
import zipfile

from infra import package

TAG = sys.implementation.cache_tag


def test_everything_a_function_reads_is_at_its_place(archive):
    names = set(archive.namelist())
    manifest = json.loads(archive.read("assets/manifest.json"))
    assert {f"assets/{hashed}" for hashed in manifest.values()} <= names
    for folder in ("chalicelib/frameworks/compiled/", "templates/emails/", "templates/reports/"):
        assert any(name.startswith(folder) for name in names), folder


def test_nothing_is_shipped_that_only_builds_or_tests(archive):
    ours = ("infra/", "scripts/", "tests/packaging/", "tests/unit/", "build/", ".local/")
    brought = ("boto3/", "botocore/", "moto/", "ministack/")
    assert [name for name in archive.namelist() if name.startswith((*ours, *brought))] == []
    assert [
        name for name in archive.namelist() if name.startswith("chalicelib") and name.endswith(".yaml")
    ] == []


def test_every_module_has_bytecode_that_is_never_compared_with_times(archive):
    names = set(archive.namelist())
    ours = [
        n for n in names if n.endswith(".py") and n.startswith(("chalicelib/", "compiled_templates/", "app"))
    ]
    assert len(ours) > 100
    for name in ours:
        folder, _, file = name.rpartition("/")
        cached = f"{folder}/__pycache__/{file[:-3]}.{TAG}.pyc".removeprefix("/")
        code = archive.read(cached)
        assert code[:4] == importlib.util.MAGIC_NUMBER
        assert code[4:8] == b"\x01\0\0\0", "a hash that is not checked (PEP 552)"
    libraries = [n for n in names if n.startswith(("jinja2/", "weasyprint/")) and n.endswith(".py")]
    assert all(f"__pycache__/{n.rpartition('/')[2][:-3]}.{TAG}.pyc" in "\n".join(names) for n in libraries)


def test_the_same_sources_give_the_same_archive(archive, tmp_path):
    copy = tmp_path / "again.zip"
    copy.write_bytes(package.ARCHIVE.read_bytes())
    package.add_bytecode(copy)
    assert copy.read_bytes() == package.ARCHIVE.read_bytes()


def test_functions_start_from_the_archive_alone(archive, tmp_path):
    """In a Python that sees the archive and what Lambda brings, with templates rendered from there."""
    with zipfile.ZipFile(package.ARCHIVE) as opened:
        opened.extractall(tmp_path)
    program = (
        "import app, chalicelib.handlers.jobs, sys\n"
        "from chalicelib.handlers import templating\n"
        "from pathlib import Path\n"
        "assert templating.ROOT == Path.cwd(), templating.ROOT\n"
        "from chalicelib.frameworks.registry import load_framework\n"
        "load_framework('section-11@2026.1')\n"
        "templating.render('pages/errors/not_found.html', typed=[])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, env={}, check=False
    )
    assert done.returncode == 0, done.stderr
