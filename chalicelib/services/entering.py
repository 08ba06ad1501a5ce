"""From a link to an open session: at once, or with a code that is mailed to the address on file."""

import hmac
from dataclasses import dataclass

from chalicelib.domain.credentials import (
    DEVICE_LASTS,
    PENDING_LASTS,
    SESSION_LASTS,
    Credential,
    CredentialKind,
    code_hash,
    hash_of,
    refuse_unless_live,
)
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid, LinkRefused, Refused, SignedOut
from chalicelib.domain.organisations import Partnership, masked
from chalicelib.domain.returns import LINE_LIMIT, Person, Return, ReturnStatus, too_long
from chalicelib.domain.rights import Right
from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.desk import again, sit_down
from chalicelib.services.links import Start, follow, return_subject
from chalicelib.services.notes import add_limited, noted
from chalicelib.services.ports import Conflict, Parts, Writes

MOST_CODES = 6  # to one person in an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Where somebody got: to an open session, or to one that `waits` for its code. `is_known` says that this
    browser has told us before who is at the keyboard, `only_copies` that the cycle is archived.
    """

    ref: str
    token: str
    person: Person
    waits: bool = False
    is_known: bool = False
    only_copies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the page that asks for a code shows; `address` is where it went, as far as its owner needs it."""

    organisation_name: str
    partnership: Partnership
    address: str


def enter(parts: Parts, token: str, device: str = "") -> Entered:
    """Opens a session, or one that waits for its code. `device` is what this browser holds from before.

    Raises LinkRefused, and Refused when too many codes were sent.
    """
    link, start = follow(parts, token)
    if start.cycle.code_at_entry:
        return _waiting_for_code(parts, link, start)
    try:
        return _open(parts, start.return_, start.person, link, device, parts.credentials.unrevoked(link))
    except Conflict as conflict:  # nobody slips in while their link is being ended
        raise LinkRefused("revoked", link.subject) from conflict


def wait_for(parts: Parts, ref: str, token: str) -> Waiting:
    """Raises SignedOut when this browser waits for no code."""
    pending = _pending(parts, ref, token)
    return_ = parts.returns.get(ref)
    if return_ is None or pending.person not in return_.people:
        raise SignedOut
    return Waiting(
        organisation_name=return_.organisation_name,
        partnership=parts.returns.around(return_).partnership,
        address=masked(return_.people[pending.person].email),
    )


def send_another_code(parts: Parts, ref: str, token: str) -> None:
    """The one before stops working when it is sent. Raises Refused when too many were sent, SignedOut."""
    pending = _pending(parts, ref, token)
    return_ = parts.returns.get(ref)
    if return_ is None or pending.person not in return_.people:
        raise SignedOut
    _mail_code(parts, return_, return_.people[pending.person], pending)


def prove(parts: Parts, ref: str, token: str, code: str, device: str = "") -> Entered:
    """Opens the session that waited for this code. Each try is counted before it is looked at.

    Raises Invalid for a code that is wrong, too old or used up, SignedOut.
    """
    pending = _pending(parts, ref, token)
    _try(parts, pending, "".join(code.split()))
    return_ = parts.returns.get(ref)
    if return_ is None or pending.person not in return_.people:
        raise SignedOut
    person = return_.people[pending.person]
    try:  # not spent with that: a double click must not end on an error, and nobody else holds this session
        return _open(parts, return_, person, pending, device, parts.credentials.unrevoked(pending))
    except Conflict as conflict:
        raise SignedOut from conflict


def say_who(parts: Parts, ref: str, token: str, *, name: str, job: str, is_theirs: bool = False) -> str:
    """Who is really at the keyboard. Gives back what this browser is to keep, so that it is asked once.

    The trail learns only that the name is another than that of the person the link was made for. When the
    link `is_theirs`, it was only misspelt: we had it from a list.
    """
    name, job = name.strip(), job.strip()
    refuse_name(name, job)
    return again(lambda: _said(parts, ref, token, name, job, is_theirs))


def refuse_name(name: str, job: str) -> None:
    """Raises Invalid unless both are there and short enough."""
    problems = {} if name else {"name": "name_needed"}
    if not job:
        problems["job"] = "job_needed"
    problems |= too_long(name=name, job=job)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _said(parts: Parts, ref: str, token: str, name: str, job: str, is_theirs: bool) -> str:
    seat = sit_down(parts, ref, token, Right.ENTER)
    session = parts.credentials.get(hash_of(token))
    if session is None:
        raise SignedOut
    device, now, person = parts.new_token(), parts.now(), seat.person
    kept = Credential(
        token_hash=hash_of(device),
        kind=CredentialKind.DEVICE,
        subject=ref,
        person=person.id,
        created_at=now,
        expires_at=now + DEVICE_LASTS,
        name=name,
        job=job,
    )
    writes = [parts.credentials.named(session, name, job), parts.credentials.issued(kept)]
    if name.casefold() != person.name.casefold() and not is_theirs:
        writes.append(noted(parts, seat.return_, person, "session.named", otherwise="yes"))
    elif (name, job) != (person.name, person.job):
        kept_name = name if is_theirs else person.name
        writes.append(_with_details(parts, seat.return_, person, kept_name, job))
    parts.commit(*writes)
    return device


