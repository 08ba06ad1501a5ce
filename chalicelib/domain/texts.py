"""Text that people typed, as pages and documents need it: what can be kept, paragraphs, direction."""

import re
import unicodedata

# Neither XML nor HTML may hold these, nor a PDF; nobody types them, but pasted text may carry them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

MOST_PARAGRAPHS = 400  # of one text


def printable(text: str) -> str:
    """Without what cannot be printed."""
    return _UNPRINTABLE.sub("", text)


def clean(text: str) -> str:
    """One kind of line ending and nothing that cannot be printed."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[str]:
    """The paragraphs that somebody typed: every line break starts one.

    Thousands of tiny lines would take a document's maker all its memory, so they are set side by side.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    together = -(-len(lines) // MOST_PARAGRAPHS)
    if together <= 1:
        return lines
    return [" / ".join(lines[start : start + together]) for start in range(0, len(lines), together)]


def direction(text: str) -> str:
    """ "rtl" when the first letter that has a direction is written from right to left, else "ltr"."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def stretch_of_change(here: str, file: str) -> tuple[str, str, str, str]:
    """What both begin with, what differs in each, and what both end with; cut between words."""
    start = _common(here, file)
    end = _common(here[start:][::-1], file[start:][::-1])
    cut = len(here) - end, len(file) - end
    return here[:start], here[start : cut[0]], file[start : cut[1]], here[cut[0] :]


def _common(one: str, other: str) -> int:
    """How many letters they begin with alike, up to a space between words."""
    pairs = zip(one, other, strict=False)
    length = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    while not (_between_words(one, length) and _between_words(other, length)):
        length -= 1
    return length


def _between_words(text: str, place: int) -> bool:
    return place in (0, len(text)) or text[place].isspace() or text[place - 1].isspace()
