"""A made-up partnership for the local run: `load` puts it in, `links` makes fresh links to show."""

from pathlib import Path
from typing import Any

from chalicelib.bootstrap import Wiring
from chalicelib.domain.credentials import SIGN_IN_LASTS, Credential, CredentialKind, hash_of
from chalicelib.domain.people import HELPERS
from chalicelib.domain.returns import Part, Person, Return, ReturnStatus
from chalicelib.services.branding import set_brand
from chalicelib.services.links import link_url, mint
from chalicelib.storage.expressions import to_wire
from chalicelib.storage.memory import MemoryTable
from infra.demonstration.feedback import LAST_YEAR
from infra.demonstration.own_questions import ask_of_its_own
from infra.demonstration.register import PARTNERSHIP, STAFF
from infra.demonstration.rehearsal import CYCLE_ID, rehearse
from infra.demonstration.sets import ROUNDS, cycle_id
from infra.demonstration.stage import Rehearsal

COLOUR = "#4c2c69"
LOGO = Path(__file__).parent / "logo.png"
BATCH = 25  # the most that BatchWriteItem takes


def load(parts: Wiring) -> None:
    """Plays sixty organisations' weeks in memory, then copies every item into the table in bulk."""
    rehearsal = Rehearsal(parts.settings, parts.now())
    rehearse(rehearsal)
    table = rehearsal.table
    if not isinstance(table, MemoryTable):
        raise TypeError("a rehearsal plays in memory")
    items = [to_wire(item) for item in table.items.values()]
    client, name = parts.clients.get("dynamodb"), parts.settings.table_name
    for start in range(0, len(items), BATCH):
        waiting = {name: [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]}
        while waiting:
            waiting = client.batch_write_item(RequestItems=waiting)["UnprocessedItems"]
    set_brand(parts, PARTNERSHIP.id, colour=COLOUR, logo=LOGO.read_bytes())
    ask_of_its_own(parts)


def links(parts: Wiring) -> dict[str, Any]:
    """Fresh links: one organisation of each status, its approver where one is asked, a colleague and a
    governor who help with one, one of each newer set, and staff.
    """
    shown: dict[ReturnStatus, Return] = {}
    for header in parts.returns.headers(CYCLE_ID):
        if header.status not in shown and not header.mail_state:
            return_ = parts.returns.get(header.ref)
            if return_ is not None and return_.person(Part.LEAD) is not None:
                shown[header.status] = return_
    people = [(r, p) for r in shown.values() if (p := r.person(Part.LEAD))]
    people += [
        (r, p)
        for status, r in shown.items()
        if status is ReturnStatus.AWAITING_APPROVAL and (p := r.person(Part.APPROVER))
    ]
    people += _helpers(parts)
    people += _answered_by_itself(parts)
    people += [(r, p) for r in _newly_asked(parts) if (p := r.person(Part.LEAD))]
    return {
        "staff_sign_in": _staff_link(parts),
        "organisation_links": [_link(parts, return_, person.id) for return_, person in people],
    }


def _helpers(parts: Wiring) -> list[tuple[Return, Person]]:
    """Those of the first return that has both."""
    for header in parts.returns.headers(CYCLE_ID):
        return_ = parts.returns.get(header.ref) if header.status is ReturnStatus.IN_PROGRESS else None
        found = [p for part in HELPERS for p in return_.everybody(part)] if return_ else []
        if return_ and len(found) >= len(HELPERS):
            return [(return_, person) for person in found]
    return []


def _answered_by_itself(parts: Wiring) -> list[tuple[Return, Person]]:
    """The first of last year's round, which has automatic feedback."""
    header = next(parts.returns.headers(LAST_YEAR))
    return_ = parts.returns.get(header.ref)
    lead = return_.person(Part.LEAD) if return_ else None
    return [(return_, lead)] if return_ and lead else []


def _newly_asked(parts: Wiring) -> list[Return]:
    """The first return of each of the newer question sets."""
    headers = [next(parts.returns.headers(cycle_id(framework_id))) for framework_id in ROUNDS]
    return [return_ for header in headers if (return_ := parts.returns.get(header.ref))]


def _link(parts: Wiring, return_: Return, person_id: str) -> str:
    token, writes = mint(parts, return_.ref, person_id, "local run")
    parts.commit(writes)
    return link_url(parts, token)


def _staff_link(parts: Wiring) -> str:
    token, now = parts.new_token(), parts.now()
    credential = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.SIGN_IN,
        subject=PARTNERSHIP.id,
        person=STAFF[0].id,
        created_at=now,
        expires_at=now + SIGN_IN_LASTS * 32,  # long enough for a working day of looking around
    )
    parts.commit(parts.credentials.issued(credential))
    return f"{parts.public_url}/staff/enter/{token}"
