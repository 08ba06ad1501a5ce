"""What a partnership sees of a return: one record, two views.

A cycle asks for everything, or for ratings, actions and the questions that are shared. What is left out then
(the notes and the evidence) is the organisation's own until it shares it or is chosen for a visit. Nothing
of a return is read before it has been submitted but how far it is and how it rates itself.

Every way in which staff read or export a return goes through `what_partnership_sees`. It takes along what is
named here and nothing else: a new part of a copy is not seen until somebody has decided about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.domain.audiences import for_audience
from chalicelib.domain.cycles import Cycle, Sharing
from chalicelib.domain.returns import Return


class Why(StrEnum):
    """Why a partnership reads the notes and the evidence; NOT when it does not."""

    CYCLE = "cycle"
    OWN_CHOICE = "own_choice"
    VISIT = "visit"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one partnership reads of a return that has been submitted to it.

    `questions` are the criteria whose text it reads whatever the organisation chooses.
    """

    why: Why = Why.CYCLE
    questions: frozenset[str] = frozenset()

    @property
    def notes(self) -> bool:
        """Whether it reads what is written in every answer, and the evidence."""
        return self.why is not Why.NOT

    def reads(self, criterion: str) -> bool:
        """Whether it reads what is written in this answer."""
        return self.notes or criterion in self.questions


# What a copy is made of, by who sees it. Tests hold these against docs/schemas/return-1.json.
SEEN = (
    "schema",
    "reference",
    "organisation",
    "partnership",
    "cycle",
    "framework",
    "profile",
    "approved",
    "entered_for",
    "submitted_at",
    "version",
    "replaces",
    "grouped_by",
    "sharing",
)
SEEN_WHEN_SUBMITTED = ("plan", "anything_else")
SEEN_OF_A_CRITERION = (
    "id",
    "standard",
    "title",
    "question",
    "rating",
    "help_wanted",
    "confirmed_from",
    "unchanged_cycles",
    "own_of",
)
NOTES = ("narrative", "evidence", "meeting")
NOTES_OF_A_CRITERION: Mapping[str, Any] = {"narrative": "", "answered_by": ""}


def sight_of(cycle: Cycle, return_: Return) -> Sight:
    """What the partnership of this cycle reads of a return in it."""
    if cycle.sharing is Sharing.EVERYTHING:
        return Sight()
    why = Why.OWN_CHOICE if return_.shared_notes else Why.NOT
    if cycle.partnership_id in return_.chosen_for_visit:
        why = Why.VISIT
    return Sight(why=why, questions=cycle.shared_criteria)


def as_copied(sight: Sight) -> dict[str, Any]:
    """How a copy says what the partnership gets of it."""
    return {
        "everything": sight.notes,
        "why": sight.why.value,
        "questions": sorted(sight.questions),
    }


def in_words(copy: Mapping[str, Any]) -> tuple[str, ...]:
    """What an organisation's own copy says of who gets what of it: nothing where a cycle asks for it all."""
    sharing, partnership = copy.get("sharing"), copy["partnership"]["name"]
    if not sharing or sharing["why"] == Why.CYCLE:
        return ()
    if sharing["everything"]:
        because = {
            Why.VISIT: "the organisation was chosen for a visit",
            Why.OWN_CHOICE: "the organisation chose to share its notes and evidence too",
        }[Why(sharing["why"])]
        return (f"This copy is the organisation’s own. {partnership} gets all of it: {because}.",)
    marked = ", and what is written in the answers that are marked “Shared”" if sharing["questions"] else ""
    return (
        f"This copy is the organisation’s own. {partnership} gets every rating, why a question does not "
        f"apply, the plan and what is in the way, what is said under “Anything else”{marked}.",
        "The other notes, the evidence and what a meeting agreed stay with the organisation until it shares "
        "them or is chosen for a visit.",
    )


def is_marked(copy: Mapping[str, Any], criterion: str) -> bool:
    """Whether a copy of which not everything is shared says of this answer that it is."""
    sharing = copy.get("sharing")
    if not sharing or sharing["everything"]:
        return False
    return criterion in sharing["questions"]


def what_partnership_sees(copy: Mapping[str, Any], sight: Sight, *, submitted: bool) -> dict[str, Any]:
    """A copy (docs/schemas/return-1.json) without what is not the partnership's to read.

    `left_out` names what is not there, so that nobody takes an empty text for one that nobody wrote.
    """
    notes = sight.notes and submitted
    copy = for_audience(copy, copy["partnership"]["id"])
    seen = {name: copy[name] for name in SEEN if name in copy}
    seen |= {name: copy[name] if submitted else _nothing_of(copy[name]) for name in SEEN_WHEN_SUBMITTED}
    seen["standards"] = [
        {**standard, "criteria": [_criterion(c, sight, submitted) for c in standard["criteria"]]}
        for standard in copy["standards"]
    ]
    seen["evidence"] = list(copy["evidence"]) if notes else []
    if "questions" in copy:  # of a reviewer, with the replies; another partnership's are not for this one
        own = [q for q in copy["questions"] if q["partnership"] == copy["partnership"]["id"]]
        seen["questions"] = own if submitted else []
    if "meeting" in copy:
        seen["meeting"] = copy["meeting"] if notes else _without_what_was_agreed(copy["meeting"])
    return {**seen, "left_out": _left_out(notes, submitted)}


def _criterion(criterion: Mapping[str, Any], sight: Sight, submitted: bool) -> dict[str, Any]:
    seen = {name: criterion[name] for name in SEEN_OF_A_CRITERION if name in criterion}
    reason, reads = criterion["not_applicable_reason"], submitted and sight.reads(criterion["id"])
    return {
        **seen,
        "not_applicable_reason": reason if submitted or reason is None else "",
        **{name: criterion[name] if reads else empty for name, empty in NOTES_OF_A_CRITERION.items()},
        "evidence": list(criterion["evidence"]) if submitted and sight.notes else [],
    }


def _nothing_of(part: Any) -> Any:
    return [] if isinstance(part, list) else None


def _without_what_was_agreed(meeting: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {**meeting, "agreed": ""} if meeting else None


def _left_out(notes: bool, submitted: bool) -> list[str]:
    if not submitted:
        return [*NOTES, "plan", "anything_else", "questions", "not_applicable_reason"]
    return [] if notes else list(NOTES)
