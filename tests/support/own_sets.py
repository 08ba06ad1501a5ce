"""Files of a partnership's own questions: those of the documentation, and ways to spoil them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.documents.maker import OfficeDocuments
from chalicelib.domain import objects
from chalicelib.domain.own_questions import CheckedQuestions, Draft, OwnSet, QuestionsRefused
from chalicelib.frameworks.own.book_writing import book_of as book
from chalicelib.frameworks.own.checks import check
from chalicelib.frameworks.reader import read_yaml
from chalicelib.frameworks.registry import framework_data, load_framework
from tests.support.fakes import MONDAY, FakeParts

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "own-questions.md"
OVERLAY, WHOLE = re.findall(r"```yaml\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
DOCUMENTS = OfficeDocuments()
PLUS = "saltmarsh.education-plus@2027.1"
SCHEMES = "saltmarsh.summer-schemes@2027.1"
OWN = ("L04-01", "L08-01")
# A school that is asked as much as any.
SCHOOL = {
    "people": "fifty_or_more",
    "kind": "state_school",
    "ages": "secondary",
    "boarding": "no",
    "commissions": "yes",
    "other_partnerships": "no",
}


def spoiled(old: str, new: str, text: str = OVERLAY) -> str:
    """The text with the first `old` replaced. Fails where there is nothing to replace."""
    assert old in text, f"nothing to spoil: {old!r}"
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """The line on which `part` first stands, counted from 1."""
    return text[: text.index(part)].count("\n") + 1


def data_of(text: str = OVERLAY) -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(text, "own.yaml")[0]
    return found


def book_of(text: str = OVERLAY) -> bytes:
    """The same as a spreadsheet."""
    return written(data_of(text))


def written(data: dict[str, Any]) -> bytes:
    """An overlay as a spreadsheet."""
    return DOCUMENTS.spreadsheet(book(data, framework_data(data["base"]), MONDAY))


def checked(content: str | bytes = OVERLAY, partnership: str = "saltmarsh") -> CheckedQuestions:
    return check(
        content.encode() if isinstance(content, str) else content, partnership, load_framework, DOCUMENTS
    )


@cache
def published_overlay() -> CheckedQuestions:
    """Of the documentation, checked once: it takes a tenth of a second."""
    return checked()


def faults(content: str | bytes, partnership: str = "saltmarsh") -> list[str]:
    """Every "place: reason" for which it is refused."""
    with pytest.raises(QuestionsRefused) as refusal:
        checked(content, partnership)
    return [fault.words for fault in refusal.value.faults]


def stored_set(parts: FakeParts, partnership: str = "saltmarsh") -> str:
    """The example, published, without the spreadsheet that takes a moment to make; its key."""
    found = published_overlay()
    own = OwnSet(
        key=PLUS,
        partnership_id=partnership,
        title=found.framework.title,
        base=found.framework.base,
        sha256=found.sha256,
        published_at=parts.now(),
        published_by="s-coordinator",
    )
    parts.files.put(objects.own_questions(partnership, found.sha256), found.content, "application/json")
    parts.commit(parts.own_sets.published(own))
    return PLUS


def stored_draft(parts: FakeParts, content: str | bytes = OVERLAY, **changes: Any) -> Draft:
    """A draft to which a file has been uploaded."""
    values: dict[str, Any] = {
        "id": parts.new_id(),
        "partnership_id": "saltmarsh",
        "name": "School questions 2027",
        "base": "education@2026.1",
        "created_at": parts.now(),
        "created_by": "s-coordinator",
    }
    draft = Draft(**{**values, **changes})
    parts.commit(parts.own_sets.begun(draft))
    upload(parts, draft, content)
    return draft


def upload(parts: FakeParts, draft: Draft, content: str | bytes) -> None:
    """What a browser does, straight to the bucket."""
    data = content.encode() if isinstance(content, str) else content
    parts.files.put(objects.questions_upload(draft.partnership_id, draft.id), data, "")
