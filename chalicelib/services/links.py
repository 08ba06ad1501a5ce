"""Links and the sessions they open. A GET never gets here with anything but a look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.credentials import (
    SESSION_LASTS,
    Credential,
    CredentialKind,
    hash_of,
    refuse_unless_live,
)
from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.errors import LinkRefused
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Person, Return, ReturnStatus
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, Writes

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What the neutral start page shows."""

    return_: Return
    person: Person
    partnership: Partnership
    cycle: Cycle


def return_subject(ref: str) -> str:
    """How the trail and the queue name a return."""
    return f"RETURN#{ref}"


def mint(parts: Parts, ref: str, person_id: str, sent_with: str = "") -> tuple[str, Writes]:
    """A new link for one person of a return: its token, and the writes that make it work."""
    token = parts.new_token()
    credential = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.LINK,
        subject=return_subject(ref),
        person=person_id,
        created_at=parts.now(),
        sent_with=sent_with,
    )
    return token, parts.credentials.issued(credential)


def link_url(parts: Parts, token: str) -> str:
    """The address to print in a mail."""
    return f"{parts.public_url}/i/{token}"


def look(parts: Parts, token: str) -> Start:
    """What a link leads to; changes nothing. Raises LinkRefused."""
    _, start = _follow(parts, token)
    return start


def enter(parts: Parts, token: str) -> tuple[str, str]:
    """Opens a session: the return's reference and the session's token. Raises LinkRefused."""
    link, start = _follow(parts, token)
    session_token, now = parts.new_token(), parts.now()
    session = Credential(
        token_hash=hash_of(session_token),
        kind=CredentialKind.SESSION,
        subject=start.return_.ref,
        person=start.person.id,
        created_at=now,
        expires_at=now + SESSION_LASTS,
        sent_with=link.token_hash[:12],
    )
    event = Event(
        subject=return_subject(start.return_.ref),
        at=now,
        actor=start.person.id,
        what="session.opened",
        details={"link": link.token_hash[:12]},
    )
    try:
        parts.commit(
            parts.credentials.unrevoked(link),
            parts.credentials.issued(session),
            parts.trail.recorded(event),
            _opened(parts, start.return_, now),
        )
    except Conflict as conflict:  # nobody slips in while their link is being ended
        raise LinkRefused("revoked", link.subject) from conflict
    return start.return_.ref, session_token


def leave(parts: Parts, session_token: str) -> None:
    """Ends a session. Leaving twice is fine."""
    session = parts.credentials.get(hash_of(session_token))
    if session is not None and session.revoked_at is None:
        parts.commit(parts.credentials.revoked(session, parts.now()))


def revoke(parts: Parts, ref: str, person_id: str) -> None:
    """No link or session of this person opens the return any more."""
    now = parts.now()
    for subject in (return_subject(ref), ref):
        for credential in parts.credentials.of_subject(subject):
            if credential.person == person_id and credential.revoked_at is None:
                parts.commit(parts.credentials.revoked(credential, now))


def ask_for_new_link(parts: Parts, ref: str, person_id: str) -> None:
    """Mails a new link to the address on file, and to no other. At most one an hour for a person."""
    return_ = parts.returns.get(ref)
    if return_ is None or person_id not in return_.people:
        return
    now = parts.now()
    partnership_id, subject = return_.audience.partnership_id, return_subject(ref)
    before = parts.tasks.get(partnership_id, subject, _new_link(person_id, now - HOUR))
    if before is not None and before.due > now - HOUR:
        return
    task = Task(
        partnership_id=partnership_id,
        subject=subject,
        intent=_new_link(person_id, now),
        kind="mail.new_link",
        payload={"ref": ref, "person": person_id},
        due=now,
    )
    try:
        parts.commit(parts.tasks.added(task))
    except Conflict:
        return
    parts.poke(Queue.WORK)


def _new_link(person_id: str, at: datetime) -> str:
    return f"mail#new_link#{person_id}#{at:%Y-%m-%dT%H}"


def _follow(parts: Parts, token: str) -> tuple[Credential, Start]:
    link = refuse_unless_live(parts.credentials.get(hash_of(token)), CredentialKind.LINK, parts.now())
    ref = link.subject.removeprefix("RETURN#")
    return_ = parts.returns.get(ref)
    if return_ is None or link.person not in return_.people:
        raise LinkRefused("revoked", link.subject)
    around = parts.returns.around(return_)
    if around.cycle.status is CycleStatus.ARCHIVED:
        raise LinkRefused("expired", link.subject)
    return link, Start(
        return_=return_,
        person=return_.people[link.person],
        partnership=around.partnership,
        cycle=around.cycle,
    )


def _opened(parts: Parts, return_: Return, now: datetime) -> Writes:
    if return_.opened_at is not None:
        return []
    return parts.returns.changed(return_, {"opened_at": now}, while_in=tuple(ReturnStatus))
