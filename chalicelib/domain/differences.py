"""What one copy of a return says otherwise than the one before it: worked out from the two copies alone.

Copies are the plain JSON of docs/schemas/return-1.json; those of earlier versions of this system lack keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Copy = Mapping[str, Any]

# Who answered, and how often it has said the same, follow from the rest or are no matter of what is said.
ANSWER_FIELDS = ("question", "rating", "not_applicable_reason", "narrative", "help_wanted", "evidence")
PLAN_FIELDS = ("kind", "what", "who", "by_when", "how_known", "criteria")
EVIDENCE_FIELDS = (
    *("kind", "title", "where", "file_name", "sha256", "version_id", "size"),
    *("owner", "approved_on", "review_by", "given_to", "given_on"),
)
TELLING_FIELDS = ("proud_of", "may_share", "in_the_way", "time_taken")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of something, as the copies have it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Differing:
    """Something that reads otherwise. `before` is None for what is new, `after` for what is gone; `changes`
    are those of what is in both copies.
    """

    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    changes: tuple[Change, ...] = ()

    @property
    def now(self) -> Mapping[str, Any]:
        """As it is called in the newest copy that has it."""
        return self.after or self.before or {}

    def change(self, field: str) -> Change | None:
        """What became of one field; None where it says the same."""
        return next((change for change in self.changes if change.field == field), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """In the order of the newer copy; what is gone comes last."""

    answers: tuple[Differing, ...]
    plan: tuple[Differing, ...]
    evidence: tuple[Differing, ...]
    profile: tuple[Differing, ...]
    anything_else: tuple[Change, ...]

    def __bool__(self) -> bool:
        return any((self.answers, self.plan, self.evidence, self.profile, self.anything_else))


def differences(before: Copy, after: Copy) -> Differences:
    """What `after` says otherwise than `before`."""
    telling = {"": before.get("anything_else") or {}}, {"": after.get("anything_else") or {}}
    told = _compared(*telling, TELLING_FIELDS)
    return Differences(
        answers=_compared(_answers(before), _answers(after), ANSWER_FIELDS),
        plan=_compared(_by_id(before["plan"]), _by_id(after["plan"]), PLAN_FIELDS),
        evidence=_compared(_by_id(before["evidence"]), _by_id(after["evidence"]), EVIDENCE_FIELDS),
        profile=_compared(_facts(before), _facts(after), ("answer",)),
        anything_else=told[0].changes if told else (),
    )


def _compared(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], fields: Sequence[str]
) -> tuple[Differing, ...]:
    found = [
        Differing(key, before.get(key), now, _changes(before.get(key), now, fields))
        for key, now in after.items()
    ]
    gone = [Differing(key, was, None) for key, was in before.items() if key not in after]
    return (*(each for each in found if each.before is None or each.changes), *gone)


def _changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], fields: Sequence[str]
) -> tuple[Change, ...]:
    if before is None:
        return ()
    pairs = ((field, before.get(field), after.get(field)) for field in fields)
    return tuple(Change(*pair) for pair in pairs if (pair[1] or None) != (pair[2] or None))


def _answers(copy: Copy) -> dict[str, Mapping[str, Any]]:
    """Criterion → its answer, and the section that it is listed in."""
    return {
        criterion["id"]: {**criterion, "section": standard["number"]}
        for standard in copy["standards"]
        for criterion in standard["criteria"]
    }


def _by_id(items: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {item["id"]: item for item in items}


def _facts(copy: Copy) -> dict[str, Mapping[str, Any]]:
    return {fact["question"]: fact for fact in copy["profile"]}
