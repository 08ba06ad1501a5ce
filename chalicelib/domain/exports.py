"""CSV that a spreadsheet opens as what it is: text that looks like a formula stays text."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def safe_cell(value: str) -> str:
    """Text for a spreadsheet cell, header or file name: a leading apostrophe stops it from being run.

    Spaces before the sign are looked through, as some programs drop them. For text only: pass numbers
    as numbers, or a negative one turns into text.
    """
    return f"'{value}" if starts_a_formula(value) else value


def starts_a_formula(value: str) -> bool:
    """Whether a spreadsheet might run it."""
    return value.lstrip(" ").startswith(_STARTS_A_FORMULA)


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """Rows under a header, lines ended as RFC 4180 asks. Text is made safe, numbers stay, None is empty."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue()
