"""Text that people typed, as pages and documents need it: what can be kept, paragraphs, direction."""

import re
import unicodedata

# Neither XML nor HTML may hold these, nor a PDF; nobody types them, but pasted text may carry them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Without what cannot be printed."""
    return _UNPRINTABLE.sub("", text)


def clean(text: str) -> str:
    """One kind of line ending and nothing that cannot be printed."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[str]:
    """The paragraphs that somebody typed: every line break starts one."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def direction(text: str) -> str:
    """ "rtl" when the first letter that has a direction is written from right to left, else "ltr"."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"
