"""An extract of Get Information About Schools, as council staff download it."""

import csv
import io
import time
import tracemalloc
import zipfile

import pytest

from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.register_file import FileRefused, read_file
from chalicelib.domain.schools_file import Authority, is_extract, sector_and_kind
from chalicelib.domain.taxonomy import kind_of
from chalicelib.services import schools
from chalicelib.services.importing import carry_out, dry_run
from tests.support.extracts import HEADING, school, written
from tests.support.fakes import FakeParts

IMPORT = "import1"


@pytest.fixture
def parts():
    return FakeParts()


def uploaded(parts, content):
    parts.files.put(f"imports/saltmarsh/{IMPORT}.csv", content, "text/csv")


def read(parts, content):
    """Uploads and runs the job: what it says."""
    uploaded(parts, content)
    return schools.read_schools(parts, schools.ask_to_read(parts, "saltmarsh", IMPORT))


def planned(parts, *codes):
    schools.choose(parts, "saltmarsh", IMPORT, codes)
    return dry_run(parts, "saltmarsh", IMPORT)


def test_it_is_known_by_its_own_column_names(parts):
    assert is_extract(HEADING)
    assert not is_extract(["name", "sector", "urn"])
    assert not is_extract(["URN", "Contact name", "Email"])
    uploaded(parts, written(school()))
    assert schools.is_school_extract(parts, "saltmarsh", IMPORT)
    with pytest.raises(NotFound):
        schools.is_school_extract(parts, "elsewhere", IMPORT)


def test_open_schools_of_chosen_authorities_become_organisations(parts):
    outcome = read(
        parts,
        written(
            school(URN="100001", EstablishmentName="St Anne’s – Primary", **{"Trusts (name)": "WADE TRUST"}),
            school(URN="100002", **{"EstablishmentStatus (name)": "Closed"}),
            school(URN="100003", **{"EstablishmentStatus (name)": "Proposed to open"}),
            school(URN="100004", **{"EstablishmentStatus (name)": "Open, but proposed to close"}),
            school(URN="100005", **{"LA (code)": "999", "LA (name)": "Elsewhere"}),
            school(URN="100006", **{"TypeOfEstablishment (name)": "Children's centre"}),
        ),
    )
    assert not outcome.failed
    assert schools.authorities_in(parts, "saltmarsh", IMPORT) == [
        Authority("999", "Elsewhere", 1),
        Authority("850", "Saltmarsh", 2),
    ]
    plan = planned(parts, "850")
    assert plan.problems == ()
    first, second = plan.added
    assert (first.name, first.identifiers, first.kind) == (
        "St Anne’s – Primary",
        {"urn": "100001"},
        "primary_school",
    )
    assert (first.size, first.parent, first.phone) == ("medium", "WADE TRUST", "01632960123")
    assert first.address == "1 High Street, Saltmarsh, SM1 1AA"
    assert second.identifiers == {"urn": "100004"}
    assert plan.without_contact == plan.added
    assert schools.closed(parts, "saltmarsh", IMPORT) == {"100002"}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_it_is_read_in_windows_1252_and_in_utf_8(parts, encoding):
    read(parts, written(school(EstablishmentName="Noël’s École"), encoding=encoding))
    assert planned(parts, "850").added[0].name == "Noël’s École"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (written(school(), without="LA (code)"), "the column “LA (code)” is missing"),
        (written(school(EstablishmentName="A")).replace(b'"A"', b'"\x81"'), "neither Windows-1252 nor UTF-8"),
        (written(school()) + b'"100009","850"\r\n', "Line 3 ends too early"),
        (written(school()) + b'"100009","850\r\n', "Line"),
    ],
)
def test_each_way_of_being_unreadable_has_its_own_words(parts, content, words):
    outcome = read(parts, content)
    assert outcome.failed
    assert words in outcome.note


@pytest.mark.parametrize("size", [0, 6_000_000])
def test_the_zip_that_it_comes_in_is_told(parts, size):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("edubasealldata20261124.csv", written(school()) + b" " * size)
    uploaded(parts, packed.getvalue())
    assert not schools.is_school_extract(parts, "saltmarsh", IMPORT)
    with pytest.raises(FileRefused) as refused:
        dry_run(parts, "saltmarsh", IMPORT)
    assert refused.value.words.startswith("This is a zip file. Unpack it")


