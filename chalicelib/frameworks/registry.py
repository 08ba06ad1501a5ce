"""Published frameworks at run time: from compiled JSON where it is current, else from the YAML.

The JSON path is the one that a cold start takes: it imports neither yaml nor pydantic.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chalicelib.domain.framework import Framework
from chalicelib.frameworks.build import Data, build
from chalicelib.frameworks.problems import FrameworkRefused

ROOT = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of frameworks: <id>/<version>.yaml, published.json, and compiled/ made from them."""

    root: Path

    def source(self, key: str) -> Path:
        framework_id, _, version = key.partition("@")
        return self.root / framework_id / f"{version}.yaml"

    def compiled(self, key: str) -> Path:
        return self.root / "compiled" / f"{key}.json"

    def pins(self) -> dict[str, str]:
        """Key of each published version -> SHA-256 of its YAML, in hexadecimal."""
        path = self.root / "published.json"
        pins: dict[str, str] = json.loads(path.read_bytes()) if path.exists() else {}
        return pins

    def load(self, key: str) -> Framework:
        """Raises KeyError for a version that is not published, FrameworkRefused if its file changed."""
        return build(self.data(key))

    def data(self, key: str) -> Data:
        """What it is built from. Raises as `load`."""
        pin = self.pins()[key]
        return self._from_json(key, pin) or self._from_yaml(key, pin)

    def _from_json(self, key: str, pin: str) -> Data | None:
        path = self.compiled(key)
        if not path.exists():
            return None
        found = json.loads(path.read_bytes())
        data: Data = found["framework"]
        return data if found["sha256"] == pin else None

    def _from_yaml(self, key: str, pin: str) -> Data:
        from chalicelib.frameworks.loader import read  # only here: a cold start must not pay for it

        path = self.source(key)
        if checksum(path) != pin:
            raise FrameworkRefused([f"{path}:1: {key} is published and may not change"])
        return read(path)


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def load_framework(key: str) -> Framework:
    """The published framework, read once per process. Raises KeyError when there is none."""
    return Shelf(ROOT).load(key)


def framework_data(key: str) -> Data:
    """What a published framework is built from. Raises KeyError when there is none."""
    return Shelf(ROOT).data(key)


def available() -> tuple[str, ...]:
    """Keys of the published frameworks, oldest first."""
    return tuple(Shelf(ROOT).pins())
