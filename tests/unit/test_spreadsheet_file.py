"""The .xlsx itself: cells of the right kind, nothing that runs, and nothing believed that comes back."""

import io
import zipfile
from datetime import date, datetime

import pytest

from chalicelib.documents import spreadsheet_reading
from chalicelib.domain.errors import Refused
from chalicelib.domain.returns import Answer, Plan, PlanKind
from chalicelib.domain.sheets import Formula
from chalicelib.domain.workbook import ANSWERS, PLAN, READ_ME
from tests.support.small import CORE, PLAIN, PRESENT
from tests.support.uploads import EXE, PDF, archive, office, old_office
from tests.support.workbooks import column, edited, found_in, opened, small_return, workbook_of

MADE = small_return()
PLANNED = Plan(
    id="aBCD-FGH",
    kind=PlanKind.ACTION,
    criteria=(CORE,),
    what="@Train",
    who="+Jo",
    by_when=date(2027, 6, 30),
)
FILE = workbook_of(MADE, [Answer(criterion=CORE, rating=PRESENT, narrative="=1+1", version=1)], [PLANNED])
BOOK = opened(FILE)


def cell(sheet, row, key):
    return BOOK[sheet].cell(row, column(sheet, key))


def test_text_stays_text_and_dates_are_dates():
    for found in (cell(ANSWERS, 2, "narrative"), cell(PLAN, 2, "what"), cell(PLAN, 2, "who")):
        assert found.data_type == "s"
        assert found.quotePrefix
        assert found.number_format == "@"
    assert cell(PLAN, 2, "by_when").value == datetime(2027, 6, 30)  # noqa: DTZ001
    assert cell(PLAN, 2, "by_when").number_format == "dd/mm/yyyy"
    assert not cell(ANSWERS, 2, "rating").quotePrefix


def test_no_cell_of_the_whole_file_is_a_formula():
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        for name in packed.namelist():
            assert b"<f>" not in packed.read(name), name


def test_ids_are_locked_and_what_people_fill_in_is_not():
    for sheet in (ANSWERS, PLAN):
        assert BOOK[sheet].protection.sheet
        assert cell(sheet, 2, "id").protection.locked
        assert "do not change" in str(cell(sheet, 1, "id").value)
        assert BOOK[sheet].freeze_panes == "B2"
    for key in ("rating", "narrative", "reason"):
        assert not cell(ANSWERS, 2, key).protection.locked
    for key in ("kind", "what", "who", "by_when", "how_known", "criteria"):
        assert not cell(PLAN, 40, key).protection.locked


def test_each_row_has_the_ratings_of_its_question_to_choose_from():
    lists = {
        place: [c.value for row in BOOK["Do not change"][found.formula1.split("!")[1]] for c in row]
        for found in BOOK[ANSWERS].data_validations.dataValidation
        for place in str(found.sqref).split()
    }
    rating = chr(ord("A") + column(ANSWERS, "rating") - 1)
    assert lists[f"{rating}2"] == ["Absent", "Present"]
    every = next(labels for places, labels in lists.items() if f"{rating}3" in places)
    assert every == ["Absent", "Present", "Does not apply to us"]


def test_rows_are_as_high_as_their_text_needs():
    long = workbook_of(MADE, [Answer(criterion=CORE, narrative="A line\n" * 12 + "word " * 2000, version=1)])
    heights = [opened(long)[ANSWERS].row_dimensions[row].height for row in (1, 2, 3)]
    assert heights[1] == 409
    assert 20 < heights[2] < 100
    assert heights[0] > 20


def test_whose_it_is_stands_in_sight_and_hidden():
    assert BOOK["Do not change"].sheet_state == "hidden"
    assert BOOK.sheetnames[0] == READ_ME
    seen = {row[0].value: row[1].value for row in BOOK[READ_ME].iter_rows()}
    assert (seen["Reference"], seen["Question set"]) == (MADE.ref, MADE.framework)
    hidden = found_in(FILE).facts
    assert (hidden["reference"], hidden["framework"]) == (MADE.ref, MADE.framework)
    assert BOOK.properties.language == "en-GB"


def code_of(content):
    with pytest.raises(Refused) as caught:
        found_in(content)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (PDF, "sheet_wrong_type"),
        (b"id,rating\n", "sheet_wrong_type"),
        (archive("a.txt"), "sheet_wrong_type"),
        (office("word"), "sheet_wrong_type"),
        (old_office("Workbook"), "sheet_wrong_type"),
        (old_office("EncryptedPackage"), "file_locked"),
        (EXE, "file_program"),
        (office("xl", "xl/vbaProject.bin"), "file_program"),
        (office("xl"), "sheet_unreadable"),
        (FILE[:-200], "sheet_wrong_type"),
    ],
)
def test_what_is_no_spreadsheet_has_its_own_words(content, code):
    assert code_of(content) == code


