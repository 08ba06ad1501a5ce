"""The text of a document, as far as it is cheap to read: what a file is about, never all that it says.

Nothing here raises, whatever the file does, and nothing unpacks more than the limits say: an archive that
would grow without end, or one of a million parts, is simply not read to its end. docs/adr says what
is not seen at all.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from chalicelib.domain.pdf_text import read_pdf

PART_LIMIT = 2 * 1024 * 1024  # bytes of one part of an archive, unpacked
TEXT_LIMIT = 300_000  # characters that are looked at
PARTS_LIMIT = 2_000  # of an archive
SHEETS_LIMIT = 10
COLUMNS_LIMIT = 200
CELL_LIMIT = 500  # characters
PICTURE = 20_000  # bytes: a logo is smaller, a scanned page is not

_WORD = {"/w:p": "\n", "/w:tc": "\t", "/w:tr": "\n", "w:br": "\n", "w:tab": "\t"}
_WRITER = {
    "/text:p": "\n",
    "/text:h": "\n",
    "/table:table-cell": "\t",
    "/table:table-row": "\n",
    "text:s": " ",
    "text:tab": "\t",
}
_UNSEEN = frozenset({"w:instrText", "w:delText", "rPh"})
_PICTURES = ("word/media/", "xl/media/", "Pictures/")

GoOn = Callable[[], bool]
"""Whether there is time left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`looked` is False for kinds that are not read, and for what could not be.

    Cells of a table stand in one line with tabs between them. `whole` is False when a limit was met.
    `letters` may be more than `text` holds: those of a PDF can be counted where they cannot be read.
    """

    text: str = ""
    letters: int = 0
    looked: bool = False
    whole: bool = True
    locked: bool = False
    pictures: bool = False


def read_document(content: bytes, extension: str, go_on: GoOn = lambda: True) -> Reading:
    """What can be read of a file whose type has been checked. "locked" as an extension says that it is."""
    readers = {"docx": _zipped, "xlsx": _zipped, "odt": _zipped, "pdf": _pdf, "txt": _plain, "csv": _table}
    if extension == "locked":
        return Reading(locked=True)
    if extension not in readers:
        return Reading()
    try:
        return readers[extension](content, go_on)
    except Exception:  # whatever a broken or hostile file does, the page goes on without its text
        return Reading()


def _counted(text: str, *, whole: bool = True, pictures: bool = False) -> Reading:
    cut = len(text) > TEXT_LIMIT
    text = text[:TEXT_LIMIT]
    letters = sum(1 for character in text if character.isalnum())
    return Reading(text=text, letters=letters, looked=True, whole=whole and not cut, pictures=pictures)


def _pdf(content: bytes, go_on: GoOn) -> Reading:
    found = read_pdf(content, go_on)
    if found.locked:
        return Reading(locked=True)
    return Reading(
        text=found.text[:TEXT_LIMIT],
        letters=found.letters,
        looked=True,
        whole=found.whole,
        pictures=found.largest_picture >= PICTURE,
    )


def _plain(content: bytes, go_on: GoOn) -> Reading:
    return _counted(_decoded(content))


def _table(content: bytes, go_on: GoOn) -> Reading:
    """A CSV as lines with tabs, whichever sign stands between its cells."""
    text = _decoded(content)[:TEXT_LIMIT]
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    try:
        rows = ["\t".join(row) for row in csv.reader(io.StringIO(text), delimiter=between)]
    except csv.Error:
        return _counted(text)
    return _counted("\n".join(rows), whole=len(content) < TEXT_LIMIT)


def _decoded(content: bytes) -> str:
    content = content[: 4 * TEXT_LIMIT]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _zipped(content: bytes, go_on: GoOn) -> Reading:
    """Office files and OpenDocument texts are archives of XML."""
    if content.count(b"PK\x01\x02") > PARTS_LIMIT:
        return Reading()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _is_locked(archive):
            return Reading(locked=True)
        pictures = any(
            part.filename.startswith(_PICTURES) and part.file_size >= PICTURE for part in archive.infolist()
        )
        names = archive.namelist()
        if "word/document.xml" in names:
            xml, whole = _part(archive, "word/document.xml")
            return _counted(_flat(xml, _WORD), whole=whole, pictures=pictures)
        if "content.xml" in names:
            xml, whole = _part(archive, "content.xml")
            return _counted(_flat(xml, _WRITER), whole=whole, pictures=pictures)
        return _workbook(archive, names, go_on, pictures)


def _is_locked(archive: zipfile.ZipFile) -> bool:
    if any(part.flag_bits & 1 for part in archive.infolist()):
        return True
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and "encryption-data" in _part(archive, manifest)[0]


def _part(archive: zipfile.ZipFile, name: str) -> tuple[str, bool]:
    """One part as text, and whether that is all of it."""
    with archive.open(name) as part:
        content = part.read(PART_LIMIT + 1)
    return content[:PART_LIMIT].decode("utf-8", errors="replace"), len(content) <= PART_LIMIT


def _tags(xml: str) -> Iterator[tuple[str, str, str]]:
    """Each tag's name, all that is in it, and the text after it. No parser: there is nothing to expand."""
    for piece in xml.split("<")[1:]:
        inside, _, text = piece.partition(">")
        name = inside.split(None, 1)[0].rstrip("/") if inside.strip() else ""
        yield name, inside, text


