"""All that helps on the telephone with one organisation: its returns, people and mails."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.calls import Call
from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.errors import NotFound
from chalicelib.domain.organisations import Contact, ContactState, Organisation
from chalicelib.domain.returns import Return
from chalicelib.domain.tasks import Task
from chalicelib.domain.trail import Event
from chalicelib.services import barriers
from chalicelib.services.barriers import Named
from chalicelib.services.links import ask_for_new_link, return_subject
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One of the organisation's returns; `mails` newest first, `barriers` once it is in."""

    cycle: Cycle
    header: Header
    return_: Return
    mails: tuple[Task, ...]
    barriers: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnThePhone:
    """One organisation as its partnership knows it. `left` are contacts of earlier days, `calls` newest
    first, `noted_by` the names of the staff who noted them.
    """

    organisation: Organisation
    contacts: tuple[Contact, ...]
    left: tuple[Contact, ...]
    rounds: tuple[Round, ...]
    calls: tuple[Call, ...] = ()
    noted_by: Mapping[str, str] = field(default_factory=dict)


def look_up(parts: Parts, partnership_id: str, organisation_id: str) -> OnThePhone:
    """Raises NotFound, also for another partnership's organisation."""
    organisation = parts.organisations.organisation(partnership_id, organisation_id)
    if organisation is None:
        raise NotFound
    contacts = list(parts.organisations.contacts(partnership_id, organisation_id))
    contacts.sort(key=lambda c: (c.role.value != "lead", c.name.casefold()))
    calls = parts.calls.of_organisation(partnership_id, organisation_id)
    return OnThePhone(
        organisation=organisation,
        contacts=tuple(c for c in contacts if c.state is not ContactState.LEFT),
        left=tuple(c for c in contacts if c.state is ContactState.LEFT),
        rounds=tuple(
            found
            for cycle in parts.cycles.of_partnership(partnership_id)
            for header in parts.returns.headers(cycle.id, organisation_id=organisation_id)
            if (found := _round(parts, cycle, header)) is not None
        ),
        calls=tuple(calls),
        noted_by={m.id: m.name for m in parts.organisations.staff(partnership_id)} if calls else {},
    )


def send_new_link(
    parts: Parts, partnership_id: str, organisation_id: str, ref: str, person_id: str, actor: str
) -> None:
    """Mails a new link to somebody who works on this return. Raises NotFound."""
    return_ = return_of(parts, partnership_id, organisation_id, ref)
    if person_id not in return_.people:
        raise NotFound
    event = Event(
        subject=return_subject(ref),
        at=parts.now(),
        actor=actor,
        what="link.asked_by_staff",
        details={"person": person_id},
    )
    parts.commit(parts.trail.recorded(event))
    ask_for_new_link(parts, ref, person_id)


def organisation_of(parts: Parts, partnership_id: str, ref: str) -> str:
    """The organisation whose return has this reference. Raises NotFound."""
    return_ = parts.returns.get(ref)
    if return_ is None or partnership_id not in {a.partnership_id for a in return_.audiences}:
        raise NotFound
    return return_.organisation_id


def return_of(parts: Parts, partnership_id: str, organisation_id: str, ref: str) -> Return:
    """A return that this organisation sends to this partnership. Raises NotFound."""
    return_ = parts.returns.get(ref)
    if return_ is None or organisation_of(parts, partnership_id, ref) != organisation_id:
        raise NotFound
    return return_


def _round(parts: Parts, cycle: Cycle, header: Header) -> Round | None:
    return_ = parts.returns.get(header.ref)
    if return_ is None:
        return None
    tasks = parts.tasks.of_subject(cycle.partnership_id, return_subject(header.ref))
    mails = sorted((t for t in tasks if t.is_mail), key=lambda t: t.settled_at or t.due, reverse=True)
    # Only where the header tells of one: most returns cost no read more.
    named = barriers.of_cycle(parts, cycle, header.organisation_id) if barriers.counted(header)[1] else []
    return Round(
        cycle=cycle,
        header=header,
        return_=return_,
        mails=tuple(mails),
        barriers=tuple(each for each in named if each.header.ref == header.ref),
    )