def with_member(name, content, file=FILE):
    """Our file with one member put in the place of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return made.getvalue()


def test_a_bomb_is_not_unfolded():
    bomb = with_member("xl/media/zeros.bin", b"\0" * 30_000_000)
    assert len(bomb) < 100_000
    assert code_of(bomb) == "sheet_unfolds"
    many = io.BytesIO(FILE)
    with zipfile.ZipFile(many, "a") as packed:
        for number in range(spreadsheet_reading.MEMBERS_LIMIT):
            packed.writestr(f"xl/extra/{number}", b"")
    assert code_of(many.getvalue()) == "sheet_unfolds"


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "[Content_Types].xml"])
def test_entities_are_not_expanded(name):
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        before = packed.read(name)
    body = before.partition(b"?>")[2] if before.startswith(b"<?xml") else before
    hostile = LAUGHS + body.replace(b"</", b"&j;</", 1)
    assert code_of(with_member(name, hostile)) == "sheet_unreadable"


def test_nor_are_they_among_shared_strings():
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        types = packed.read("[Content_Types].xml").replace(b"</Types>", override)
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    for strings, codes in ((b"x", ()), (b"&j;", ("sheet_unreadable",))):
        sst = LAUGHS * bool(codes) + b"<sst %s><si><t>%s</t></si></sst>" % (space, strings)
        content = with_member("xl/sharedStrings.xml", sst, with_member("[Content_Types].xml", types))
        assert (code_of(content),) == codes if codes else found_in(content).facts


@pytest.mark.parametrize("rows", [spreadsheet_reading.ROWS_LIMIT + 5, 1_000_000])
def test_a_row_far_below_the_rest_is_too_much(rows):
    assert code_of(edited(FILE, lambda book: book[ANSWERS].cell(rows, 1, "S01-01"))) == "sheet_unfolds"


def test_a_flood_of_empty_cells_is_not_parsed():
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        sheet = packed.read("xl/worksheets/sheet2.xml")
    flood = sheet.replace(b"</row>", b"<c/>" * 400_000 + b"</row>", 1)
    assert code_of(with_member("xl/worksheets/sheet2.xml", flood)) == "sheet_unfolds"


def test_rows_are_not_counted_for_ever():
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        sheet = packed.read("xl/worksheets/sheet2.xml")
    far = sheet.replace(b"</sheetData>", b'<row r="999999999999"><c r="A5"/></row></sheetData>')
    assert code_of(with_member("xl/worksheets/sheet2.xml", far)) == "sheet_unfolds"


def test_what_the_sheet_says_of_its_size_is_not_believed():
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        name = "xl/worksheets/sheet2.xml"
        sheet = packed.read(name)
    lying = sheet.replace(b"<sheetPr>", b'<dimension ref="A1:A1"/><sheetPr>', 1)
    assert len(found_in(with_member(name, lying)).sheets[ANSWERS]) > 3


def test_cells_of_every_kind_come_back_as_what_somebody_meant():
    values = {
        2: 3,
        3: 3.5,
        4: True,
        5: date(2027, 3, 20),
        6: datetime(2027, 3, 20, 9, 30),  # noqa: DTZ001
        7: "=A1",
        8: "#N/A",
    }

    def fill(book):
        for row, value in values.items():
            book[PLAN].cell(row, column(PLAN, "how_known")).value = value

    rows = found_in(edited(FILE, fill)).sheets[PLAN]
    found = [rows[row - 1][column(PLAN, "how_known") - 1] for row in values]
    assert found == ["3", "3.5", "TRUE", date(2027, 3, 20), "2027-03-20 09:30", Formula(), "#N/A"]


def test_strings_that_excel_shares_between_cells_come_back_letter_for_letter():
    """openpyxl would drop some letters from these, and leave others as Excel writes them."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    with zipfile.ZipFile(io.BytesIO(FILE)) as packed:
        types = packed.read("[Content_Types].xml").replace(b"</Types>", override)
        sheet = packed.read("xl/worksheets/sheet2.xml")
    before = b't="inlineStr"><is><t>=1+1</t></is>'
    assert before in sheet
    shared = sheet.replace(before, b't="s"><v>0</v>')
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"<sst %s><si><r><t>ax005F_b _x005F_x0041_</t></r><r><t> _x000A_end</t></r></si></sst>" % space
    content = with_member("xl/sharedStrings.xml", strings, with_member("[Content_Types].xml", types))
    rows = found_in(with_member("xl/worksheets/sheet2.xml", shared, content)).sheets[ANSWERS]
    assert rows[1][column(ANSWERS, "narrative") - 1] == "ax005F_b _x0041_ \nend"


def test_two_questions_are_asked_of_everybody():
    assert [row[0] for row in found_in(FILE).sheets[ANSWERS]][1:3] == [CORE, PLAIN]