def test_nothing_can_be_chosen_that_is_not_there(parts):
    read(parts, written(school()))
    for codes in ((), ("999",), ("850", "999")):
        with pytest.raises(Invalid):
            schools.choose(parts, "saltmarsh", IMPORT, codes)
    with pytest.raises(NotFound):
        schools.choose(parts, "elsewhere", IMPORT, ("850",))


def test_what_a_spreadsheet_would_run_is_left_out(parts):
    read(parts, written(school(EstablishmentName="=cmd|' /C calc'!A0", Street="@SUM(1)")))
    plan = planned(parts, "850")
    assert plan.problems == ()
    assert plan.added[0].name == "cmd|' /C calc'!A0"


def test_every_type_of_school_has_a_kind_of_ours():
    for words, phase in TYPES:
        found = sector_and_kind(
            {"TypeOfEstablishment (name)": words, "PhaseOfEducation (name)": phase or "Not applicable"}
        )
        assert found is None or kind_of(found[1]).sector == found[0], words


TYPES = (
    ("Community school", "Primary"),
    ("Voluntary aided school", "Secondary"),
    ("Foundation special school", ""),
    ("Academy converter", "All-through"),
    ("Academy 16-19 converter", "16 plus"),
    ("Free schools alternative provision", ""),
    ("Pupil referral unit", ""),
    ("Other independent school", ""),
    ("Other independent special school", ""),
    ("Non-maintained special school", ""),
    ("Local authority nursery school", "Nursery"),
    ("Further education", "16 plus"),
    ("Higher education institutions", ""),
    ("Children's centre linked site", ""),
    ("Welsh establishment", "Primary"),
    ("Secure units", ""),
    ("Online provider", ""),
    ("University technical college", "Secondary"),
    ("Service children's education", "Primary"),
)


def test_thirty_thousand_rows_are_read_in_bounded_memory_and_time(parts):
    """All columns of the national file: 36 MB. Only what is kept of it may grow with it."""
    rows = io.StringIO()
    writer = csv.writer(rows, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADING)
    names = [f"LA {number % 150}" for number in range(150)]
    for number in range(30_000):
        facts = school(URN=f"{100_000 + number}", **{"LA (code)": f"{number % 150}"})
        facts["LA (name)"] = names[number % 150]
        writer.writerow([facts.get(name, "Not applicable") for name in HEADING])
    content = rows.getvalue().encode("cp1252")
    assert len(content) > 35_000_000
    uploaded(parts, content)
    task = schools.ask_to_read(parts, "saltmarsh", IMPORT)

    began = time.process_time()
    assert not schools.read_schools(parts, task).failed
    took = time.process_time() - began

    assert took < 20, took  # 2 seconds on a quiet machine
    kept, _ = parts.files.objects[f"imports/saltmarsh/{IMPORT}.schools.csv"]
    assert len(kept) < 8_000_000
    began = time.process_time()
    plan = planned(parts, "7", "8", "9")
    assert time.process_time() - began < 10
    assert (len(plan.added), plan.problems) == (600, ())

    tracemalloc.start()
    schools.read_schools(parts, task)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25_000_000, peak  # of a file of 36 MB


def test_schools_of_one_name_are_told_apart(parts):
    """By town, or by number where the town is the same; and from one of another authority in the register."""
    names = {"EstablishmentName": "St Mary’s"}
    read(
        parts,
        written(
            school(URN="100001", **names, Town="Ayr"),
            school(URN="100002", **names, Town="Bude"),
            school(URN="100003", **names, Town="Bude"),
            school(URN="100004", **names, **{"LA (code)": "851"}),
        ),
    )
    first = planned(parts, "851")
    carry_out(parts, "saltmarsh", first, "s-coordinator")
    second = planned(parts, "850", "851")
    assert (second.problems, len(second.added), len(second.changed)) == ((), 3, 1)
    carry_out(parts, "saltmarsh", second, "s-coordinator")
    found = {o.identifiers["urn"]: o.name for o in parts.organisations.members("saltmarsh")}
    assert found == {
        "100001": "St Mary’s, Ayr",
        "100002": "St Mary’s (100002)",
        "100003": "St Mary’s (100003)",
        "100004": "St Mary’s, Saltmarsh",
    }
    third = planned(parts, "850", "851")
    assert not third.changes_anything


def test_what_was_chosen_reads_as_a_file_of_our_own(parts):
    read(parts, written(school()))
    schools.choose(parts, "saltmarsh", IMPORT, ("850",))
    content, _ = parts.files.objects[f"imports/saltmarsh/{IMPORT}.chosen.csv"]
    assert read_file(content)[0]["kind"] == "primary_school"
