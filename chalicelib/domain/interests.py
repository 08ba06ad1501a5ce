"""A reviewer's interests: what they may not review, because they work there or would judge their own.

Declared by the reviewer or noted by a coordinator. An interest counts from the moment it is known; what they
hold of it is taken away and given on (services/interests.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.organisations import Organisation

MOST_INTERESTS = 50  # of one reviewer: they travel in one item


class InterestKind(StrEnum):
    """What it is in. `value` is an organisation's id, the name of a trust or group, or a sector."""

    ORGANISATION = "organisation"
    PARENT = "parent"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    kind: InterestKind
    value: str
    noted_by: str
    noted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    """All of one reviewer."""

    reviewer: str
    interests: tuple[Interest, ...] = ()
    version: int = 0

    def concern(self, organisation: Organisation) -> bool:
        """Whether any is in this organisation, in what it belongs to, or in its sector."""
        return any(_concerns(interest, organisation) for interest in self.interests)


def barred_from(organisation: Organisation, every: Iterable[Interests]) -> frozenset[str]:
    """The reviewers who may not review it."""
    return frozenset(interests.reviewer for interests in every if interests.concern(organisation))


def _concerns(interest: Interest, organisation: Organisation) -> bool:
    match interest.kind:
        case InterestKind.ORGANISATION:
            return interest.value == organisation.id
        case InterestKind.PARENT:
            return bool(organisation.parent) and _plain(interest.value) == _plain(organisation.parent)
        case InterestKind.SECTOR:
            return interest.value == organisation.sector


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
