"""The documents that services are given. Each library is imported when the first file of its kind is made."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.domain.returns import Plan
from chalicelib.domain.sheets import Book, FoundBook
from chalicelib.domain.starter_pack import Section
from chalicelib.domain.tables import Row, TableColumn
from chalicelib.domain.visits import Visit


class OfficeDocuments:
    """Keeps to `services.ports.Documents`."""

    def return_word(self, copy: Mapping[str, Any], made_at: datetime) -> bytes:
        from chalicelib.documents.word_return import return_word

        return return_word(copy, made_at)

    def plan_word(self, copy: Mapping[str, Any], made_at: datetime) -> bytes:
        from chalicelib.documents.word_plan import plan_word

        return plan_word(copy, made_at)

    def blank_word(self, form: Mapping[str, Any], made_at: datetime) -> bytes:
        from chalicelib.documents.word_blank import blank_word

        return blank_word(form, made_at)

    def plan_calendar(
        self, ref: str, name: str, plans: Iterable[Plan], titles: Mapping[str, str], made_at: datetime
    ) -> bytes:
        from chalicelib.documents.calendar import plan_calendar

        return plan_calendar(ref, name, plans, titles, made_at)

    def paper(self, title: str, author: str, sections: Sequence[Section], made_at: datetime) -> bytes:
        from chalicelib.documents.word_paper import word_paper

        return word_paper(title, author, sections, made_at)

    def table(
        self, title: str, columns: Sequence[TableColumn], rows: Iterable[Row], made_at: datetime
    ) -> bytes:
        from chalicelib.documents.table import write_table

        return write_table(title, columns, rows, made_at)

    def visit_calendar(self, cycle: str, visits: Iterable[Visit], made_at: datetime) -> bytes:
        from chalicelib.documents.visit_calendar import visit_calendar

        return visit_calendar(cycle, visits, made_at)

    def spreadsheet(self, book: Book) -> bytes:
        from chalicelib.documents.spreadsheet import write

        return write(book)

    def listing(
        self, title: str, header: Sequence[str], rows: Iterable[Sequence[str | int | date | None]]
    ) -> bytes:
        from chalicelib.documents.listing import listing

        return listing(title, header, rows)

    def read_spreadsheet(self, content: bytes, wanted: Sequence[str]) -> FoundBook:
        from chalicelib.documents.spreadsheet_reading import read

        return read(content, wanted)
