"""Files of own questions, in and out: what the services ask for, kept together. Import it late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from chalicelib.domain.framework import Framework, owner_of
from chalicelib.domain.own_questions import CheckedQuestions
from chalicelib.frameworks.own.book_writing import book_of
from chalicelib.frameworks.own.checks import check
from chalicelib.frameworks.own.example import beginning, example
from chalicelib.frameworks.own.library import Library
from chalicelib.frameworks.registry import framework_data, load_framework
from chalicelib.frameworks.wordings import own
from chalicelib.services.ports import Clock, Documents

KEPT = 8
"""So many checked files stay in a process: a preview looks at the same one again and again."""
MAY_BE_LEFT_OUT = (
    *("follows", "retired", "headings", "help_wanted", "variants", "instead", "profile", "binds"),
    *("heading", "essential", "corresponds", "was", "not_asked", "sectors", "when", "checked", "changed"),
)
"""Keys that say nothing while they are empty; false is something said."""
WIDTH = 1_000  # one line each, so that a message about a line is about one text


class Desk:
    """Keeps `services.ports.QuestionFiles`."""

    def __init__(self, library: Library, documents: Documents, now: Clock) -> None:
        self._library = library
        self._documents = documents
        self._now = now
        self._checked: dict[tuple[str, bytes], CheckedQuestions] = {}

    def check(self, content: bytes, partnership_id: str) -> CheckedQuestions:
        """Checked once a process: what it says follows from the content alone, once it is right."""
        known = self._checked.get((partnership_id, content))
        if known is None:
            known = check(content, partnership_id, self._load, self._documents)
            while len(self._checked) >= KEPT:
                del self._checked[next(iter(self._checked))]
            self._checked[(partnership_id, content)] = known
        return known

    def empty_book(self, base: str, partnership_name: str) -> bytes:
        data = framework_data(base)
        start = beginning(data, partnership_name, self._now().year)
        return self._documents.spreadsheet(book_of(start, data, self._now(), example(data)))

    def book(self, checked: CheckedQuestions) -> bytes:
        base = framework_data(checked.framework.base)
        return self._documents.spreadsheet(book_of(checked.source, base, self._now()))

    def empty_yaml(self, base: str, partnership_name: str) -> str:
        data = framework_data(base)
        start = beginning(data, partnership_name, self._now().year)
        return _yaml({**start, "criteria": [example(data)]})

    def as_yaml(self, key: str) -> str:
        if owner_of(key):
            return _yaml(self._library.content(key)["source"])
        return _yaml(_as_written(framework_data(key)))

    def _load(self, key: str) -> Framework:
        return self._library.framework(key) if owner_of(key) else load_framework(key)


def _yaml(data: Mapping[str, Any]) -> str:
    return str(yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=WIDTH))


def _as_written(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what goes without saying: what a wording takes over from the general one, and empty parts."""
    criteria = [{**criterion, "wordings": dict(own(criterion))} for criterion in data["criteria"]]
    written: dict[str, Any] = _said({**data, "criteria": criteria})
    return written


def _said(part: Any) -> Any:
    if isinstance(part, Mapping):
        said = {key: _said(value) for key, value in part.items()}
        return {
            key: value for key, value in said.items() if value or value is False or key not in MAY_BE_LEFT_OUT
        }
    return [_said(member) for member in part] if isinstance(part, list) else part
