"""The smallest files that are what their names say; those with a text say enough not to look blank."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from html import escape

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 20
EXE = b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def archive(*names: str, **contents: str) -> bytes:
    """A zip file with these members; a keyword gives one its content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, contents.get(name, ""))
    return made.getvalue()


def damaged(content: bytes, *, at: int, to: bytes) -> bytes:
    """The same with these bytes at this place; negative places count from the end."""
    start = at % len(content)
    return content[:start] + to + content[start + len(to) :]


def office(folder: str, *more: str) -> bytes:
    """An Office document: `folder` is word, xl or ppt."""
    return archive("[Content_Types].xml", f"{folder}/document.xml", *more)


def old_office(stream: str) -> bytes:
    """A document of the years before 2007, which names its main stream."""
    return OLE + stream.encode("utf-16-le") + b"\0" * 20


def word(*paragraphs: str, rows: Sequence[Sequence[str]] = (), pictures: int = 0) -> bytes:
    """A Word document with these paragraphs, then a table; `pictures` bytes of a picture lie beside them."""
    lines = "".join(_paragraph(line) for line in paragraphs)
    cells = ["".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    beside = {"word/media/image1.png": "x" * pictures} if pictures else {}
    parts = {"word/document.xml": f"<w:document><w:body>{lines}{table}</w:body></w:document>", **beside}
    return archive("[Content_Types].xml", *parts, **parts)


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def pdf(*streams: bytes, head: bytes = b"", tail: bytes = b"") -> bytes:
    """A PDF with these streams, packed as most are; `head` goes into the dictionary of each."""
    made = [b"%PDF-1.7\n"]
    for number, stream in enumerate(streams, 1):
        packed = zlib.compress(stream)
        about = b"<</Length %d /Filter /FlateDecode %s>>" % (len(packed), head)
        made.append(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, about, packed))
    return b"".join([*made, tail, b"\n%%EOF"])


POLICY_TEXT = "Our policy on keeping children safe was agreed by the governors in September."
PDF = pdf(f"BT /F1 11 Tf 72 720 Td ({POLICY_TEXT}) Tj ET".encode())


def png(width: int, height: int, filler: bytes = b"") -> bytes:
    """A whole PNG of this size with nothing on it; `filler` makes it heavier."""
    ihdr = width.to_bytes(4) + height.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    line = b"\0" * (1 + (width + 7) // 8)
    parts = ((b"IHDR", ihdr), (b"tEXt", filler), (b"IDAT", zlib.compress(line * height)), (b"IEND", b""))
    chunks = [_chunk(kind, data) for kind, data in parts if data or kind == b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
