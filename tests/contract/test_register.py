"""The register on each kind of table: retired ones, contacts to put right, two records that become one."""

from dataclasses import replace

import pytest

from chalicelib.domain.organisations import ContactState
from chalicelib.services.ports import Conflict
from tests.support.builders import contact, organisation
from tests.support.fakes import MONDAY


@pytest.fixture
def whose(pk):
    return pk.replace("#", "-")


def test_who_is_retired_is_left_out_unless_asked_for(parts, whose):
    here, gone = (organisation(n, id=f"{whose}-{n}", identifiers={}) for n in (1, 2))
    for each in (here, gone):
        parts.commit(parts.organisations.organisation_saved(whose, each))
    retired = replace(gone, retired_at=MONDAY, retired_because="Closed")
    parts.commit(parts.organisations.listing_saved(whose, retired))

    assert list(parts.organisations.members(whose)) == [here]
    assert list(parts.organisations.members(whose, retired=True)) == [here, retired]
    assert parts.organisations.some(whose, {here.id, gone.id, "nobody"}) == {here.id: here, gone.id: retired}
    with pytest.raises(Conflict):
        parts.commit(parts.organisations.listing_saved(f"{whose}-other", retired))


def test_a_contact_is_to_be_put_right_until_it_is(parts, whose):
    known = contact(organisation_id=whose)
    for state, waits in (
        (ContactState.OK, False),
        (ContactState.BOUNCED, True),
        (ContactState.NOT_THEM, True),
        (ContactState.LEFT, False),
    ):
        now = replace(known, state=state, since=MONDAY)
        parts.commit(parts.organisations.contact_saved(whose, now))
        assert list(parts.organisations.unsettled(whose)) == ([now] if waits else [])
    left = replace(known, state=ContactState.LEFT, nobody_follows=True)
    parts.commit(parts.organisations.contact_saved(whose, left))
    assert list(parts.organisations.unsettled(whose)) == [left]
    parts.commit(parts.organisations.contact_removed(whose, left))
    assert list(parts.organisations.unsettled(whose)) == list(parts.organisations.contacts(whose)) == []


def test_one_record_takes_the_numbers_of_another_once(parts, whose):
    urns = {n: {"urn": f"{whose}-{n}"} for n in (1, 2)}
    stays, goes = (organisation(n, id=f"{whose}-{n}", identifiers=urns[n]) for n in (1, 2))
    for each in (stays, goes):
        parts.commit(parts.organisations.organisation_saved(whose, each))
    gone = replace(goes, identifiers={}, retired_at=MONDAY, merged_into=stays.id)

    parts.commit(parts.organisations.merged(whose, stays, gone, goes.identifiers))

    pair = ("urn", f"{whose}-2")
    assert parts.organisations.owners_of({pair}) == {pair: stays.id}
    again = replace(stays, retired_at=MONDAY, merged_into=goes.id)
    with pytest.raises(Conflict, match="ORG"):
        parts.commit(parts.organisations.merged(whose, goes, again, stays.identifiers))
