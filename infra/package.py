"""Builds what is deployed: build/sam.yaml and build/deployment.zip. `make package`.

Chalice does the packaging, from a staged copy in which everything lies where a function expects it; then
every module in the archive gets its bytecode, because a start without takes three times as long.
"""

import hashlib
import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
STAGED = BUILD / "app"
ARCHIVE = BUILD / "deployment.zip"
TEMPLATE = BUILD / "sam.yaml"
TARGETS = ((3, 12), (3, 13), (3, 14))  # Lambda's images before 3.12 have too old a Pango for WeasyPrint
UNPACKED_LIMIT = 250 * 1024 * 1024  # Lambda's, layers included
LAYER_ALLOWANCE = 60 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same input gives the same archive
# Pages come compiled; mails and reports are rendered from their sources.
COMPILED = ("layouts", "components", "pages", "assets")


class CannotPackage(Exception):
    """The message says what is wrong."""


def main() -> int:
    try:
        package()
    except CannotPackage as reason:
        print(f"package: {reason}", file=sys.stderr)
        return 1
    return 0


def package() -> None:
    """Raises CannotPackage."""
    _tell_about_python()
    stage()
    _chalice()
    modules = add_bytecode(ARCHIVE)
    _check(ARCHIVE)
    _say(f"{modules} modules with bytecode, {_megabytes(ARCHIVE.stat().st_size)} packed: {_shown(ARCHIVE)}")
    _say(f"deploy {_shown(TEMPLATE)}, see docs/deploying.md")


def stage() -> None:
    """Writes build/app afresh, keeping only what Chalice remembers of earlier packaging there."""
    for path in STAGED.glob("*") if STAGED.exists() else ():
        if path.name != ".chalice":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    vendor = STAGED / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    _run("-m", "chalicelib.frameworks", "compile")
    _run("-m", "scripts.compile_templates", str(vendor / "compiled_templates"))
    for name in ("app.py", "requirements.txt"):
        shutil.copyfile(ROOT / name, STAGED / name)
    (STAGED / ".chalice").mkdir(exist_ok=True)
    shutil.copyfile(ROOT / ".chalice" / "config.json", STAGED / ".chalice" / "config.json")
    _copy(ROOT / "infra" / "policies", STAGED / "infra" / "policies")
    _copy(ROOT / "chalicelib", STAGED / "chalicelib", "__pycache__", "*.yaml", "*.md", ".gitignore")
    _copy(ROOT / "templates", vendor / "templates", *COMPILED)
    _copy(ROOT / "assets", vendor / "assets")


def add_bytecode(archive: Path) -> int:
    """Rewrites the archive in a fixed order, with bytecode for each module; how many modules there are.

    The bytecode is never compared with its source (PEP 552): Lambda unpacks with other times than ours.
    """
    fresh, modules = archive.with_suffix(".new"), 0
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(set(old.namelist())):
            if entry.endswith(("/", ".pyc")):
                continue
            content = old.read(entry)
            _write(new, entry, content, executable=bool(old.getinfo(entry).external_attr >> 16 & 0o111))
            if entry.endswith(".py") and (code := _bytecode(entry, content)):
                _write(new, _cached_name(entry), code, executable=False)
                modules += 1
    fresh.replace(archive)
    return modules


def _bytecode(entry: str, source: bytes) -> bytes | None:
    """None for a file that is no module for this Python, like a template of another project's."""
    digest = hashlib.sha256(entry.encode() + b"\0" + source).hexdigest()
    kept = BUILD / "bytecode" / (sys.implementation.cache_tag or "python") / digest
    if kept.exists():
        return kept.read_bytes()
    try:
        code = compile(source, entry, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    unchecked = (1).to_bytes(4, "little")
    content = (
        importlib.util.MAGIC_NUMBER + unchecked + importlib.util.source_hash(source) + marshal.dumps(code)
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(content)
    return content


def _cached_name(entry: str) -> str:
    folder, _, name = entry.rpartition("/")
    cached = f"__pycache__/{name.removesuffix('.py')}.{sys.implementation.cache_tag}.pyc"
    return f"{folder}/{cached}" if folder else cached


def _write(archive: zipfile.ZipFile, name: str, content: bytes, *, executable: bool) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    archive.writestr(entry, content)


def _chalice() -> None:
    """`chalice package`, in the staged copy. It needs a region, and asks nobody for credentials."""
    _run(
        *("-c", "from chalice.cli import main; main()", "package", "--stage", "dev"),
        *("--pkg-format", "cloudformation", "--template-format", "yaml"),
        *("--merge-template", str(ROOT / "infra" / "template.yaml"), str(BUILD)),
        folder=STAGED,
    )


def _check(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        problems = list(_problems(packed))
    if str(ROOT) in TEMPLATE.read_text(encoding="utf-8"):
        problems.append(f"{_shown(TEMPLATE)} names a folder of this machine")
    if problems:
        raise CannotPackage("; ".join(problems))


def _problems(packed: zipfile.ZipFile) -> Iterator[str]:
    names = set(packed.namelist())
    unpacked = sum(entry.file_size for entry in packed.infolist())
    if unpacked > UNPACKED_LIMIT - LAYER_ALLOWANCE:
        yield f"{_megabytes(unpacked)} unpacked leave no room for the layer under Lambda's 250 MB"
    results = "templates/data/accessibility.json"  # what the accessibility statement reads
    for needed in ("app.py", "assets/manifest.json", "chalicelib/frameworks/compiled/", results):
        if not any(name.startswith(needed) for name in names):
            yield f"{needed} is missing"
    if not any(name.startswith("compiled_templates/__pycache__/") for name in names):
        yield "the compiled templates are missing"
    brought = {"boto3/__init__.py", "botocore/__init__.py"} & names
    if brought:
        yield "boto3 comes with Lambda and must not be packed"
    here = str(ROOT).encode()
    named = [
        entry for entry in names if entry.endswith((".py", ".pyc", ".json")) and here in packed.read(entry)
    ]
    if named:
        yield f"{named[0]} names a folder of this machine"


def _tell_about_python() -> None:
    version = sys.version_info[:2]
    if version not in TARGETS:
        _say(
            f"note: this is Python {version[0]}.{version[1]}, and the package is for the same in Lambda. "
            "It deploys and serves pages, but PDFs need 3.12 or later: set PYTHON and package again."
        )


def _copy(source: Path, target: Path, *unwanted: str) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*unwanted), dirs_exist_ok=True)


def _run(*arguments: str, folder: Path = ROOT) -> None:
    environment = {"AWS_DEFAULT_REGION": "eu-west-2", **os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, check=False)
    if done.returncode:
        raise CannotPackage(f"{' '.join(arguments[:3])} failed")


def _say(text: str) -> None:
    print(f"package: {text}", flush=True)


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB"


if __name__ == "__main__":
    raise SystemExit(main())
