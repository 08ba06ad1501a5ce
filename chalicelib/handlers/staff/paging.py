"""Long lists in pages. `components/paging.html` shows the way from one to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from chalicelib.handlers.web import Request

PER_PAGE = 100
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Generic[Row]):
    """One page of a list. `number` counts from 1; `total` is how many rows there are on all pages."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int
    path: str
    query: Mapping[str, str]

    @property
    def first(self) -> int:
        """The place of its first row in the whole list, from 1; 0 where there is none."""
        return (self.number - 1) * PER_PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return max(self.first + len(self.rows) - 1, 0)

    def link(self, number: int) -> str:
        """The path of another page of the same list, with what it was searched and sorted by."""
        return self.with_(page=str(number) if number > 1 else "")

    def with_(self, **changes: str) -> str:
        """The same list otherwise: sorted by something else, say. What is "" is left out."""
        wanted = {name: value for name, value in {**self.query, **changes}.items() if value}
        return self.path + (f"?{urlencode(wanted)}" if wanted else "")


def paged(request: Request, rows: Sequence[Row], path: str, query: Mapping[str, str]) -> Paged[Row]:
    """The page that `?page=` asks for, or the nearest that there is."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    asked = request.query.get("page")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    return Paged(
        rows=rows[start : start + PER_PAGE],
        number=number,
        pages=pages,
        total=len(rows),
        path=path,
        query=query,
    )
