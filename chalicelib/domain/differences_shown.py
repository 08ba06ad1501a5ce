"""Differences between two copies in words, for pages and documents alike: before and now, side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.differences import Differences, Differing
from chalicelib.domain.marking import Marked, marked
from chalicelib.domain.times import count, long_date

_LABELS = {
    "question": "The question",
    "narrative": "Text",
    "not_applicable_reason": "Why it does not apply",
    "help_wanted": "Would like help",
    "what": "What",
    "who": "Who",
    "by_when": "By when",
    "how_known": "How it will be known",
    "title": "Title",
    "where": "Where to find it",
    "owner": "Kept by",
    "approved_on": "Approved on",
    "review_by": "To be reviewed by",
    "given_to": "Already given to",
    "given_on": "Given on",
    "answer": "Answer",
    "proud_of": "What they are proud of",
    "may_share": "May be shared",
    "in_the_way": "What got in the way",
    "time_taken": "How long it took",
}
_FILE = ("file_name", "sha256", "version_id", "size")  # told in one row: it is another file
_KINDS = {"action": "Action", "barrier": "Barrier"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that reads otherwise; "" for nothing."""

    label: str
    before: str
    now: str

    @property
    def marks(self) -> Marked:
        """Word by word."""
        return marked(self.before, self.now)


@dataclass(frozen=True, slots=True)
class Shown:
    """Something with its rows; `note` says of a whole thing that it is new or gone, and is "" otherwise."""

    heading: str
    note: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    items: tuple[Shown, ...]


def shown(found: Differences, before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts in which anything differs. `before` and `now` are the copies, for the names of things."""
    titles = _titles(before) | _titles(now)
    evidence = {item["id"]: item["title"] for copy in (before, now) for item in copy["evidence"]}
    telling = Shown(
        "Anything else", rows=tuple(_row(c.field, c.before, c.after) for c in found.anything_else)
    )
    parts = (
        Part("About the organisation", tuple(_fact(each) for each in found.profile)),
        Part("Answers", tuple(_answer(each, evidence) for each in found.answers)),
        Part("Plan", tuple(_plan(each, titles) for each in found.plan)),
        Part("Anything else", (telling,) if found.anything_else else ()),
        Part("Evidence", tuple(_evidence(each) for each in found.evidence)),
    )
    return tuple(part for part in parts if part.items)


def summary(found: Differences) -> str:
    """Like "2 answers and 1 line of the plan differ"."""
    counts = [
        count(len(found.answers), "answer") if found.answers else "",
        count(len(found.plan), "line of the plan", "lines of the plan") if found.plan else "",
        "something else" if found.profile or found.anything_else or found.evidence else "",
    ]
    said = [words for words in counts if words]
    if not said:
        return "Nothing differs"
    *first, last = said
    one = len(said) == 1 and (last == "something else" or last.startswith("1 "))
    return f"{', '.join(first)}{' and ' if first else ''}{last} {'differs' if one else 'differ'}"


def _titles(copy: Mapping[str, Any]) -> dict[str, str]:
    return {c["id"]: c["title"] for standard in copy["standards"] for c in standard["criteria"]}


def _answer(each: Differing, evidence: Mapping[str, str]) -> Shown:
    heading = f"{each.now['section']}. {each.now['title']}"
    if each.after is None:
        return Shown(heading, "No longer asked")
    note = "" if each.before else "Newly asked"
    return Shown(heading, note, tuple(_of_answer(each, evidence)))


def _of_answer(each: Differing, evidence: Mapping[str, str]) -> Iterator[Row]:
    was, now = _rating(each.before), _rating(each.after)
    if was != now:
        yield Row("Rating", was, now)
    for change in each.changes:
        if change.field == "evidence":
            yield Row("Evidence", *(_names(ids, evidence) for ids in (change.before, change.after)))
        elif change.field != "rating":
            yield _row(change.field, change.before, change.after)


def _rating(answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return ""
    if answer["rating"]:
        return f"{answer['rating']['label']}: {answer['rating']['sentence']}"
    return "Not rated" if answer["not_applicable_reason"] is None else "Does not apply"


def _plan(each: Differing, titles: Mapping[str, str]) -> Shown:
    heading = f"{_KINDS.get(each.now['kind'], 'Line')}: {each.now['what']}"
    note = {(True, False): "Added", (False, True): "Removed"}.get(
        (each.before is None, each.after is None), ""
    )
    rows = [
        Row("About", *(_names(ids, titles) for ids in (change.before, change.after)))
        if change.field == "criteria"
        else _row(change.field, change.before, change.after)
        for change in each.changes
    ]
    if note == "Added" and each.after:
        new = {field: value for field in ("who", "by_when", "how_known") if (value := each.after[field])}
        rows = [_row(field, None, value) for field, value in new.items()]
        rows.append(Row("About", "", _names(each.after["criteria"], titles)))
    return Shown(heading, note, tuple(rows))


def _evidence(each: Differing) -> Shown:
    note = {(True, False): "Added", (False, True): "Removed"}.get(
        (each.before is None, each.after is None), ""
    )
    rows = [_row(c.field, c.before, c.after) for c in each.changes if c.field not in (*_FILE, "kind")]
    if each.before and each.after and any(change.field in _FILE for change in each.changes):
        rows.append(Row("File", _file(each.before), _file(each.after)))
    return Shown(each.now["title"], note, tuple(rows))


def _file(item: Mapping[str, Any]) -> str:
    return f"{item['file_name']}, SHA-256 {item['sha256']}" if item.get("sha256") else ""


def _fact(each: Differing) -> Shown:
    was, now = ((fact or {}).get("answer") for fact in (each.before, each.after))
    return Shown(each.id, rows=(_row("answer", was, now),))


def _names(ids: list[str] | None, names: Mapping[str, str]) -> str:
    return "; ".join(names.get(each, each) for each in ids or ())


def _row(field: str, before: Any, now: Any) -> Row:
    return Row(_LABELS.get(field, field), _words(field, before), _words(field, now))


def _words(field: str, value: Any) -> str:
    if field in ("help_wanted", "may_share"):
        return "Yes" if value else "No"
    if not value:
        return ""
    if field in ("by_when", "approved_on", "review_by", "given_on"):
        return long_date(date.fromisoformat(value))
    return str(value)
