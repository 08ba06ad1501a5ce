"""The CSV of organisations and contacts: everything that can be wrong with it, with its line and in words."""

import pytest

from chalicelib.domain.register_file import COLUMNS, ROW_LIMIT, FileRefused, problems_of, read_file, template

SECTORS = {"school": "School", "early_years": "Early years", "police": "Police"}
COLUMN_LIST = ", ".join(COLUMNS)


def problems(text: str) -> list[tuple[int, str]]:
    rows = read_file(text.encode())
    return [(p.line, p.why) for row in rows for p in problems_of(row, SECTORS)]


def test_the_template_reads_without_a_problem() -> None:
    assert problems(template()) == []
    assert read_file(template().encode())[0].identifiers == {"urn": "900001"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b" \r\n\r\n", "The file is empty"),
        (b"\xef\xbb\xbf", f"The column “name” is missing. The columns are: {COLUMN_LIST}"),
        (b"name,sector\r\n", "The file has no rows below its headings"),
        (b"name,sector\r\n,\r\n\r\n", "The file has no rows below its headings"),
        (b"name,urn\r\nA,1\r\n", f"The column “sector” is missing. The columns are: {COLUMN_LIST}"),
        (
            b"name;sector\r\nA;school\r\n",
            "The columns are not divided by commas. Save it as “CSV UTF-8 (comma delimited)” and try again",
        ),
        (
            b"name,sector,postcode\r\n",
            f"The column “postcode” is not one of ours. The columns are: {COLUMN_LIST}",
        ),
        (b"name,sector,Name\r\n", f"The column “name” is there twice. The columns are: {COLUMN_LIST}"),
        (
            "name,sector\r\nA,school\r\nÉcole,school\r\n".encode("latin-1"),
            "Line 3 is not in UTF-8. Save the file as “CSV UTF-8 (comma delimited)” and try again",
        ),
        (
            "name,sector\r\nA,school\r\n".encode("utf-16"),
            "This is “Unicode text”, in UTF-16. Save it as “CSV UTF-8 (comma delimited)” and try again",
        ),
        (
            b"PK\x03\x04\x14\x00 an .xlsx that was renamed",
            "This is a spreadsheet, not CSV. Save it as “CSV UTF-8 (comma delimited)” and try again",
        ),
        (
            b"\xd0\xcf\x11\xe0 an .xls that was renamed",
            "This is a spreadsheet, not CSV. Save it as “CSV UTF-8 (comma delimited)” and try again",
        ),
        (
            b'name,sector\r\nA,school\r\n"B,school\r\n',
            "Line 3 is not well-formed CSV: check its quotation marks",
        ),
        (
            b'name,sector\r\n"A"x,school\r\n',
            "Line 2 is not well-formed CSV: check its quotation marks",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(content)

    assert refused.value.words == words


def test_five_thousand_rows_are_taken_and_one_more_is_not() -> None:
    rows = [f"Organisation {n},school\r\n" for n in range(ROW_LIMIT + 1)]
    assert len(read_file(("name,sector\r\n" + "".join(rows[:-1])).encode())) == 5_000

    with pytest.raises(FileRefused) as refused:
        read_file(("name,sector\r\n" + "".join(rows)).encode())

    assert refused.value.words == "The file has 5,001 rows; split it so that none has more than 5,000"


KNOWN = "The sectors are: school, early_years, police"
FORMULA = "which a spreadsheet would run as a formula"
HEAD = "name,sector,contact_name,contact_email,contact_role,contact_phone\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",school,,,,", "The name is missing"),
        ("A,swimming pool,,,,", f"“swimming pool” is not a sector. {KNOWN}"),
        ("A,,,,,", f"The sector is missing. {KNOWN}"),
        ("A,school,Ann,ann at example.org,,", "“ann at example.org” is not an email address"),
        ("A,school,Ann,a@example.org;b,,", "“a@example.org;b” is not an email address"),
        ("A,school,,ann@example.org,,", "There is an email address but no contact_name"),
        ("A,school,Ann,,,", "There is a contact_name but no email address"),
        (
            "A,school,Ann,ann@example.org,boss,",
            "“boss” is not a role. The roles are: lead, approver, chair, improvement_representative, other",
        ),
        ("=A1,school,,,,", f"“name” starts with =, {FORMULA}"),
        ("@A,school,,,,", f"“name” starts with @, {FORMULA}"),
        ("A,school,-Ann,ann@example.org,,", f"“contact_name” starts with -, {FORMULA}"),
        (
            "A,school,Ann,ann@example.org,,+44+cmd",
            f"“contact_phone” starts with +, {FORMULA}",
        ),
        (f"{'x' * 201},school,,,,", "“name” is longer than 200 characters"),
        ("A\x00B,school,,,,", "“name” has a character in it that cannot be printed"),
        ("A,school,,,,,more", "It has a cell in a column without a heading"),
    ],
)
def test_a_wrong_row_says_why_and_where(row: str, words: str) -> None:
    assert problems(f"{HEAD}Fine,school,,,,\n{row}\n") == [(3, words)]


@pytest.mark.parametrize(
    "row",
    [
        "A,School,,,,",
        "A,EARLY YEARS,,,,",
        "A,early_years,Ann,ann@example.org,Approver,+44 (0)1632 960000",
        "A,school",
        "A,school,,,,,",
        '"Ysgol Gynradd, Tŷ Ddewi",school,,,,',
    ],
)
def test_what_people_really_type_is_fine(row: str) -> None:
    assert problems(f"{HEAD}{row}\n") == []


def test_every_problem_of_every_row_is_found_at_once() -> None:
    assert [line for line, _ in problems(f"{HEAD},x,,,,\nFine,school,,,,\n=,school,Ann,,,\n")] == [2, 2, 4, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end: str) -> None:
    lines = ["name,sector,parent", '"A', 'and more",school,', "", ",,", "B,wrong,", '"C', "", 'D",wrong,x']

    assert [line for line, _ in problems(end.join(lines))] == [6, 7]


def test_a_byte_order_mark_and_spaces_do_not_hide_a_heading() -> None:
    (row,) = read_file("\ufeff Name ,SECTOR, Contact Name,Charity number\r\nA,school,Ann, 12 \r\n".encode())

    assert (row["name"], row["contact_name"], row.identifiers) == ("A", "Ann", {"charity_number": "12"})


def test_columns_that_a_spreadsheet_left_empty_are_ignored() -> None:
    assert problems("name,sector,,\nA,school,,\n") == []
    assert problems("name,sector,,\nA,school,,x\n") == [(2, "It has a cell in a column without a heading")]


def test_a_cell_over_several_lines_becomes_one_line() -> None:
    (row,) = read_file(b'name,sector\n"A  school\r\nBcc: somebody@example.org",school\n')

    assert row["name"] == "A school Bcc: somebody@example.org"
