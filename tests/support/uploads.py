"""The smallest files that are what their names say."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"
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
