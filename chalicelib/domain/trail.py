"""Who did what, when, from which link. Never an answer, a name typed into a form or a token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the trail. `subject` is what it happened to, like RETURN#K7P-2QX."""

    subject: str
    at: datetime
    actor: str
    what: str
    details: Mapping[str, str] = field(default_factory=dict)
