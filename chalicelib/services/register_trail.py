"""What happened to an organisation and its contacts, as one partnership's trail tells it.

Each line stands with its organisation, whose page shows it. What a person did also stands on the
partnership's trail, where all of it is searched; an import of a thousand has one line there.
"""

from collections.abc import Iterable, Mapping

from chalicelib.domain.organisations import Contact, Organisation
from chalicelib.domain.register_changes import differences
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Parts, Writes


def subject_of(partnership_id: str, organisation_id: str) -> str:
    return f"REGISTER#{partnership_id}#{organisation_id}"


def history(parts: Parts, partnership_id: str, organisation_id: str) -> list[Event]:
    """Newest first."""
    return parts.trail.of(subject_of(partnership_id, organisation_id))[::-1]


def told(
    parts: Parts,
    partnership_id: str,
    organisation_id: str,
    actor: str,
    what: str,
    details: Mapping[str, str] | None = None,
    *,
    aloud: bool = True,
) -> list[Writes]:
    """`aloud`: on the partnership's trail too, where no member of staff is at work in this request."""
    event = Event(
        subject=subject_of(partnership_id, organisation_id),
        at=parts.now(),
        actor=actor,
        what=what,
        details={"organisation": organisation_id, **(details or {})},
        partnership=partnership_id if aloud else "",
    )
    return [parts.trail.recorded(event)]


def of_organisation(before: Organisation | None, after: Organisation) -> dict[str, str]:
    """What an organisation's facts were and are: they are public."""
    if before is None:
        return {"name": after.name}
    return {what: f"{old} → {new}" for what, old, new in differences(before, after)}


def of_contact(before: Contact | None, after: Contact) -> dict[str, str]:
    """Whose, and which facts changed; never what they are, since they are a person's."""
    found = {"contact": after.id}
    if before is not None:
        changed: Iterable[str] = [what for what, _, _ in differences(before, after)]
        if before.state is not after.state:
            found["state"] = f"{before.state} → {after.state}"
        found["changed"] = ", ".join(changed)
    return found
