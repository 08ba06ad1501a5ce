"""A partnership as staff find it: organisations in every state, and somebody who is signed in."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.calls import Outcome
from chalicelib.domain.circulars import Circular
from chalicelib.domain.credentials import Credential, CredentialKind, hash_of
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.framework import Framework
from chalicelib.domain.organisations import ContactState, StaffRole
from chalicelib.domain.returns import Audience, Part, Person, ReturnStatus
from chalicelib.domain.submissions import Submission
from chalicelib.handlers import cookies
from chalicelib.services.calling import Heard, note_call
from tests.support import builders
from tests.support.browser import Browser
from tests.support.fakes import FakeParts
from tests.support.reporting import snapshot

SECTORS = ("school", "primary_care", "police")
STATES = ("submitted", "awaiting_approval", "in_progress", "not_started", "bounced", "no_contact")


def signed_in(
    parts: FakeParts,
    browser: Browser,
    role: StaffRole = StaffRole.COORDINATOR,
    partnership_id: str = "saltmarsh",
) -> str:
    """Puts a member of a partnership's staff into this browser: the session's token."""
    member = builders.staff(role, partnership_id=partnership_id)
    now = parts.now()
    token = f"staff-{role}-{partnership_id}-{now:%Y%m%d}"
    session = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.STAFF_SESSION,
        subject=partnership_id,
        person=member.id,
        created_at=now,
        expires_at=now + timedelta(hours=9),
    )
    parts.commit(parts.organisations.partnership_saved(builders.partnership(id=partnership_id)))
    parts.commit(parts.organisations.staff_saved(member), parts.credentials.issued(session))
    browser.cookies[cookies.STAFF] = token
    return token


def stored_cycle(parts: FakeParts, organisations: int = 0) -> Cycle:
    """An open cycle with so many organisations, in each state and sector in turn."""
    made = builders.cycle(sectors=SECTORS)
    parts.commit(parts.organisations.partnership_saved(builders.partnership()), parts.cycles.saved(made))
    for number in range(1, organisations + 1):
        _stored(parts, number, STATES[number % 6], SECTORS[number // 6 % 3])
    return made


def _stored(parts: FakeParts, number: int, state: str, sector: str) -> None:
    now = parts.now()
    contact = builders.contact(number, phone=f"01632 9601{number % 100:02}")
    lead = Person(id=contact.id, part=Part.LEAD, name=contact.name, email=contact.email)
    status = state if state in set(ReturnStatus) else ReturnStatus.NOT_STARTED.value
    begun = status != ReturnStatus.NOT_STARTED
    made = builders.return_(
        number,
        ref=ref_of(number),
        sector=sector,
        people={} if state == "no_contact" else {lead.id: lead},
        status=ReturnStatus(status),
        opened_at=now - timedelta(days=20) if begun else None,
        sent_for_approval_at=now - timedelta(days=number % 12) if state == "awaiting_approval" else None,
        submitted_at=now - timedelta(days=2) if state == "submitted" else None,
        submissions=int(state == "submitted"),
        ratings={f"S01-{n:02}": 1 + n % 4 for n in range(1, 6)} if begun else {},
        audiences=(Audience(partnership_id="saltmarsh", cycle_id="cycle2027"),),
    )
    parts.commit(parts.organisations.organisation_saved("saltmarsh", builders.organisation(number, sector)))
    parts.commit(parts.returns.created(made, total=40))
    if state == "bounced":
        contact = replace(contact, state=ContactState.BOUNCED)
        parts.commit(parts.returns.mail_state_noted(made, "saltmarsh", "bounced"))
    if state != "no_contact":
        parts.commit(parts.organisations.contact_saved("saltmarsh", contact))


def stored_call(parts: FakeParts, number: int = 1, outcome: Outcome = Outcome.WANTS_TIME) -> str:
    """A call with an organisation that leaves something to do: its id."""
    organisation_id, once = f"org{number:03}", f"01HZ00000000000000000{number:05}"
    note_call(parts, "saltmarsh", organisation_id, "s-coordinator", Heard(once=once, outcome=outcome))
    return once


def stored_circular(parts: FakeParts) -> str:
    """What staff wrote to two organisations: its id."""
    made = Circular(
        id="01HZ0000000000000000000001",
        partnership_id="saltmarsh",
        cycle_id="cycle2027",
        subject="Would it help to talk?",
        text="Organisation 1 and others have asked us.",
        refs=(ref_of(1), ref_of(2)),
        staff="s-coordinator",
        staff_name="Sam Coordinator",
        at=parts.now(),
    )
    parts.commit(parts.circulars.written(made))
    return made.id


def stored_copy(parts: FakeParts, number: int, **changes: Any) -> Submission:
    """What an organisation that is in has submitted: its data and its PDF."""
    content = {**snapshot(), "reference": ref_of(number), **changes}
    content["organisation"] = {**content["organisation"], "id": f"org{number:03}"}
    kept = Submission(
        number=1,
        sha256="f" * 64,
        key=f"submissions/{ref_of(number)}.json",
        pdf_key=f"copies/{ref_of(number)}.pdf",
        submitted_at=parts.now(),
        approved_by="Harriet Head",
        approved_by_job="Head teacher",
    )
    parts.files.put(kept.key, json.dumps(content).encode(), "application/json")
    parts.files.put(kept.pdf_key, b"%PDF-", "application/pdf")
    return_ = parts.returns.get(ref_of(number))
    assert return_ is not None
    parts.commit(parts.returns.submitted(return_, kept))
    return kept


def in_levels_of(content: dict[str, Any], framework: Framework) -> list[dict[str, Any]]:
    """The standards of a made-up copy, rated on this framework's scale."""
    levels = {f"l{level.order}": level for level in framework.scale.levels}

    def rated(answer: dict[str, Any]) -> dict[str, Any]:
        if not answer["rating"]:
            return answer
        level = levels[answer["rating"]["id"]]
        return {**answer, "rating": {**answer["rating"], "id": level.id, "label": level.label}}

    return [{**s, "criteria": [rated(a) for a in s["criteria"]]} for s in content["standards"]]


def ref_of(number: int) -> str:
    return f"K7P-{number + 222}"


def number_in(state: str, after: int = 0) -> int:
    """The number of an organisation in this state."""
    return next(n for n in range(after + 1, after + 7) if STATES[n % 6] == state)
