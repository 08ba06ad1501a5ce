"""What a partnership has told us for its documents about data protection."""

from typing import Protocol

from chalicelib.domain.starter_pack import DataProtection
from chalicelib.services.ports.commits import Writes


class DataProtectionFacts(Protocol):
    def of(self, partnership_id: str) -> DataProtection: ...

    def saved(self, partnership_id: str, facts: DataProtection) -> Writes:
        """`facts.version` is the new one; refuses (kind "DATA_PROTECTION") unless the stored is one less."""
        ...
