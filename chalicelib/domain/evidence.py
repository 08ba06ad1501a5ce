"""Evidence: an item an organisation adds once and uses for many criteria."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    """A web address, or a title with where to find it, is as good as a file."""

    FILE = "file"
    LINK = "link"
    LOCATION = "location"


class EvidenceState(StrEnum):
    """A file is `expected` until it has arrived and been checked; `removed` items keep what was pinned."""

    EXPECTED = "expected"
    READY = "ready"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A stored file. `version_id` and `sha256` pin exactly what was submitted; `size` is in bytes."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str
    version_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`where` is the web address, or in words where to find it; empty for a file."""

    id: str
    organisation_id: str
    kind: EvidenceKind
    title: str
    where: str = ""
    file: EvidenceFile | None = None
    state: EvidenceState = EvidenceState.READY
    added_at: datetime | None = None
    added_by: str = ""
