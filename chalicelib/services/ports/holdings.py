"""Whatever a partnership holds about one organisation."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol


class Holdings(Protocol):
    def own(
        self, partnership_id: str, organisation_id: str, refs: Collection[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Its own records of it and of these returns, as JSON: each says which `record` it is."""
        ...
