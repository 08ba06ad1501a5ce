"""A framework file, read and checked. Imports yaml and pydantic, so import it late."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chalicelib.frameworks.build import build
from chalicelib.frameworks.lint import check_words
from chalicelib.frameworks.problems import refuse
from chalicelib.frameworks.reach import check_caps, check_duties
from chalicelib.frameworks.reader import read_yaml
from chalicelib.frameworks.references import check_references
from chalicelib.frameworks.schema import validate


def read(path: Path, *, file: str | None = None) -> dict[str, Any]:
    """The checked data of a file, ready for `build`.

    `file` is the name to give in problems. Raises FrameworkRefused with everything wrong at the
    first stage that finds something: YAML, shape, ids, then words and reach together.
    """
    file = file or str(path)
    raw, lines = read_yaml(path.read_text(encoding="utf-8"), file)
    data, problems = validate(raw)
    refuse(file, lines, problems)
    refuse(file, lines, check_references(data))
    framework = build(data)
    refuse(
        file,
        lines,
        [*check_words(data), *check_caps(data, framework), *check_duties(framework)],
    )
    return data
