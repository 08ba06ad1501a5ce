"""Interests are declared by whoever has them, or noted by a coordinator; what they touch is given on."""

from dataclasses import dataclass, replace

from chalicelib.domain.errors import Invalid, NotAllowed, NotFound
from chalicelib.domain.interests import MOST_INTERESTS, Interest, InterestKind
from chalicelib.domain.organisations import StaffMember, StaffRole
from chalicelib.domain.trail import Event
from chalicelib.services.assigning import give_on
from chalicelib.services.desk import again
from chalicelib.services.ports import Parts, Writes


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestForm:
    """As typed. `value` is an organisation's id or name, the name of a trust or group, or a sector."""

    reviewer: str
    kind: str
    value: str


def declare(parts: Parts, actor: StaffMember, form: InterestForm) -> tuple[int, int]:
    """How many returns were given on, and how many nobody else may have. Declared twice, it is one interest,
    and whatever was left undone the first time is done.

    Raises NotAllowed for a reviewer who notes somebody else's, Invalid.
    """
    member = _whose(parts, actor, form.reviewer)
    kind, value = _read(parts, actor.partnership_id, form)

    def attempt() -> None:
        before = parts.reviews.interests_of(actor.partnership_id, member.id)
        if any((i.kind, i.value) == (kind, value) for i in before.interests):
            return
        if len(before.interests) >= MOST_INTERESTS:
            raise Invalid({"value": "interests_full"}, most=MOST_INTERESTS)
        made = Interest(kind=kind, value=value, noted_by=actor.id, noted_at=parts.now())
        after = replace(before, interests=(*before.interests, made), version=before.version + 1)
        parts.commit(
            parts.reviews.interests_saved(actor.partnership_id, after),
            _recorded(parts, actor, member.id, "interest.noted", kind, value),
        )

    again(attempt)
    return give_on(parts, actor, member.id, only_barred=True)


def remove(parts: Parts, actor: StaffMember, form: InterestForm) -> None:
    """It no longer holds. Returns that were given on stay where they are. Removing twice is fine."""
    member = _whose(parts, actor, form.reviewer)

    def attempt() -> None:
        before = parts.reviews.interests_of(actor.partnership_id, member.id)
        kept = tuple(i for i in before.interests if (i.kind.value, i.value) != (form.kind, form.value))
        if len(kept) == len(before.interests):
            return
        after = replace(before, interests=kept, version=before.version + 1)
        kind = InterestKind(form.kind)
        parts.commit(
            parts.reviews.interests_saved(actor.partnership_id, after),
            _recorded(parts, actor, member.id, "interest.removed", kind, form.value),
        )

    again(attempt)


def _whose(parts: Parts, actor: StaffMember, reviewer: str) -> StaffMember:
    if reviewer != actor.id and actor.role is not StaffRole.COORDINATOR:
        raise NotAllowed
    member = parts.organisations.staff_member(actor.partnership_id, reviewer)
    if member is None:
        raise NotFound
    return member


def _read(parts: Parts, partnership_id: str, form: InterestForm) -> tuple[InterestKind, str]:
    """Raises Invalid. An organisation may be named by its id or its name."""
    if form.kind not in set(InterestKind):
        raise Invalid({"kind": "interest_kind_needed"})
    kind, value = InterestKind(form.kind), " ".join(form.value.split())
    if not value or len(value) > 200:
        raise Invalid({"value": "interest_value_needed"})
    members = list(parts.organisations.members(partnership_id))
    match kind:
        case InterestKind.ORGANISATION:
            found = [m.id for m in members if value == m.id or value.casefold() == m.name.casefold()]
        case InterestKind.PARENT:
            found = [m.parent for m in members if m.parent and value.casefold() == m.parent.casefold()]
        case InterestKind.SECTOR:
            found = [m.sector for m in members if m.sector == value]
    if not found:
        raise Invalid({"value": "interest_value_needed"})
    return kind, found[0]


def _recorded(
    parts: Parts, actor: StaffMember, reviewer: str, what: str, kind: InterestKind, value: str
) -> Writes:
    event = Event(
        subject=f"PARTNERSHIP#{actor.partnership_id}",
        at=parts.now(),
        actor=actor.id,
        what=what,
        details={"whose": reviewer, "kind": kind.value, "value": value},
    )
    return parts.trail.recorded(event)
