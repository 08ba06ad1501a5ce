"""What can be seen of a PDF with nothing but zlib: whether it is locked, how much text it shows, some of it.

Text whose letters are numbers of glyphs (many programs write it so) is counted and not read.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

STREAMS_LIMIT = 400
STREAM_LIMIT = 1024 * 1024  # bytes of one stream, unpacked
UNPACKED_LIMIT = 4 * 1024 * 1024  # of all of them
HEAD = 1_500  # bytes before a stream in which its dictionary is looked for

_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_NO_TEXT = (b"/XRef", b"/ObjStm", b"/Metadata", b"/FontFile", b"/Length1", b"/EmbeddedFile", b"/FunctionType")
# A string may hold brackets that match; more than one inside another is not worth the time.
_LITERAL = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
# What was begun and never closed is taken whole by the last line: no letter is looked at again and again.
_SHOWS = re.compile(
    rb"\[((?:" + _LITERAL + rb"|" + _HEX + rb"|[^\[\]()<>])*+)\]\s*+TJ"
    rb"|(" + _LITERAL + rb"|" + _HEX + rb")\s*+(?:Tj|'|\")"
    rb"|(?<![A-Za-z])(T[*dD])(?![A-Za-z])"
    rb"|(?:\((?:[^()\\]|\\.)*+)++",
    re.DOTALL,
)
_PIECES = re.compile(rb"(" + _LITERAL + rb")|(" + _HEX + rb")|(-?\d+)(?:\.\d+)?", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\n", b"t": b"\t", b"b": b"", b"f": b""}
_GAP = -200  # thousandths of the type's size: what programs leave between words


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfReading:
    """`letters` counts what is shown, read or not; `largest_picture` is in bytes, as it is stored."""

    text: str = ""
    letters: int = 0
    whole: bool = True
    locked: bool = False
    largest_picture: int = 0


def read_pdf(content: bytes, go_on: Callable[[], bool]) -> PdfReading:
    """May raise for nothing that a file holds; unpacks no more than the limits say."""
    if _ENCRYPTED.search(content):
        return PdfReading(locked=True)
    shown: list[str] = []
    letters = largest = unpacked = 0
    whole = True
    for number, (head, data) in enumerate(_streams(content)):
        if number >= STREAMS_LIMIT or unpacked >= UNPACKED_LIMIT or not go_on():
            whole = False
            break
        if b"/Image" in head:
            largest = max(largest, len(data))
            continue
        if any(name in head for name in _NO_TEXT):
            continue
        plain, is_all = _unpacked(head, data)
        unpacked += len(plain)
        whole = whole and is_all
        said, count = _said(plain)
        shown.append(said)
        letters += count
    return PdfReading(text="\n".join(shown), letters=letters, whole=whole, largest_picture=largest)


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream with the dictionary before it."""
    place = 0
    while found := _STREAM.search(content, place):
        head = content[max(place, found.start() - HEAD) : found.start()]
        head = head[max(head.rfind(b"obj"), 0) :]
        length = _LENGTH.search(head)
        end = found.end() + int(length[1]) if length else content.find(b"endstream", found.end())
        if end < found.end() or end > len(content):
            end = len(content)
        yield head, content[found.end() : end]
        place = max(end, found.end())


def _unpacked(head: bytes, data: bytes) -> tuple[bytes, bool]:
    """A stream's bytes, and whether they are all of them; nothing of one packed in a way of the past."""
    if b"/Filter" not in head:
        return data[:STREAM_LIMIT], len(data) <= STREAM_LIMIT
    if b"/FlateDecode" not in head or b"85Decode" in head or b"HexDecode" in head:
        return b"", False
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(data, STREAM_LIMIT), not unpacker.unconsumed_tail
    except zlib.error:
        return b"", False


def _said(plain: bytes) -> tuple[str, int]:
    """The text that a page's drawing shows, and how many letters."""
    if b"T" not in plain:
        return "", 0
    said: list[str] = []
    letters = 0
    for array, string, moves in _SHOWS.findall(plain):
        if moves:
            said.append("\n")
            continue
        for literal, hexadecimal, number in _PIECES.findall(array or string):
            if literal:
                text = _literal(literal)
                said.append(text)
                letters += sum(1 for c in text if c.isalnum())
            elif hexadecimal:
                letters += (len(hexadecimal) - 2) // 4
            elif int(number[:6]) < _GAP:
                said.append(" ")
    return "".join(said), letters


def _literal(string: bytes) -> str:
    return _ESCAPE.sub(_escaped, string[1:-1]).decode("cp1252", errors="replace")


def _escaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign[:1].isdigit():
        return bytes([int(sign, 8) & 255])
    return b"" if sign.endswith(b"\n") else _ESCAPES.get(sign, sign)