def _with_details(parts: Parts, return_: Return, person: Person, name: str, job: str) -> Writes:
    return parts.returns.changed(
        return_,
        {f"people.{person.id}.name": name, f"people.{person.id}.job": job},
        while_in=tuple(ReturnStatus),
        while_part={person.id: person.part},
        counted=False,
    )


def _open(
    parts: Parts, return_: Return, person: Person, by: Credential, device: str, *while_: Writes
) -> Entered:
    token, now = parts.new_token(), parts.now()
    known = _known(parts, return_.ref, person, device)
    archived = parts.returns.around(return_).cycle.status is CycleStatus.ARCHIVED
    session = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.SESSION,
        subject=return_.ref,
        person=person.id,
        created_at=now,
        expires_at=now + SESSION_LASTS,
        sent_with=by.sent_with if by.kind is CredentialKind.PENDING else by.token_hash[:12],
        name=known.name if known else "",
        job=known.job if known else "",
        only_copies=archived,
    )
    parts.commit(
        *while_,
        parts.credentials.issued(session),
        noted(parts, return_, person, "session.opened", link=session.sent_with),
        parts.returns.seen(return_.ref, person.id, now),
        _first_opened(parts, return_),
    )
    return Entered(
        ref=return_.ref, token=token, person=person, is_known=known is not None, only_copies=archived
    )


def _known(parts: Parts, ref: str, person: Person, device: str) -> Credential | None:
    found = parts.credentials.get(hash_of(device)) if device else None
    try:
        known = refuse_unless_live(found, CredentialKind.DEVICE, parts.now())
    except LinkRefused:
        return None
    return known if (known.subject, known.person) == (ref, person.id) else None


def _first_opened(parts: Parts, return_: Return) -> Writes:
    if return_.opened_at is not None:
        return []
    return parts.returns.changed(return_, {"opened_at": parts.now()}, while_in=tuple(ReturnStatus))


def _waiting_for_code(parts: Parts, link: Credential, start: Start) -> Entered:
    token, now, ref = parts.new_token(), parts.now(), start.return_.ref
    pending = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.PENDING,
        subject=ref,
        person=start.person.id,
        created_at=now,
        expires_at=now + PENDING_LASTS,
        sent_with=link.token_hash[:12],
    )
    issued = [parts.credentials.unrevoked(link), parts.credentials.issued(pending)]
    try:
        _mail_code(parts, start.return_, start.person, pending, *issued)
    except Conflict as conflict:
        raise LinkRefused("revoked", link.subject) from conflict
    return Entered(ref=ref, token=token, person=start.person, waits=True)


def _mail_code(parts: Parts, return_: Return, person: Person, pending: Credential, *also: Writes) -> None:
    """The code itself is made when its mail is sent: nothing that waits in the queue knows it."""

    def task(number: int) -> Task:
        return Task(
            partnership_id=return_.audience.partnership_id,
            subject=return_subject(return_.ref),
            intent=f"mail#code#{person.id}#{parts.now():%Y-%m-%dT%H}#{number}",
            kind="mail.code",
            payload={"ref": return_.ref, "person": person.id, "session": pending.token_hash},
            due=parts.now(),
        )

    if not add_limited(parts, MOST_CODES, task, *also):
        raise Refused("codes_used_up")
    parts.poke(Queue.WORK)


def _pending(parts: Parts, ref: str, token: str) -> Credential:
    try:
        found = refuse_unless_live(parts.credentials.get(hash_of(token)), CredentialKind.PENDING, parts.now())
    except LinkRefused as refusal:
        raise SignedOut from refusal
    if found.subject != ref:
        raise SignedOut
    return found


def _try(parts: Parts, pending: Credential, code: str) -> None:
    """What is plainly no code costs no try."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise Invalid({"code": "code_needed"})
    if not pending.code_hash or pending.code_until is None:
        raise Invalid({"code": "code_on_its_way"})
    if pending.code_until <= parts.now():
        raise Invalid({"code": "code_too_old"})
    try:
        parts.commit(parts.credentials.tried(pending))
    except Conflict as conflict:
        newer = isinstance(conflict.current, Credential) and conflict.current.code_hash != pending.code_hash
        raise Invalid({"code": "code_wrong" if newer else "code_used_up"}) from conflict
    if not hmac.compare_digest(code_hash(pending.token_hash, code), pending.code_hash):
        raise Invalid({"code": "code_wrong"})
