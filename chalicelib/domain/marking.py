"""Two texts beside each other: which words of each the other does not have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

# Beyond this the comparison could take seconds for texts made to be slow; the middle counts as changed whole.
MOST_WORDS = 600
_WORD = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")  # with the space before it; a full stop stands alone


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, white space and all."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """Both texts in pieces: together they are the texts again."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def marked(before: str, after: str) -> Marked:
    """Word by word. Where nothing is common, all of it is changed."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    kept_old, kept_new = (
        {*range(start), *range(len(old) - end, len(old))},
        {*range(start), *range(len(new) - end, len(new))},
    )
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(middle_old), len(middle_new)) <= MOST_WORDS:
        for block in SequenceMatcher(None, middle_old, middle_new).get_matching_blocks():
            kept_old.update(range(start + block.a, start + block.a + block.size))
            kept_new.update(range(start + block.b, start + block.b + block.size))
    return Marked(_pieces(old, kept_old), _pieces(new, kept_new))


def _common(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _pieces(words: Iterable[str], kept: set[int]) -> tuple[Piece, ...]:
    flagged = ((place not in kept, word) for place, word in enumerate(words))
    return tuple(
        Piece("".join(word for _, word in run), changed)
        for changed, run in groupby(flagged, key=lambda pair: pair[0])
    )
