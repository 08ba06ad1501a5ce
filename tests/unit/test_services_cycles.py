"""Opening a cycle: whoever is asked gets one return and one invitation, whatever happens on the way."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.cycles import Cycle, CycleStatus, Header, ReminderDays
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.returns import Part, Return
from chalicelib.domain.tasks import Task
from chalicelib.services.cycles import (
    CyclePlan,
    close_past_cycles,
    cycle_of,
    run_opening,
    set_up_cycle,
)
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict
from tests.support import builders
from tests.support.builders import contact, organisation, partnership
from tests.support.fakes import Clock, FakeParts
from tests.support.small import SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable

PLAN: dict[str, Any] = {
    "name": "Safeguarding self-assessment 2027",
    "framework": SMALL.key,
    "sectors": ("school",),
    "opens_on": date(2027, 1, 12),
    "due_on": date(2027, 3, 19),
    "closes_on": date(2027, 4, 2),
    "reminder_days": ReminderDays(),
}


class Opening:
    """A partnership of three schools with leads, one without, and somebody who is not asked."""

    def __init__(self, table: TroubledTable | None = None) -> None:
        self.table = table or TroubledTable()
        self.parts = SmallParts(self.table)
        commit, register = self.parts.commit, self.parts.organisations
        commit(register.partnership_saved(partnership()))
        for number in range(1, 5):
            commit(register.organisation_saved("saltmarsh", organisation(number)))
        commit(register.organisation_saved("saltmarsh", organisation(9, "police")))
        for number in (1, 2, 3):
            commit(register.contact_saved("saltmarsh", contact(number)))
        self.cycle = self.set_up()

    def set_up(self, **changes: Any) -> Cycle:
        plan = CyclePlan(**{**PLAN, **changes})
        return set_up_cycle(self.parts, "saltmarsh", plan, "s-coordinator", cycle_id="c1")

    def task(self) -> Task:
        (task,) = self.parts.tasks.of_subject("saltmarsh", "CYCLE#c1")
        return task

    def run(self, parts: SmallParts | None = None) -> None:
        run_opening(parts or self.parts, self.task())

    def headers(self) -> list[Header]:
        return list(self.parts.returns.headers("c1"))

    def returns(self) -> dict[str, Return]:
        found = [self.parts.returns.get(header.ref) for header in self.headers()]
        return {r.organisation_id: r for r in found if r is not None}

    def invitations(self, organisation_id: str) -> int:
        subject = return_subject(self.returns()[organisation_id].ref)
        kinds = [task.kind for task in self.parts.tasks.of_subject("saltmarsh", subject)]
        return kinds.count("mail.invitation")

    def each_was_asked_once(self) -> None:
        items = self.table.inner.items
        bodies = [key for key in items if key.pk.startswith("RETURN#") and key.sk == "META"]
        assert len(bodies) == len(self.headers()) == 4
        assert sorted(self.returns()) == ["org001", "org002", "org003", "org004"]
        assert [self.invitations(f"org00{n}") for n in (1, 2, 3, 4)] == [1, 1, 1, 0]
        tasks = [key for key in items if key.sk.startswith("mail#invitation")]
        assert len(tasks) == 3
        for cycle in (self.parts.cycles.get("c1"), *self.parts.cycles.of_partnership("saltmarsh")):
            assert cycle is not None
            assert cycle.status is CycleStatus.OPEN


@pytest.fixture
def opening() -> Opening:
    return Opening()


def test_each_organisation_of_its_sectors_is_asked_once(opening: Opening) -> None:
    opening.run()
    opening.run()

    opening.each_was_asked_once()
    assert {header.total for header in opening.headers()} == {3}


@pytest.mark.parametrize("writes", range(6))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_opening_interrupted_at_any_write_goes_on_without_asking_twice(writes: int, moment: str) -> None:
    opening = Opening()
    opening.table.crash_at, opening.table.crash_after = writes, moment == "after"

    with pytest.raises(Crash):
        opening.run()
    opening.table.calm()
    opening.run()

    opening.each_was_asked_once()


def test_the_test_above_reaches_every_write() -> None:
    opening = Opening()
    opening.table.crash_at = 6

    opening.run()


@pytest.mark.parametrize("writes", range(6))
def test_two_runs_at_once_ask_each_once(writes: int) -> None:
    """The second run comes in whole at each point of the first."""
    opening = Opening()
    rival = opening.parts.beside(opening.table.inner)
    left = [writes]

    def count_down() -> None:
        if left[0] == 0:
            opening.run(rival)
        else:
            left[0] -= 1
            opening.table.before = count_down

    opening.table.before = count_down
    opening.run()

    opening.each_was_asked_once()


def test_a_reference_that_is_taken_is_drawn_again() -> None:
    opening = Opening()
    drawn = iter(["AAA-AAA", "AAA-AAA", "BBB-BBB", "CCC-CCC", "DDD-DDD"])
    opening.parts.new_ref = lambda: next(drawn)  # type: ignore[method-assign]

    opening.run()

    opening.each_was_asked_once()


def test_an_organisation_without_a_contact_has_a_return_and_nobody_to_write_to(opening: Opening) -> None:
    opening.run()

    assert opening.returns()["org004"].people == {}
    assert opening.invitations("org004") == 0


@pytest.mark.parametrize("state", [ContactState.BOUNCED, ContactState.COMPLAINED, ContactState.LEFT])
def test_nobody_is_invited_at_an_address_that_does_not_work(opening: Opening, state: ContactState) -> None:
    opening.parts.commit(opening.parts.organisations.contact_saved("saltmarsh", contact(1, state=state)))
    second = contact(2, id="c002second", email="second@example.org")
    opening.parts.commit(
        opening.parts.organisations.contact_saved("saltmarsh", contact(2, state=state)),
        opening.parts.organisations.contact_saved("saltmarsh", second),
    )

    opening.run()

    assert opening.invitations("org001") == 0
    lead = opening.returns()["org002"].person(Part.LEAD)
    assert lead is not None
    assert lead.email == "second@example.org"


def test_an_approver_on_file_comes_with_the_return_and_is_not_invited(opening: Opening) -> None:
    opening.parts.commit(
        opening.parts.organisations.contact_saved("saltmarsh", contact(1, Role.APPROVER, name="Harriet Head"))
    )

    opening.run()

    approver = opening.returns()["org001"].person(Part.APPROVER)
    assert approver is not None
    assert approver.name == "Harriet Head"
    assert opening.invitations("org001") == 1


@pytest.mark.parametrize("status", [CycleStatus.CLOSED, CycleStatus.ARCHIVED])
def test_an_opening_that_comes_late_leaves_a_closed_cycle_closed(
    opening: Opening, status: CycleStatus
) -> None:
    opening.parts.commit(opening.parts.cycles.moved(opening.cycle, status))

    opening.run()

    assert opening.headers() == []
    assert cycle_of(opening.parts, "saltmarsh", "c1").status is status


def test_a_cycle_closed_while_it_opens_stays_closed() -> None:
    opening = Opening()
    planned = opening.cycle
    opening.table.before = lambda: opening.parts.beside(opening.table.inner).commit(
        opening.parts.cycles.moved(planned, CycleStatus.CLOSED)
    )

    opening.run()

    assert cycle_of(opening.parts, "saltmarsh", "c1").status is CycleStatus.CLOSED
    assert opening.headers() == []


def test_a_new_due_date_survives_the_opening() -> None:
    opening = Opening()
    later = replace(opening.cycle, due_on=date(2027, 3, 26))
    opening.table.before = lambda: opening.parts.beside(opening.table.inner).commit(
        opening.parts.cycles.saved(later)
    )

    opening.run()

    assert cycle_of(opening.parts, "saltmarsh", "c1").due_on == date(2027, 3, 26)


@pytest.mark.parametrize(
    ("opens", "due"),
    [
        (date(2027, 1, 12), datetime(2027, 1, 12, 10, tzinfo=UTC)),
        (date(2027, 6, 1), datetime(2027, 6, 1, 9, tzinfo=UTC)),  # British summer time
        (date(2026, 12, 1), Clock().now),  # at once
    ],
)
def test_it_opens_at_ten_in_london_on_its_day(opens: date, due: datetime) -> None:
    opening = Opening.__new__(Opening)
    opening.parts = SmallParts()

    opening.set_up(opens_on=opens, due_on=date(2027, 7, 1), closes_on=date(2027, 7, 2))

    assert opening.task().due == due


def test_the_same_form_sent_twice_sets_up_one(opening: Opening) -> None:
    with pytest.raises(Conflict, match="TASK"):
        opening.set_up(name="Another name")

    assert cycle_of(opening.parts, "saltmarsh", "c1").name == PLAN["name"]


def test_another_partnerships_cycle_is_not_found(opening: Opening) -> None:
    with pytest.raises(NotFound):
        cycle_of(opening.parts, "eastmarsh", "c1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, {"name": "Enter a name"}),
        ({"name": "x" * 201}, {"name": "Enter 200 characters or fewer"}),
        ({"sectors": ()}, {"sectors": "Select at least one sector"}),
        (
            {"sectors": ("school", "circus")},
            {"sectors": "This question set does not ask circus. Leave them out, or select another set"},
        ),
        (
            {"due_on": date(2027, 1, 12)},
            {"due_on": "The due date must be after the day it opens"},
        ),
        (
            {"closes_on": date(2027, 3, 18)},
            {"closes_on": "The closing date must be the due date or after it"},
        ),
    ],
)
def test_each_gap_in_a_plan_has_its_words(changes: dict[str, Any], words: dict[str, str]) -> None:
    opening = Opening.__new__(Opening)
    opening.parts = SmallParts()

    with pytest.raises(Invalid) as invalid:
        opening.set_up(**changes)

    assert invalid.value.messages() == words


def test_a_cycle_closes_when_its_last_day_is_over_in_london() -> None:
    parts = FakeParts()
    parts.commit(
        parts.organisations.partnership_saved(builders.partnership()), parts.cycles.saved(builders.cycle())
    )

    parts.clock.now = datetime(2027, 4, 2, 22, 30, tzinfo=UTC)  # half past eleven at night, in summer time
    assert close_past_cycles(parts) == 0

    parts.clock.now = datetime(2027, 4, 2, 23, 30, tzinfo=UTC)
    assert close_past_cycles(parts) == 1
    assert close_past_cycles(parts) == 0
    assert [c.status for c in parts.cycles.of_partnership("saltmarsh")] == [CycleStatus.CLOSED]
