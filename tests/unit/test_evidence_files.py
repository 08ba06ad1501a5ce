"""What an uploaded file is, whatever its name says."""

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.domain.file_checks import SIZE_LIMIT, check_file, clean_name, detect, size_in_words
from tests.support.uploads import EXE, JPG, OLE, PDF, PNG, archive, damaged, office, old_office

ODT = archive("mimetype", mimetype="application/vnd.oasis.opendocument.text")

GOOD = {
    "policy.pdf": PDF,
    "Policy.PDF": b"\xef\xbb\xbf\n" + PDF,
    "policy.docx": office("word"),
    "figures.xlsx": office("xl"),
    "talk.pptx": office("ppt"),
    "policy.odt": ODT,
    "policy.doc": old_office("WordDocument"),
    "figures.xls": old_office("Workbook"),
    "talk.ppt": old_office("PowerPoint Document"),
    "poster.jpg": JPG,
    "poster.jpeg": JPG,
    "poster.png": PNG,
    "notes.txt": "Nodiadau’r ysgol ✓".encode(),
    "list.csv": b"name,role\r\nJo,DSL\r\n",
    "from excel.csv": "name\trole".encode("utf-16"),
    "MZ begins this text.txt": b"MZ are two letters",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_it_says_is_what_it_is(name):
    assert check_file(name, GOOD[name], title="Policy").name == name


BAD = {
    "empty": ("policy.pdf", b"", "file_empty"),
    "too large": ("policy.txt", b"a" * (SIZE_LIMIT + 1), "file_too_large"),
    "another type": ("film.mp4", b"\0\0\0 ftyp", "file_wrong_type"),
    "no ending": ("policy", PDF, "file_wrong_type"),
    "a web page": ("page.html", b"<script>alert(1)</script>", "file_wrong_type"),
    "program": ("setup.exe", EXE, "file_wrong_type"),
    "program called PDF": ("policy.exe.pdf", EXE, "file_program"),
    "script called text": ("notes.txt", b"#!/bin/sh\nrm -r /", "file_program"),
    "Linux program": ("notes.txt", b"\x7fELF\x02\x01", "file_program"),
    "macros": ("figures.xlsx", office("xl", "xl/vbaProject.bin"), "file_program"),
    "picture called PDF": ("policy.pdf", PNG, "file_mislabelled"),
    "PDF called picture": ("poster.png", PDF, "file_mislabelled"),
    "Word called Excel": ("figures.xlsx", office("word"), "file_mislabelled"),
    "archive damaged inside": ("policy.odt", damaged(ODT, at=38, to=b"\xff" * 4), "file_mislabelled"),
    "archive damaged at its end": ("policy.odt", damaged(ODT, at=-6, to=b"\xff\xff"), "file_mislabelled"),
    "archive called Word": ("policy.docx", archive("a.txt"), "file_mislabelled"),
    "broken archive": ("policy.docx", b"PK\x03\x04 and no more", "file_mislabelled"),
    "installer called Word": ("policy.doc", OLE, "file_mislabelled"),
    "text called PDF": ("policy.pdf", b"Not a PDF", "file_mislabelled"),
    "password without a name": ("", old_office("EncryptedPackage"), "file_locked"),
    "password called PDF": ("policy.pdf", old_office("EncryptedPackage"), "file_mislabelled"),
    "bytes called text": ("notes.txt", bytes(range(256)), "file_wrong_type"),
    "unknown without a name": ("", bytes(range(256)), "file_wrong_type"),
}


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_has_its_own_words(case):
    name, content, code = BAD[case]
    with pytest.raises(Refused) as caught:
        check_file(name, content, title="Policy")
    assert caught.value.code == code
    assert caught.value.words


def test_a_password_is_for_a_person_to_judge():
    assert check_file("policy.docx", old_office("EncryptedPackage"), title="Policy").locked
    assert not check_file("policy.docx", office("word"), title="Policy").locked


def test_without_a_name_it_is_called_after_its_title():
    assert check_file("", PDF, title="Our policy / 2026").name == "Our policy - 2026.pdf"
    assert check_file("", b"plain", title="Notes").name == "Notes.txt"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\jo\\policy.pdf", "policy.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("fdp.\u202epolicy.pdf", "fdp.policy.pdf"),
        (".htaccess.txt", "htaccess.txt"),
        ("polisi diogelu ŵ 😀.pdf", "polisi diogelu ŵ 😀.pdf"),
        ("x" * 400 + ".pdf", "x" * 100 + ".pdf"),
        ("\0", ""),
    ],
)
def test_hostile_names_become_harmless(given, kept):
    assert clean_name(given) == kept


def test_a_bomb_is_never_unpacked():
    assert detect(archive("mimetype", mimetype="x" * 5_000_000)) == "zip"


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1KB"), (2_000, "2KB"), (1_048_576, "1MB"), (1_600_000, "1.5MB")]
)
def test_sizes_in_words(size, words):
    assert size_in_words(size) == words
