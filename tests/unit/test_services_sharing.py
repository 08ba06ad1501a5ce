"""Sharing notes too, until it is submitted and after; and being chosen for a visit."""

import pytest

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.errors import NotAllowed, NotFound, Refused
from chalicelib.domain.returns import ReturnStatus
from chalicelib.services.reopening import reopen
from chalicelib.services.sharing import choose_for_visit, may_take_back, share_notes
from tests.support import builders
from tests.support.answered import answered_return, stored, submitted_return, waiting_return
from tests.support.fakes import FakeParts


@pytest.fixture
def parts():
    return FakeParts()


def limited(parts, made):
    parts.commit(parts.cycles.saved(builders.cycle(sharing=Sharing.RATINGS)))
    return made


def share(parts, made, yes=True, person=builders.LEAD):
    share_notes(parts, made.ref, builders.session(parts, made, person), share=yes)


def happened(parts, made):
    return [e.what for e in parts.trail.of(f"RETURN#{made.ref}") if e.what.startswith(("notes", "visit"))]


def test_it_can_be_changed_until_it_is_submitted(parts):
    made = limited(parts, answered_return(parts))
    for yes in (True, True, False, True):
        share(parts, made, yes)
        assert stored(parts, made).shared_notes is yes
    assert happened(parts, made) == ["notes.shared", "notes.kept", "notes.shared"]
    assert may_take_back(stored(parts, made))


def test_while_it_is_being_approved_it_stands_still(parts):
    made = limited(parts, waiting_return(parts))
    with pytest.raises(Refused) as caught:
        share(parts, made)
    assert caught.value.code == "return_is_waiting"
    assert not stored(parts, made).shared_notes


def test_once_submitted_it_can_be_shared_and_not_taken_back(parts):
    made = limited(parts, submitted_return(parts))
    share(parts, made)
    with pytest.raises(Refused) as caught:
        share(parts, made, yes=False)
    assert caught.value.code == "shared_for_good"
    reopen(parts, "saltmarsh", made.ref, "s-coordinator", "They asked")
    with pytest.raises(Refused):
        share(parts, made, yes=False)
    assert stored(parts, made).shared_notes


def test_where_the_cycle_asks_for_everything_there_is_nothing_to_choose(parts):
    made = answered_return(parts)
    share(parts, made)
    assert not stored(parts, made).shared_notes
    assert happened(parts, made) == []


def test_only_the_lead_chooses(parts):
    made = limited(parts, waiting_return(parts))
    with pytest.raises(NotAllowed):
        share(parts, made, person=builders.APPROVER)


def test_taken_back_in_the_moment_of_submission_it_stays_shared(parts):
    """The commit is refused because the return moved on, and the second look finds it submitted."""
    made = limited(parts, answered_return(parts))
    share(parts, made)
    token, was = builders.session(parts, made), parts.commit

    def submitted_first(*writes):
        parts.commit = was
        change = {"status": ReturnStatus.SUBMITTED, "submissions": 1}
        parts.commit(parts.returns.changed(stored(parts, made), change, while_in=tuple(ReturnStatus)))
        was(*writes)

    parts.commit = submitted_first
    with pytest.raises(Refused):
        share_notes(parts, made.ref, token, share=False)
    assert stored(parts, made).shared_notes


def test_chosen_for_a_visit_once(parts):
    made = limited(parts, submitted_return(parts))
    for _ in range(2):
        choose_for_visit(parts, "saltmarsh", made.ref, "s-coordinator")
    assert set(stored(parts, made).chosen_for_visit) == {"saltmarsh"}
    assert happened(parts, made) == ["visit.chosen"]


@pytest.mark.parametrize(("partnership", "error"), [("elsewhere", NotFound), ("saltmarsh", Refused)])
def test_who_cannot_be_chosen(parts, partnership, error):
    made = answered_return(parts)
    with pytest.raises(error):
        choose_for_visit(parts, partnership, made.ref, "s-coordinator")
    with pytest.raises(NotFound):
        choose_for_visit(parts, "saltmarsh", "XXX-XXX", "s-coordinator")
    assert stored(parts, made).chosen_for_visit == {}
