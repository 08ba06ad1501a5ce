"""Merging and retiring, interrupted and twice at once; and what is proposed as one."""

import time
from datetime import timedelta

import pytest

from chalicelib.domain.cycles import RETIRED, CycleStatus
from chalicelib.domain.duplicates import pairs
from chalicelib.domain.errors import Refused
from chalicelib.domain.lists import needs
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.services.cycles import invite
from chalicelib.services.merging import merge, plan_merge
from chalicelib.services.retiring import bring_back, retire
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.tables import Crash, TroubledTable

SALTMARSH = "saltmarsh"


def two(parts):
    """Two records with three people, in a partnership without a running cycle."""
    commit = parts.commit
    commit(parts.organisations.partnership_saved(builders.partnership()))
    commit(parts.cycles.saved(builders.cycle(status=CycleStatus.ARCHIVED)))
    for number in (1, 2):
        commit(parts.organisations.organisation_saved(SALTMARSH, builders.organisation(number)))
        commit(parts.organisations.contact_saved(SALTMARSH, builders.contact(number)))
    chair = builders.contact(2, Role.CHAIR, email="chair@example.org", state=ContactState.BOUNCED)
    commit(parts.organisations.contact_saved(SALTMARSH, chair))


def merged(parts, stays="org001", goes="org002"):
    seen = plan_merge(parts, SALTMARSH, stays, goes).digest
    merge(parts, SALTMARSH, stays, goes, "s-coordinator", seen)


def kept(parts):
    table = getattr(parts.table, "inner", parts.table)
    return {key: item for key, item in table.items.items() if not key.pk.startswith(("LOG#", "TRAIL#"))}


@pytest.mark.parametrize("writes", range(3))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_merge_interrupted_anywhere_is_done_again_and_finishes(writes, moment):
    smooth = FakeParts(TroubledTable())
    two(smooth)
    merged(smooth)
    table = TroubledTable()
    parts = FakeParts(table)
    two(parts)
    table.crash_at, table.crash_after = writes, moment == "after"

    with pytest.raises(Crash):
        merged(parts)
    table.calm()
    if not (writes == 2 and moment == "after"):  # then it was all done
        merged(parts)

    assert kept(parts) == kept(smooth)


def test_two_that_merge_each_other_at_once_do_not_both_go():
    table = TroubledTable()
    parts = FakeParts(table)
    two(parts)
    rival = parts.beside(table.inner)
    seen = plan_merge(parts, SALTMARSH, "org001", "org002").digest
    table.before = lambda: merged(rival, "org002", "org001")

    with pytest.raises(Refused):
        merge(parts, SALTMARSH, "org001", "org002", "s-coordinator", seen)

    (left,) = parts.organisations.members(SALTMARSH)
    assert left.id == "org002"


def test_what_was_said_before_the_merge_is_found_after_it():
    parts = FakeParts()
    two(parts)
    merged(parts)
    cycle = builders.cycle(id="cycle2029", name="2029")
    parts.commit(parts.cycles.saved(cycle))

    invite(parts, cycle, parts.organisations.members(SALTMARSH))

    (header,) = parts.returns.headers("cycle2029")
    assert header.organisation_id == "org001"


def test_a_retired_organisation_is_not_invited_and_others_know_nothing_of_it():
    parts = FakeParts()
    two(parts)
    parts.commit(parts.organisations.organisation_saved("elsewhere", builders.organisation(1)))
    retire(parts, SALTMARSH, "org001", "Closed", "s-coordinator")
    retire(parts, SALTMARSH, "org001", "Closed", "s-coordinator")
    cycle = builders.cycle()
    parts.commit(parts.cycles.saved(cycle))

    invite(parts, cycle, parts.organisations.members(SALTMARSH))

    assert [h.organisation_id for h in parts.returns.headers(cycle.id)] == ["org002"]
    assert not parts.organisations.organisation("elsewhere", "org001").retired
    shared = parts.table.items["ORG#org001", "META"]
    assert "retired_at" not in shared
    retired = builders.return_(1, ref="K7P-999")
    parts.commit(parts.returns.created(retired, total=40))
    retire(parts, SALTMARSH, "org001", "Closed", "s-coordinator")
    (header,) = parts.returns.headers(cycle.id, organisation_id="org001")
    assert header.mail_state == RETIRED
    assert needs(header, cycle, parts.now() + timedelta(days=300)) == frozenset()
    bring_back(parts, SALTMARSH, "org001", "s-coordinator")
    (header,) = parts.returns.headers(cycle.id, organisation_id="org001")
    assert header.mail_state == ""
    assert len(list(parts.organisations.members(SALTMARSH))) == 2


def test_pairs_are_proposed_for_what_they_share():
    first = builders.organisation(1, name="St. Mary’s C of E Primary School", phone="01632 960 111")
    again = builders.organisation(2, name="The Saint Marys Academy", phone="+44 1632 960111")
    roof = builders.organisation(3, name="Choir", sector="voluntary", address="1 High Street, Town")
    under = builders.organisation(4, name="Scouts", sector="voluntary", address="1 HIGH STREET TOWN")
    infants = builders.organisation(5, name="Quail Street Infants")
    juniors = builders.organisation(6, name="Quail Street Juniors")
    found = pairs([first, again, roof, under, infants, juniors])
    assert [(p.one.id, p.other.id, p.why) for p in found] == [
        ("org001", "org002", ("nearly the same name", "the same telephone number")),
        ("org003", "org004", ("the same address",)),
    ]


def test_looking_for_pairs_grows_with_the_register_not_with_its_square():
    many = [builders.organisation(n, name=f"School {n}", phone=f"01632 {n:06}") for n in range(5_000)]
    same = [builders.organisation(9_000 + n, name="Acorns") for n in range(500)]
    began = time.process_time()
    assert pairs([*many, *same]) == []
    assert time.process_time() - began < 3
