"""The one-minute guide of a framework, and where its worked example is found at run time.

A guide is Markdown with three things in it: headings (##), lists (-) and paragraphs.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.domain.framework import newest
from chalicelib.domain.guides import Block, Guide
from chalicelib.frameworks.build import build
from chalicelib.frameworks.problems import FrameworkRefused
from chalicelib.frameworks.registry import ROOT, Shelf

MOST_WORDS = 260
_KINDS = {"## ": "heading", "- ": "list"}


def read_guide(path: Path) -> list[dict[str, Any]]:
    """Its blocks. Raises FrameworkRefused for other Markdown, or for more than a minute's reading."""
    blocks: list[dict[str, Any]] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = [
        f"{path}:{n}: only ## headings, - lists and paragraphs" for n, x in enumerate(lines, 1) if _odd(x)
    ]
    words = sum(1 for line in lines for word in line.split() if re.search(r"\w", word))
    if words > MOST_WORDS:
        wrong.append(f"{path}:1: {words} words, at most {MOST_WORDS}")
    if wrong:
        raise FrameworkRefused(wrong)
    for line in filter(None, (line.strip() for line in lines)):
        mark = next((mark for mark in _KINDS if line.startswith(mark)), "")
        kind, text = _KINDS.get(mark, "paragraph"), line.removeprefix(mark)
        if kind == "list" and blocks and blocks[-1]["kind"] == "list":
            blocks[-1]["lines"].append(text)
        else:
            blocks.append({"kind": kind, "lines": [text]})
    return blocks


def _odd(line: str) -> bool:
    return bool(re.match(r"#(?!# )|###|[*>|`]|\d+\. ", line) or re.search(r"\*\*|__|\]\(|<", line))


def compile_guides(shelf: Shelf) -> tuple[str, ...]:
    """Writes compiled/guides/<id>.json for each framework that has a guide; their ids."""
    from chalicelib.frameworks.examples import read_example  # these two need yaml: not at run time
    from chalicelib.frameworks.loader import read

    made = []
    for key in newest(shelf.pins()):
        framework_id = key.partition("@")[0]
        folder = shelf.root / framework_id
        if not (folder / "guide.md").exists():
            continue
        framework = build(read(shelf.source(key)))
        content = {
            "framework": key,
            "blocks": read_guide(folder / "guide.md"),
            "example": read_example(folder / "example.yaml", framework),
        }
        target = shelf.root / "compiled" / "guides" / f"{framework_id}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
        made.append(framework_id)
    return tuple(made)


@cache
def load_guide(framework_id: str) -> Guide:
    """Raises KeyError when there is none."""
    path = ROOT / "compiled" / "guides" / f"{framework_id}.json"
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,60}", framework_id) or not path.exists():
        raise KeyError(framework_id)
    found = json.loads(path.read_bytes())
    blocks = tuple(Block(block["kind"], tuple(block["lines"])) for block in found["blocks"])
    return Guide(framework=found["framework"], blocks=blocks, example=found["example"])
