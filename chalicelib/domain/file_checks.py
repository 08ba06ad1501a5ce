"""What an uploaded file really is: its name says one thing, its first bytes may say another.

The bucket has already refused what is too large; everything is looked at again here, because a
form can be changed by whoever sends it.
"""

import io
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from chalicelib.domain.errors import Refused

SIZE_LIMIT = 20 * 1024 * 1024  # bytes
# What the bucket takes. It answers in XML, so a file that is somewhat too large gets past it and is
# refused by our page, in our words.
BUCKET_LIMIT = 3 * SIZE_LIMIT
NAME_LIMIT = 100  # characters, without the extension
SIZE_WORDS = "20MB"
TYPE_WORDS = "a PDF, Word, Excel, PowerPoint, ODT, JPG, PNG, TXT or CSV"

_OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_ALSO_CALLED = {"jpeg": "jpg"}
_PLAIN_TEXT = frozenset({"txt", "csv"})
ENDINGS = ",".join(f".{extension}" for extension in (*CONTENT_TYPES, *_ALSO_CALLED))

# Linux, the four of macOS, and scripts; those of Windows begin with two letters that a text may begin with.
_WINDOWS_PROGRAM = b"MZ"
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Old Office files are small file systems; the names of their streams tell them apart.
_OLE_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book\0": "xls", "PowerPoint Document": "ppt"}
_ZIP_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_LOCKABLE = frozenset({"docx", "xlsx", "pptx"})
_LOCKED_OFFICE = "EncryptedPackage"
# What zipfile raises for an archive that is damaged, or made to look so.
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: the name to show, its extension in lower case, its type, and whether Office
    has locked it with a password.
    """

    name: str
    extension: str
    content_type: str
    locked: bool = False


def check_file(name: str, content: bytes, *, title: str) -> CheckedFile:
    """Raises Refused with the words for this mistake. Without a name the file is called after its title."""
    if not content:
        raise Refused("file_empty")
    if len(content) > SIZE_LIMIT:
        raise Refused("file_too_large", limit=SIZE_WORDS)
    name = clean_name(name)
    extension = extension_of(name)
    if name and extension not in CONTENT_TYPES:
        raise Refused("file_wrong_type", types=TYPE_WORDS)
    found = detect(content)
    if found == "program":
        raise Refused("file_program")
    if found == "locked":
        return _locked(name, extension)
    if found not in CONTENT_TYPES:
        raise Refused("file_mislabelled" if name and found else "file_wrong_type", types=TYPE_WORDS)
    extension = extension if name else found
    if extension != found and not {extension, found} <= _PLAIN_TEXT:
        raise Refused("file_mislabelled", types=TYPE_WORDS)
    called = name or clean_name(f"{title}.{found}".replace("/", "-").replace("\\", "-"))
    return CheckedFile(called, extension, CONTENT_TYPES[extension])


def _locked(name: str, extension: str) -> CheckedFile:
    """What is inside cannot be seen, so its name alone says what it is."""
    if not name:
        raise Refused("file_locked")
    if extension not in _LOCKABLE:
        raise Refused("file_mislabelled", types=TYPE_WORDS)
    return CheckedFile(name, extension, CONTENT_TYPES[extension], locked=True)


def extension_of(name: str) -> str:
    """ "Policy.DOCX" → "docx"; "" when there is none."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return _ALSO_CALLED.get(extension, extension)


def size_in_words(size: int) -> str:
    """Like "480KB" and "1.2MB"; never "0KB"."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}KB"
    return f"{size / 1024 / 1024:.1f}MB".replace(".0MB", "MB")


def clean_name(name: str) -> str:
    """Only the last part of a path, without what cannot be seen (also marks that turn text around)."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, dot, extension = " ".join(seen.split()).rpartition(".")
    return f"{stem[:NAME_LIMIT]}{dot}{extension[:10]}".lstrip(". ") if dot else extension[:NAME_LIMIT]


def detect(content: bytes) -> str:
    """An extension of CONTENT_TYPES, "program", "locked", "zip" or "ole" for others of these, or ""."""
    if content.startswith(_PROGRAMS) or (content.startswith(_WINDOWS_PROGRAM) and not _is_text(content)):
        return "program"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"PK\x03\x04"):
        return _inside_zip(content)
    if content.startswith(_OLE):
        return _inside_ole(content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    return "txt" if _is_text(content) else ""


def _inside_zip(content: bytes) -> str:
    """Office files are archives; anything in one that runs makes it a program."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                return "program"
            if "[Content_Types].xml" in names:
                found = (kind for folder, kind in _ZIP_FOLDERS.items() if _has(names, folder))
                return next(found, "zip")
            if "mimetype" in names:
                with archive.open("mimetype") as mimetype:
                    return "odt" if mimetype.read(200).decode("ascii") == CONTENT_TYPES["odt"] else "zip"
    except _BROKEN_ZIP:
        return "zip"
    return "zip"


def _has(names: list[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)


def _inside_ole(content: bytes) -> str:
    if _LOCKED_OFFICE.encode("utf-16-le") in content:
        return "locked"
    found = (kind for stream, kind in _OLE_STREAMS.items() if stream.encode("utf-16-le") in content)
    return next(found, "ole")


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as Excel writes "Unicode text"
        return True
    return not any(byte in content for byte in (*range(9), *range(14, 27), *range(28, 32), 127))
