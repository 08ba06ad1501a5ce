"""Files that are made: PDFs, and documents that people change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from chalicelib.domain.feedback import Feedback
from chalicelib.domain.pack import Pack
from chalicelib.domain.returns import Plan
from chalicelib.domain.sheets import Book, FoundBook
from chalicelib.domain.starter_pack import Section
from chalicelib.domain.tables import Row, TableColumn
from chalicelib.domain.visit_records import VisitRecord
from chalicelib.domain.visits import Visit


class Renderer(Protocol):
    """Makes PDFs; only the render function has one that works."""

    def return_copy(
        self, copy: Mapping[str, Any], sha256: str, before: Mapping[str, Any] | None = None
    ) -> bytes:
        """`before` is the copy that this one takes the place of."""
        ...

    def draft(self, copy: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def pack(self, copy: Mapping[str, Any], pack: Pack, made_at: datetime) -> bytes: ...

    def letter(self, facts: Mapping[str, Any]) -> bytes:
        """A formal letter, from what services/letters.py gathers."""
        ...

    def blank(self, form: Mapping[str, Any]) -> bytes: ...

    def feedback(self, feedback: Feedback) -> bytes: ...

    def visit(self, record: VisitRecord) -> bytes: ...

    def learning_report(self, report: Any) -> tuple[bytes, str]:
        """PDF and its HTML twin."""
        ...


class Documents(Protocol):
    """Makes files that people open and change, and reads those that come back. Fast enough for a page."""

    def return_word(self, copy: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def plan_word(self, copy: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def blank_word(self, form: Mapping[str, Any], made_at: datetime) -> bytes: ...

    def plan_calendar(
        self, ref: str, name: str, plans: Iterable[Plan], titles: Mapping[str, str], made_at: datetime
    ) -> bytes: ...

    def paper(self, title: str, author: str, sections: Sequence[Section], made_at: datetime) -> bytes:
        """A Word document of the starter pack."""
        ...

    def table(
        self, title: str, columns: Sequence[TableColumn], rows: Iterable[Row], made_at: datetime
    ) -> bytes:
        """A spreadsheet to read: numbers stay numbers, and text is never run."""
        ...

    def visit_calendar(self, cycle: str, visits: Iterable[Visit], made_at: datetime) -> bytes: ...

    def spreadsheet(self, book: Book) -> bytes: ...

    def listing(
        self, title: str, header: Sequence[str], rows: Iterable[Sequence[str | int | date | None]]
    ) -> bytes:
        """A spreadsheet to read, not to bring back: text, whole numbers and days as what they are."""
        ...

    def read_spreadsheet(self, content: bytes, wanted: Sequence[str]) -> FoundBook:
        """The sheets with these titles. Raises Refused for anything but a spreadsheet that can be read."""
        ...
