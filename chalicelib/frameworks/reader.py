"""YAML to plain data, keeping the line that every key and list item stands on.

Only whole numbers, true/false and null are more than text: `no` is an answer and `2026.1` a
version, so YAML 1.1's habit of reading them as false and as a decimal is switched off. Files of
partnerships are read too, so what could unfold without end is refused: references to other places.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from chalicelib.frameworks.problems import Problem, Spot, refuse

Lines = dict[Spot, int]


class _PlainLoader(yaml.SafeLoader):
    """A loader that starts without resolvers; the three below are all it has."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "write it out instead of referring to it", mark)
        return super().compose_node(parent, index)


_PlainLoader.yaml_implicit_resolvers = {}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[0-9]+$"), list("0123456789"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(null|)$"), ["n", ""])


def read_yaml(text: str, file: str) -> tuple[Any, Lines]:
    """Raises FrameworkRefused for text that is not YAML or that gives a key twice."""
    lines: Lines = {(): 1}
    problems: list[Problem] = []
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        data = None if node is None else _plain(loader, node, (), lines, problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        lines = {(): mark.line + 1 if mark else 1}
        problems = [Problem((), f"this is not YAML: {error.problem}")]
        data = None
    except yaml.YAMLError as error:  # a character that YAML cannot hold
        problems = [Problem((), f"this is not YAML: {' '.join(str(error).split())}")]
        data = None
    except RecursionError:
        problems = [Problem((), "this is nested too deeply")]
        data = None
    finally:
        loader.dispose()
    refuse(file, lines, problems)
    return data, lines


def _plain(
    loader: _PlainLoader, node: yaml.Node, spot: Spot, lines: Lines, problems: list[Problem]
) -> object:
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                problems.append(Problem((*spot, key), f"{key!r} is given twice"))
            lines.setdefault((*spot, key), key_node.start_mark.line + 1)
            found[key] = _plain(loader, value_node, (*spot, key), lines, problems)
        return found
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[(*spot, position)] = item.start_mark.line + 1
        return [_plain(loader, item, (*spot, i), lines, problems) for i, item in enumerate(node.value)]
    return loader.construct_object(node, deep=True)
