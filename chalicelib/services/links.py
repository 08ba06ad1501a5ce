"""Links, and how they end. A GET never gets here with anything but a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.credentials import Credential, CredentialKind, hash_of, refuse_unless_live
from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.errors import LinkRefused
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Person, Return
from chalicelib.domain.rights import Right, may
from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.ports import Conflict, Parts, Writes

HOUR = timedelta(hours=1)
MOST_AT_ONCE = 50  # of the hundred writes that a transaction holds


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
    _, start = follow(parts, token)
    return start


def leave(parts: Parts, session_token: str) -> None:
    """Ends a session. Leaving twice is fine."""
    session = parts.credentials.get(hash_of(session_token))
    if session is not None and session.revoked_at is None:
        parts.commit(parts.credentials.revoked(session, parts.now()))


def revoke(parts: Parts, ref: str, person_id: str) -> None:
    """No link or session of this person opens the return any more."""
    now = parts.now()
    for credential in opening(parts, ref, person_id):
        parts.commit(parts.credentials.revoked(credential, now))


def opening(parts: Parts, ref: str, person_id: str) -> list[Credential]:
    """Every link and session of this person that nobody has ended."""
    found = [c for subject in (return_subject(ref), ref) for c in parts.credentials.of_subject(subject)]
    return [c for c in found if c.person == person_id and c.revoked_at is None]


def ask_for_new_link(
    parts: Parts, ref: str, person_id: str, ending: Sequence[Credential] = (), *also: Writes
) -> bool:
    """Mails a new link to the address on file, and to no other. At most one an hour for a person: False when
    there was one. `ending` ends at the same moment.
    """
    return_ = parts.returns.get(ref)
    if return_ is None or person_id not in return_.people:
        return False
    now = parts.now()
    partnership_id, subject = return_.audience.partnership_id, return_subject(ref)
    before = parts.tasks.get(partnership_id, subject, _new_link(person_id, now - HOUR))
    if before is not None and before.due > now - HOUR:
        return False
    task = Task(
        partnership_id=partnership_id,
        subject=subject,
        intent=_new_link(person_id, now),
        kind="mail.new_link",
        payload={"ref": ref, "person": person_id},
        due=now,
    )
    for old in ending[MOST_AT_ONCE:]:
        parts.commit(parts.credentials.revoked(old, now))
    try:
        ended = [parts.credentials.revoked(old, now) for old in ending[:MOST_AT_ONCE]]
        parts.commit(parts.tasks.added(task), *ended, *also)
    except Conflict:
        return False
    parts.poke(Queue.WORK)
    return True


def _new_link(person_id: str, at: datetime) -> str:
    return f"mail#new_link#{person_id}#{at:%Y-%m-%dT%H}"


def follow(parts: Parts, token: str) -> tuple[Credential, Start]:
    """A link and what it leads to. Raises LinkRefused."""
    link = refuse_unless_live(parts.credentials.get(hash_of(token)), CredentialKind.LINK, parts.now())
    ref = link.subject.removeprefix("RETURN#")
    return_ = parts.returns.get(ref)
    if return_ is None or link.person not in return_.people:
        raise LinkRefused("revoked", link.subject)
    around, person = parts.returns.around(return_), return_.people[link.person]
    if around.cycle.status is CycleStatus.ARCHIVED and not has_copies(return_, person):
        raise LinkRefused("expired", link.subject)
    return link, Start(
        return_=return_,
        person=person,
        partnership=around.partnership,
        cycle=around.cycle,
    )


def has_copies(return_: Return, person: Person) -> bool:
    """Whether there is something for this person once the cycle is archived: it stays theirs for good."""
    return bool(return_.submissions) and may(person, Right.COPIES)
