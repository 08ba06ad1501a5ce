"""A submitted return of the small framework, and a partnership that answers it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.feedback import Draft, Feedback, Said
from chalicelib.domain.organisations import StaffMember, StaffRole
from chalicelib.domain.returns import Audience, Return
from chalicelib.domain.reviews import Assignment, ReturnReview
from chalicelib.services import feedback_writing
from chalicelib.services.answering import save_answer
from chalicelib.services.approval import send_for_approval
from chalicelib.services.feedback_writing import Writing
from chalicelib.services.planning import save_plan
from chalicelib.services.profiling import save_profile
from chalicelib.services.submitting import Approval, approve
from chalicelib.storage.memory import MemoryTable
from tests.support.builders import APPROVER, LEAD, cycle, partnership, session, staff, stored_return
from tests.support.fakes import MONDAY
from tests.support.mail import posting_parts
from tests.support.small import ABSENT, BUYING, CORE, CRITERIA, PRESENT, SMALL, SmallParts

REVIEWER = staff(StaffRole.REVIEWER)
BARRIER, ACTION = "bAAA-AA2", "aAAA-AA2"
CLOSED_AT = datetime(2027, 4, 3, 2, 0, tzinfo=UTC)  # the night after the closing, a Saturday


def in_hands_of(reviewer: str, ref: str, organisation_id: str) -> ReturnReview:
    """A review that has been given to somebody."""
    return ReturnReview(
        ref=ref,
        partnership_id="saltmarsh",
        cycle_id="cycle2027",
        organisation_id=organisation_id,
        organisation_name="Organisation 1",
        sector="school",
        first=Assignment(reviewer=reviewer, assigned_at=MONDAY),
        version=1,
    )


class AnsweredBack:
    """One absent answer with an action and a barrier; the rest is present, and help is wanted with one."""

    def __init__(self, parts: Any = None, number: int = 1, **changes: Any) -> None:
        self.parts = parts or SmallParts()
        if parts is None:
            self.parts.compose = posting_parts().compose
        people = {LEAD.id: LEAD, APPROVER.id: APPROVER}
        self.ref = stored_return(self.parts, number, framework=SMALL.key, people=people, **changes).ref
        self.parts.commit(self.parts.cycles.saved(cycle(framework=SMALL.key)))
        self.parts.commit(self.parts.organisations.staff_saved(REVIEWER))
        self.enter()
        save_profile(self.parts, self.ref, self.lead, profile={"buys": "yes"}, name="Lena", job="DSL")
        for criterion in CRITERIA:
            self.save(criterion, 0, ABSENT if criterion == CORE else PRESENT, help_wanted=criterion == BUYING)
        more: dict[str, Any] = {"who": "Wren", "by_when": date(2027, 6, 1), "version": 0}
        for plan in (ACTION, BARRIER):
            what = "No place until June" if plan == BARRIER else "Buy a lock"
            save_plan(self.parts, self.ref, self.lead, plan, criteria=(CORE,), what=what, **more)
        self.submit()
        self.give_to(REVIEWER)

    def give_to(self, member: StaffMember) -> None:
        """The return is in their hands."""
        review = in_hands_of(member.id, self.ref, self.return_.organisation_id)
        self.parts.commit(self.parts.reviews.saved(review))

    def enter(self) -> None:
        self.lead = session(self.parts, self.return_)
        self.approver = session(self.parts, self.return_, APPROVER)

    def save(self, criterion: str, version: int, rating: str, **more: Any) -> None:
        save_answer(
            self.parts,
            self.ref,
            self.lead,
            criterion,
            rating=rating,
            narrative="We do",
            version=version,
            **more,
        )

    def submit(self) -> None:
        send_for_approval(self.parts, self.ref, self.lead)
        stated = Approval(seq=self.return_.seq, name="Harriet Head", job="Head", declared=True)
        approve(self.parts, self.ref, self.approver, stated)

    def close(self) -> None:
        """The cycle's last day is over."""
        self.parts.commit(self.parts.cycles.saved(cycle(framework=SMALL.key, status=CycleStatus.CLOSED)))
        self.parts.clock.now = CLOSED_AT

    @property
    def table(self) -> MemoryTable:
        assert isinstance(self.parts.table, MemoryTable)
        return self.parts.table

    @property
    def return_(self) -> Return:
        found: Return | None = self.parts.returns.get(self.ref)
        assert found is not None
        return found

    def writing(self, **more: Any) -> Writing:
        return feedback_writing.open_writing(self.parts, REVIEWER, self.ref, **more)

    def save_draft(self, version: int = 0, **changes: Any) -> Draft:
        """Whatever is proposed, with these parts of its content as they are given."""
        writing = self.writing()
        said = (Said(title="One", text="You listen."), Said(title="Two", text="You ask."))
        content = replace(writing.draft.content, **{"strengths": said, **changes})
        typed = replace(writing.draft, content=content, correction="A slip" if writing.corrects else "")
        return feedback_writing.save(self.parts, REVIEWER, writing, typed, version=version)

    def send(self, **changes: Any) -> Feedback:
        draft = self.save_draft(self.writing().draft.version, **changes)
        return feedback_writing.send(self.parts, REVIEWER, self.ref, version=draft.version)

    def share_with_another(self) -> str:
        """A second partnership that this return is for as well; its id."""
        other = Audience(partnership_id="elsewhere", cycle_id="cycle-elsewhere")
        self.parts.commit(
            self.parts.organisations.partnership_saved(partnership(id="elsewhere", name="Elsewhere")),
            self.parts.cycles.saved(cycle(id="cycle-elsewhere", partnership_id="elsewhere")),
        )
        return other.partnership_id
