"""Making compiled JSON, and pinning a version for good."""

from __future__ import annotations

import json

from chalicelib.frameworks.loader import read
from chalicelib.frameworks.problems import FrameworkRefused
from chalicelib.frameworks.registry import Shelf, checksum


def compile_all(shelf: Shelf) -> tuple[str, ...]:
    """Writes compiled JSON for every published version. Returns their keys.

    Raises FrameworkRefused, writing nothing for it, for a file that changed since it was published.
    """
    for key, pin in shelf.pins().items():
        source = shelf.source(key)
        if checksum(source) != pin:
            raise FrameworkRefused([f"{source}:1: {key} is published and may not change"])
        made = json.dumps({"sha256": pin, "framework": read(source)}, separators=(",", ":"))
        target = shelf.compiled(key)
        target.parent.mkdir(exist_ok=True)
        target.write_text(made, encoding="utf-8")
    return tuple(shelf.pins())


def publish(shelf: Shelf, key: str) -> None:
    """Pins a version. Raises FrameworkRefused for one that has a pin or that fails its checks."""
    source = shelf.source(key)
    pins = shelf.pins()
    if key in pins:
        raise FrameworkRefused([f"{source}:1: {key} is published already; write a new version"])
    data = read(source)
    named = f"{data['id']}@{data['version']}"
    if named != key:
        raise FrameworkRefused([f"{source}:1: the file calls itself {named}"])
    pins[key] = checksum(source)
    (shelf.root / "published.json").write_text(json.dumps(pins, indent=2) + "\n", encoding="utf-8")
