"""The locks: one version everywhere, a hash for every file, and no registry's name (docs/adr/0007)."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n?", "", lock(name), flags=re.MULTILINE).strip())
    assert len(blocks) > 10
    assert [block for block in blocks if not PIN.match(block) or "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json"])
def test_no_registry_is_named(name: str) -> None:
    assert re.findall(r".*(?:://|^--|index-url|find-links|\"resolved\").*", lock(name), re.MULTILINE) == []


def test_functions_get_the_versions_that_were_tested() -> None:
    shipped, tested = (dict(PIN.findall(lock(name))) for name in LOCKS)
    assert shipped.items() <= tested.items()


def test_what_lambda_or_chalice_brings_is_not_shipped() -> None:
    assert not {"boto3", "botocore", "chalice", "moto", "ministack"} & set(dict(PIN.findall(lock(LOCKS[0]))))


def test_page_parts_are_exact_and_hashed() -> None:
    packages = json.loads(lock("package-lock.json"))["packages"]
    wanted = packages.pop("")
    assert all(version[0].isdigit() for version in wanted["dependencies"].values())
    assert all(part["integrity"].startswith("sha512-") for part in packages.values())
