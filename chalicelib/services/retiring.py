"""Staff retire an organisation that closed or is asked no more, and bring it back.

A partnership says so for itself: others that know the organisation go on asking it. Its returns stay, and its
people can still open them; nobody writes to them any more.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from chalicelib.domain.cycles import RETIRED, CycleStatus, noted_mail_state
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.returns import LINE_LIMIT, Return, too_long
from chalicelib.services.contacts import follow
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.register_trail import told

LIVE = frozenset({CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.CLOSED})


def retire(parts: Parts, partnership_id: str, organisation_id: str, because: str, actor: str) -> None:
    """Raises NotFound and Invalid. Twice is once."""
    found = _found(parts, partnership_id, organisation_id)
    problems = too_long(because=because) if because.strip() else {"because": "retire_reason_needed"}
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    if not found.retired:
        after = replace(found, retired_at=parts.now(), retired_because=because.strip())
        parts.commit(
            parts.organisations.listing_saved(partnership_id, after),
            *told(parts, partnership_id, organisation_id, actor, "organisation.retired"),
        )
    for contact in parts.organisations.contacts(partnership_id, organisation_id):
        if contact.needs_staff:
            parts.commit(parts.organisations.contact_put_aside(partnership_id, contact))
    for return_ in _live(parts, partnership_id, organisation_id):
        with suppress(Conflict):  # it says so already
            parts.commit(parts.returns.mail_state_noted(return_, partnership_id, RETIRED))


def bring_back(parts: Parts, partnership_id: str, organisation_id: str, actor: str) -> None:
    """Raises NotFound, and Refused for what was merged into another."""
    found = _found(parts, partnership_id, organisation_id)
    if found.merged_into:
        raise Refused("merged_stays")
    if found.retired:
        after = replace(found, retired_at=None, retired_because="")
        parts.commit(
            parts.organisations.listing_saved(partnership_id, after),
            *told(parts, partnership_id, organisation_id, actor, "organisation.brought_back"),
        )
    for contact in list(parts.organisations.contacts(partnership_id, organisation_id)):
        if contact.needs_staff:
            parts.commit(parts.organisations.contact_saved(partnership_id, contact))
    for return_ in _live(parts, partnership_id, organisation_id):
        with suppress(Conflict):
            state = noted_mail_state(return_, "")
            parts.commit(parts.returns.mail_state_noted(return_, partnership_id, state))
    follow(parts, partnership_id, organisation_id)


def _found(parts: Parts, partnership_id: str, organisation_id: str) -> Organisation:
    found = parts.organisations.organisation(partnership_id, organisation_id)
    if found is None:
        raise NotFound
    return found


def _live(parts: Parts, partnership_id: str, organisation_id: str) -> Iterator[Return]:
    """Its returns that somebody would still be reminded of."""
    for cycle in parts.cycles.of_partnership(partnership_id):
        if cycle.status in LIVE:
            for header in parts.returns.headers(cycle.id, ("ref",), organisation_id):
                if not header.is_in and (return_ := parts.returns.get(header.ref)) is not None:
                    yield return_
