"""python -m chalicelib.frameworks check [FILE] | table | compile | publish KEY"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from chalicelib.domain.framework import newest
from chalicelib.frameworks.build import build
from chalicelib.frameworks.guides import compile_guides
from chalicelib.frameworks.loader import read
from chalicelib.frameworks.problems import FrameworkRefused
from chalicelib.frameworks.publish import compile_all, publish
from chalicelib.frameworks.reach import summary
from chalicelib.frameworks.registry import ROOT, Shelf, available, load_framework
from chalicelib.frameworks.table import table


def main(arguments: list[str]) -> int:
    """Exit code 1 when a file is refused; the reasons go to standard error, one a line."""
    asked = _parser().parse_args(arguments)
    try:
        for line in _run(asked):
            print(line)
    except FrameworkRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _run(asked: argparse.Namespace) -> Iterable[str]:
    shelf = Shelf(ROOT)
    if asked.command == "check":
        for path in [asked.file] if asked.file else sorted(ROOT.glob("*/[0-9]*.yaml")):
            framework = build(read(path))
            yield f"{framework.key}: no problem found"
            yield from summary(framework)
    elif asked.command == "table":
        yield from table(load_framework(key) for key in newest(available()))
    elif asked.command == "compile":
        for key in compile_all(shelf):
            yield f"compiled {key}"
        for framework_id in compile_guides(shelf):
            yield f"compiled the guide and the example of {framework_id}"
    else:
        publish(shelf, asked.key)
        yield f"published {asked.key}: its file may not change any more"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib.frameworks")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read framework files and list everything wrong")
    check.add_argument("file", nargs="?", type=Path, help="one file (default: all)")
    commands.add_parser("table", help="how much each question set asks, as Markdown")
    commands.add_parser("compile", help="make the JSON that a cold start reads")
    commands.add_parser("publish", help="pin a version").add_argument("key", help="section-11@2026.1")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
