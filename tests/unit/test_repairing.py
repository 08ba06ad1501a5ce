"""What a cycle is told differs from what was said: found, and put right only when asked."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.cycles import Header, header_of
from chalicelib.domain.returns import Return
from chalicelib.services.answering import save_answer
from chalicelib.services.planning import save_plan
from chalicelib.services.profiling import save_profile
from chalicelib.services.repairing import Difference, repair_cycle
from chalicelib.storage import keys
from chalicelib.storage.table import Delete
from tests.support.builders import session, stored_return
from tests.support.small import BUYING, CORE, PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import TroubledTable

CYCLE = "cycle2027"


class Spoilt:
    """A return with two answers, one hidden, and a barrier, and ways to make its items say something else."""

    def __init__(self) -> None:
        self.table = TroubledTable()
        self.parts = SmallParts(self.table)
        self.made = stored_return(self.parts, framework=SMALL.key)
        stored_return(self.parts, 2, framework=SMALL.key)
        self.ref, self.token = self.made.ref, session(self.parts, self.made)
        self.save(CORE, "We do")
        self.save(BUYING, "Its question is hidden now")
        save_profile(self.parts, self.ref, self.token, profile={"buys": "no"}, name="Lena", job="DSL")
        save_plan(self.parts, self.ref, self.token, "bAAA-AA2", criteria=(CORE,), what="No money")

    def save(self, criterion: str, narrative: str) -> None:
        save_answer(
            self.parts, self.ref, self.token, criterion, rating=PRESENT, narrative=narrative, version=0
        )

    def spoil_header(self, **values: Any) -> None:
        self.table.inner.items[keys.header(CYCLE, self.made.organisation_id, 1)].update(values)

    def spoil_return(self, **values: Any) -> None:
        self.table.inner.items[keys.return_(self.ref)].update(values)

    def repair(self, *, fix: bool) -> list[Difference]:
        return list(repair_cycle(self.parts, CYCLE, fix=fix))

    def header(self) -> Header:
        (header,) = self.parts.returns.headers(CYCLE, organisation_id=self.made.organisation_id)
        return header

    def return_(self) -> Return:
        found = self.parts.returns.get(self.ref)
        assert found is not None
        return found


@pytest.fixture
def spoilt() -> Spoilt:
    return Spoilt()


def test_nothing_differs_after_ordinary_work(spoilt: Spoilt) -> None:
    before = dict(spoilt.table.inner.items)

    assert spoilt.repair(fix=True) == []
    assert spoilt.table.inner.items == before


SPOILING = [
    ({"status": "submitted", "total": 9}, ("status", "total")),
    ({"ratings": {}}, ("ratings",)),
    ({"ratings": {CORE: 1, BUYING: 2}}, ("ratings",)),
    ({"plans": {}}, ("plans",)),
    ({"submitted_at": "2027-01-11T10:00:00+00:00"}, ("submitted_at",)),
    ({"organisation_name": "Somebody else", "sector": "police"}, ("organisation_name", "sector")),
]


@pytest.mark.parametrize(("values", "differing"), SPOILING)
def test_a_header_that_differs_is_reported_and_left_until_asked(
    spoilt: Spoilt, values: dict[str, Any], differing: tuple[str, ...]
) -> None:
    spoilt.spoil_header(**values)
    before = dict(spoilt.table.inner.items)

    assert spoilt.repair(fix=False) == [Difference(spoilt.ref, differing)]
    assert spoilt.table.inner.items == before


@pytest.mark.parametrize("values", [values for values, _ in SPOILING])
def test_fixing_makes_the_header_what_the_return_implies(spoilt: Spoilt, values: dict[str, Any]) -> None:
    spoilt.spoil_header(**values)

    assert len(spoilt.repair(fix=True)) == 1

    assert spoilt.repair(fix=False) == []
    assert replace(spoilt.header(), moved_on=None) == header_of(spoilt.return_(), CYCLE, total=2)
    assert (spoilt.header().ratings, spoilt.header().plans) == ({CORE: 2}, {"bAAA-AA2": (CORE,)})


@pytest.mark.parametrize("values", [{"ratings": {CORE: 1, BUYING: 2}}, {"plans": {}}])
def test_the_answers_and_plans_are_right_and_the_return_is_made_to_agree(
    spoilt: Spoilt, values: dict[str, Any]
) -> None:
    spoilt.spoil_return(**values)
    seq = spoilt.return_().seq

    assert spoilt.repair(fix=True) == [Difference(spoilt.ref, tuple(values))]

    assert (spoilt.return_().ratings, spoilt.return_().plans) == ({CORE: 2}, {"bAAA-AA2": (CORE,)})
    assert spoilt.return_().seq > seq  # whoever was reading it for approval reads it again
    assert spoilt.repair(fix=False) == []


def test_whether_mail_arrives_is_known_to_the_header_alone_and_is_kept(spoilt: Spoilt) -> None:
    spoilt.spoil_header(mail_state="bounced", total=9)

    spoilt.repair(fix=True)

    assert (spoilt.header().mail_state, spoilt.header().total) == ("bounced", 2)


def test_a_header_without_its_return_is_reported(spoilt: Spoilt) -> None:
    spoilt.table.inner.transact([Delete(keys.return_(spoilt.ref))])

    assert spoilt.repair(fix=True) == [Difference(spoilt.ref, ("return",))]


def test_an_answer_saved_while_a_header_is_put_right_is_not_lost_from_it(spoilt: Spoilt) -> None:
    spoilt.spoil_header(ratings={})
    rival = spoilt.parts.beside(spoilt.table.inner)
    spoilt.table.before = lambda: save_answer(
        rival, spoilt.ref, spoilt.token, PLAIN, rating=PRESENT, narrative="Just now", version=0
    )

    spoilt.repair(fix=True)

    assert spoilt.header().ratings == {CORE: 2, PLAIN: 2}
    assert spoilt.repair(fix=False) == []


def test_an_answer_saved_while_we_look_is_no_difference(spoilt: Spoilt) -> None:
    parts = spoilt.parts
    whole = parts.returns.whole

    def saved_after_reading(ref: str) -> Any:
        parts.returns.whole = whole  # type: ignore[method-assign]
        found = whole(ref)
        spoilt.save(PLAIN, "Just now")
        return found

    parts.returns.whole = saved_after_reading  # type: ignore[method-assign]

    assert spoilt.repair(fix=False) == []
