"""What a return should be, said a second time and as simply as possible: the oracle of the return machine.

Nothing here is taken from the services. A step says whether it may be done now (`check`: "" or the name of
the refusal), and what is so afterwards (`apply`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.small import ABSENT, BUYING, CORE, CRITERIA

NOT_APPLICABLE = "not_applicable"
ORDER = {"": -1, NOT_APPLICABLE: 0, "absent": 1, "present": 2}
FROZEN = {"awaiting_approval": "return_is_waiting", "submitted": "return_is_submitted"}


@dataclass(frozen=True)
class Said:
    """What is in one answer."""

    rating: str = ""
    narrative: str = ""
    reason: str = ""


@dataclass
class Asked:
    """A question of a reviewer's that is open; no two have the same text."""

    criterion: str
    text: str
    reply: str = ""
    changed: bool = False


@dataclass
class Model:
    status: str = "not_started"
    seq: int = 0
    profile: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[Said, int]] = field(default_factory=dict)
    plans: dict[str, tuple[tuple[str, ...], str, int]] = field(default_factory=dict)
    approver: tuple[str, int] | None = None  # address, and the how-manieth naming it was
    submissions: list[dict[str, Said]] = field(default_factory=list)
    asked_for_approval: int = 0
    stands: bool = False  # what was submitted last has not been taken back by opening all of it again
    questions: list[Asked] = field(default_factory=list)
    questioned: int = 0
    accepted: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def visible(self) -> list[str]:
        return [c for c in CRITERIA if not (c == BUYING and self.profile.get("buys") == "no")]

    def answer(self, criterion: str) -> tuple[Said, int]:
        return self.answers.get(criterion, (Said(), 0))

    @property
    def frozen(self) -> str:
        """What refuses a change of the whole, or ""."""
        return "only_questions_open" if self.status == "questions" else self.away

    @property
    def away(self) -> str:
        """What refuses the lead anything at all, or ""."""
        return FROZEN.get(self.status, "")

    def frozen_for(self, *criteria: str) -> str:
        """What refuses a change to these answers alone, or ""."""
        if self.status == "questions" and {q.criterion for q in self.questions}.issuperset(criteria):
            return ""
        return self.frozen

    def touched(self, *criteria: str) -> None:
        for question in self.questions:
            question.changed |= question.criterion in criteria

    @property
    def complete(self) -> str:
        """What refuses sending for approval, or ""."""
        planned = {c for criteria, _, _ in self.plans.values() for c in criteria}
        ratings = {c: self.answer(c)[0].rating for c in self.visible}
        if not self.approver:
            return "approver_needed"
        if not self.profile:
            return "profile_needed"
        if not all(ratings.values()):
            return "answers_missing"
        if any(rating == ABSENT and c not in planned for c, rating in ratings.items()):
            return "plan_needed"
        if any(q.criterion in self.visible and not (q.reply or q.changed) for q in self.questions):
            return "replies_missing"
        return ""

    def started(self) -> None:
        if self.status == "not_started":
            self.status = "in_progress"

    def same_plan(self, plan_id: str, criteria: tuple[str, ...], what: str) -> bool:
        return plan_id in self.plans and self.plans[plan_id][:2] == (criteria, what)

    def served_by(self, plan_id: str) -> tuple[str, ...]:
        return self.plans[plan_id][0] if plan_id in self.plans else ()

    def kept(self, plan_id: str) -> tuple[str, ...]:
        """What a plan serves that is hidden at present, and that its form therefore does not show."""
        return tuple(c for c in self.served_by(plan_id) if c not in self.visible)


@dataclass
class Step:
    """`check` and `apply` look at the model as it is when they are called. `do` calls the service.

    Two excuses hold only when a rival came in between reading and writing. `late`: refusals in place of the
    expected one. `unless_seen`: refusals that are due only to somebody who could have known.
    """

    name: str
    check: Callable[[Model], str]
    apply: Callable[[Model], None]
    do: Callable[[Any], Any]
    late: tuple[str, ...] = ()
    unless_seen: tuple[str, ...] = ()
    read: Callable[[Model], None] = lambda model: None  # what its page was made from


def save_step(criterion: str, said: Said, version: int, do: Callable[[Any], Any]) -> Step:
    def check(model: Model) -> str:
        if criterion not in model.visible:
            return "NotFound"
        if said.rating == NOT_APPLICABLE and criterion == CORE:
            return "core_applies"
        stored, stored_version = model.answer(criterion)
        same = stored_version > 0 and stored == said
        return model.frozen_for(criterion) or ("" if same or stored_version == version else "Outdated")

    def apply(model: Model) -> None:
        stored, stored_version = model.answer(criterion)
        if stored_version > 0 and stored == said:
            return  # the same again
        model.answers[criterion] = (said, version + 1)
        model.accepted.append((criterion, version, version + 1))
        model.touched(criterion)
        model.seq += 1
        model.started()

    return Step(f"save {criterion}", check, apply, do, late=("Outdated",), unless_seen=("NotFound",))


def plan_step(
    plan_id: str, criteria: tuple[str, ...], what: str, version: int, do: Callable[[Any], Any]
) -> Step:
    kept: list[tuple[str, ...]] = [()]

    def read(model: Model) -> None:
        kept[0] = model.kept(plan_id)

    def check(model: Model) -> str:
        hidden = "NotFound" if any(c not in model.visible for c in criteria) else ""
        closed = model.frozen_for(*criteria, *kept[0], *model.served_by(plan_id))
        if refused := model.away or hidden or closed:
            return refused
        stored = model.plans.get(plan_id)
        if stored is None:
            return "" if version == 0 else "Outdated"
        same = model.same_plan(plan_id, criteria + kept[0], what)
        return "" if same or stored[2] == version else "Outdated"

    def apply(model: Model) -> None:
        if plan_id in model.plans and model.plans[plan_id][2] != version:
            return  # the same again
        model.touched(*criteria, *kept[0], *model.served_by(plan_id))
        model.plans[plan_id] = (criteria + kept[0], what, version + 1)
        model.seq += 1

    name = f"save plan {plan_id}"
    return Step(name, check, apply, do, late=("Outdated",), unless_seen=("NotFound",), read=read)