def _flat(xml: str, ends: Mapping[str, str]) -> str:
    """The text, with a new line or a tab where these tags are. A paragraph that ends a cell ends no line."""
    found = [ends.get(name, "") + ("" if name in _UNSEEN else text) for name, _, text in _tags(xml)]
    return unescape("".join(found)).replace("\n\t", "\t")


def _workbook(archive: zipfile.ZipFile, names: list[str], go_on: GoOn, pictures: bool) -> Reading:
    shared, whole = [], True
    if "xl/sharedStrings.xml" in names:
        xml, whole = _part(archive, "xl/sharedStrings.xml")
        shared = _shared(xml)
    lines: list[str] = []
    room = TEXT_LIMIT
    sheets = sorted(name for name in names if name.startswith("xl/worksheets/sheet"))
    for name in sheets[:SHEETS_LIMIT]:
        xml, is_all = _part(archive, name)
        whole = whole and is_all
        for line in _rows(xml, shared):
            lines.append(line)
            room -= len(line) + 1
            if room < 0:  # many cells may show one long text
                break
        if room < 0 or not go_on():
            whole = False
            break
    return _counted("\n".join(lines), whole=whole and len(sheets) <= SHEETS_LIMIT, pictures=pictures)


def _shared(xml: str) -> list[str]:
    """The strings that cells name by number."""
    found: list[list[str]] = []
    for name, _, text in _tags(xml):
        if name == "si":
            found.append([])
        elif name == "t" and found:
            found[-1].append(text)
    return [unescape("".join(pieces)) for pieces in found]


def _rows(xml: str, shared: list[str]) -> Iterator[str]:
    """Each row in one line, every cell in its own column."""
    cells: dict[int, str] = {}
    column, kind = 0, ""
    for name, inside, text in _tags(xml):
        if name == "row":
            cells, column = {}, -1
        elif name == "/row":
            yield "\t".join(cells.get(n, "") for n in range(max(cells, default=-1) + 1))
        elif name == "c":
            column, kind = _column(_attribute(inside, "r"), column + 1), _attribute(inside, "t")
        elif name in ("v", "t") and text and column < COLUMNS_LIMIT:
            cells[column] = _value(text, kind, shared)[:CELL_LIMIT]


def _value(text: str, kind: str, shared: list[str]) -> str:
    if kind != "s":
        return unescape(text)
    return shared[int(text)] if text.isdigit() and int(text) < len(shared) else ""


def _column(reference: str, otherwise: int) -> int:
    """ "C5" → 2."""
    letters = "".join(c for c in reference if "A" <= c <= "Z")[:3]
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1 if letters else otherwise


def _attribute(inside: str, name: str) -> str:
    return inside.partition(f' {name}="')[2].partition('"')[0]
