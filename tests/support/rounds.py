"""One school over several cycles of a small framework, each opened by the job and played by its people."""

from datetime import date
from typing import Any

from chalicelib.domain.framework import Framework
from chalicelib.domain.organisations import Role
from chalicelib.domain.returns import Answer, Part, Return
from chalicelib.services.answering import save_answer
from chalicelib.services.approval import send_for_approval
from chalicelib.services.cycles import invite
from chalicelib.services.planning import save_plan
from chalicelib.services.profiling import save_profile
from chalicelib.services.submitting import Approval, approve
from tests.support import builders
from tests.support.builders import contact, organisation, partnership, session
from tests.support.small import PRESENT
from tests.support.versions import Shelf


class Rounds:
    """`return_` is the one of the last cycle, `lead` the token of its lead's session."""

    def __init__(self, parts: Shelf | None = None) -> None:
        self.parts = parts or Shelf()
        self.organisation = organisation()
        self.ref, self.lead = "", ""
        commit, register = self.parts.commit, self.parts.organisations
        commit(register.partnership_saved(partnership()))
        commit(register.organisation_saved("saltmarsh", self.organisation))
        for role in (Role.LEAD, Role.APPROVER):
            commit(register.contact_saved("saltmarsh", contact(role=role)))

    @property
    def return_(self) -> Return:
        found = self.parts.returns.get(self.ref)
        assert found is not None
        return found

    def answers(self) -> dict[str, Answer]:
        return {answer.criterion: answer for answer in self.parts.returns.answers(self.ref)}

    def open(self, year: int, framework: Framework | None = None, **changes: Any) -> Return:
        """Moves the clock to the January of that year, and opens a cycle."""
        if framework is not None and framework not in self.parts.published:
            self.parts.published = (*self.parts.published, framework)
        key = (framework or self.parts.published[-1]).key
        self.parts.clock.now = self.parts.clock.now.replace(year=year, month=1, day=11)
        dates = {"opens_on": date(year, 1, 12), "due_on": date(year, 3, 19), "closes_on": date(year, 4, 2)}
        facts = {"id": f"cycle{year}", "name": f"Round of {year}", "framework": key, **dates, **changes}
        cycle = builders.cycle(**facts)
        self.parts.commit(self.parts.cycles.saved(cycle))
        assert invite(self.parts, cycle, [self.organisation]) == 1
        (header,) = self.parts.returns.headers(cycle.id)
        self.ref = header.ref
        self.lead = self.session(Part.LEAD)
        return self.return_

    def session(self, part: Part) -> str:
        person = self.return_.person(part)
        assert person is not None
        return session(self.parts, self.return_, person)

    def profile(self, buys: str = "yes") -> None:
        save_profile(self.parts, self.ref, self.lead, profile={"buys": buys}, name="Lena", job="DSL")

    def answer(self, criterion: str, text: str, rating: str = PRESENT) -> Answer:
        stored = self.answers().get(criterion)
        values: dict[str, Any] = {
            "rating": rating,
            "narrative": text,
            "version": stored.version if stored else 0,
        }
        return save_answer(self.parts, self.ref, self.lead, criterion, **values).answer

    def plan(self, plan_id: str, *criteria: str, what: str = "Buy a lock") -> None:
        facts: dict[str, Any] = {"what": what, "who": "Wren", "by_when": date(2027, 6, 1)}
        save_plan(self.parts, self.ref, self.lead, plan_id, criteria=criteria, **facts)

    def submit(self) -> Return:
        """A month later."""
        self.parts.clock.move(days=30)
        self.lead = self.session(Part.LEAD)
        send_for_approval(self.parts, self.ref, self.lead)
        stated = Approval(seq=self.return_.seq, name="Harriet Head", job="Head teacher", declared=True)
        approve(self.parts, self.ref, self.session(Part.APPROVER), stated)
        return self.return_

    def whole_round(self, year: int, texts: dict[str, str], framework: Framework | None = None) -> Return:
        """Opened, answered with these texts and submitted."""
        self.open(year, framework)
        self.profile()
        for criterion, text in texts.items():
            self.answer(criterion, text)
        return self.submit()
