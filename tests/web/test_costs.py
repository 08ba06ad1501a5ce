"""What a page and a save may ask of DynamoDB, and what the web function may import. Nothing here is timed."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import app
from chalicelib import bootstrap
from chalicelib.domain.credentials import Credential, CredentialKind, hash_of
from chalicelib.domain.returns import Part
from chalicelib.handlers import cookies
from chalicelib.services.entering import enter
from tests.bench.metered import MeteredTable
from tests.bench.pages import Desk, metered
from tests.bench.sizes import item_size, query_units, read_units, write_units
from tests.support.browser import Browser
from tests.support.builders import LEAD, PROFILE
from tests.support.fakes import FakeParts
from tests.support.people import CY, EVERYBODY, GOV, Team
from tests.support.rounds import Rounds
from tests.support.small import BUYING, CORE, PLAIN
from tests.support.versions import Shelf

MOST_CALLS = 2
ROOT = Path(__file__).parents[2]
# Reports, spreadsheets, documents and OpenID Connect have functions or moments of their own.
NOT_AT_START = (
    "weasyprint",
    "fontTools",
    "openpyxl",
    "xlsxwriter",
    "docx",
    "icalendar",
    "lxml",
    "authlib",
    "pydantic",
    "boto3",
    "yaml",
)


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/standards/1",
        "/about",
        "/people",
        "/people/add",
        "/people/approver",
        "/comments",
        "/who",
        "/actions",
        "/feedback",
        "/visit",
    ],
)
def test_a_page_asks_at_most_twice_and_writes_nothing(desk, page):
    with metered(desk.table) as meter:
        desk.get(desk.path + page)
    assert len(meter.reads) <= MOST_CALLS
    assert meter.writes == []


@pytest.mark.parametrize(("page", "most"), [("/evidence", 4), ("/copies", 3)])
def test_pages_that_list_what_lies_under_other_keys_ask_a_little_more(desk, page, most):
    with metered(desk.table) as meter:
        desk.get(desk.path + page)
    assert len(meter.reads) <= most
    assert meter.writes == []


@pytest.mark.parametrize("page", ["", "/standards/2", "/criteria/S02-01", "/actions"])
def test_a_colleagues_page_asks_at_most_twice(parts_of, page):
    table, get = parts_of(CY)
    with metered(table) as meter:
        assert get(page).status == 200
    assert len(meter.reads) <= MOST_CALLS
    assert meter.writes == []


@pytest.mark.parametrize(("page", "most"), [("/criteria/S02-01", 2), ("/comments", 2), ("/read", 4)])
def test_a_readers_page_asks_little_more(parts_of, page, most):
    table, get = parts_of(GOV)
    with metered(table) as meter:
        assert get(page).status == 200
    assert len(meter.reads) <= most


def test_coming_in_is_one_write(parts_of):
    table, _ = parts_of(LEAD)
    with metered(table) as meter:
        enter(bootstrap.parts(), "link")
    assert len(meter.writes) == 1


@pytest.fixture
def parts_of():
    """This person's browser, on a table that counts."""

    def sit(person):
        table = MeteredTable()
        parts = FakeParts(table)
        bootstrap.use(parts)
        team = Team.of(parts, people=EVERYBODY, profile=PROFILE)
        link = Credential(
            token_hash=hash_of("link"),
            kind=CredentialKind.LINK,
            subject=f"RETURN#{team.ref}",
            person=person.id,
            created_at=parts.now(),
        )
        parts.commit(parts.credentials.issued(link))
        browser = Browser(app)
        browser.cookies[cookies.for_return(team.ref)] = team.sessions[person.id]
        return table, lambda page: browser.get(f"/r/{team.ref}{page}")

    return sit


def test_a_criterion_page_asks_at_most_twice(desk):
    with metered(desk.table) as meter:
        desk.get(desk.question)
    assert len(meter.reads) <= MOST_CALLS
    assert meter.writes == []


class TestWithAnEarlierReturn:
    """What stands beside the questions comes along in the reads that are made anyway."""

    @pytest.fixture
    def rounds(self):
        made = Rounds(Shelf(MeteredTable()))
        bootstrap.use(made.parts)
        made.whole_round(2025, {CORE: "Page 2", PLAIN: "Page 3", BUYING: "Page 4"})
        return made

    @pytest.fixture
    def lead(self, rounds):
        rounds.open(2027)
        rounds.profile()
        return self.enter(rounds)

    def enter(self, rounds):
        from app import app

        browser = Browser(app)
        browser.cookies[cookies.for_return(rounds.ref)] = rounds.session(Part.LEAD)
        return browser

    @pytest.mark.parametrize(
        ("page", "reads"),
        [
            ("", MOST_CALLS),
            ("/about", MOST_CALLS),
            ("/last-time", MOST_CALLS),
            ("/standards/1", MOST_CALLS),
            (f"/criteria/{PLAIN}", MOST_CALLS),
            ("/actions", MOST_CALLS + 1),  # the earlier plan
        ],
    )
    def test_a_page(self, rounds, lead, page, reads):
        with metered(rounds.parts.table) as meter:
            assert lead.get(f"/r/{rounds.ref}{page}").status == 200
        assert (len(meter.reads), meter.writes) == (reads, [])

    def test_confirming_reads_once_more_than_saving(self, rounds, lead):
        here = f"/r/{rounds.ref}/criteria/{PLAIN}"
        page = lead.get(here)
        mark = page.body.partition('name="_read" value="')[2].partition('"')[0]
        with metered(rounds.parts.table) as meter:
            assert lead.post(f"{here}/confirm", {**page.fields(here), "_read": mark}).status == 303
        assert (len(meter.reads), len(meter.writes)) == (2, 1)

    @pytest.mark.parametrize(("page", "reads"), [("", 3), (f"/{PLAIN}", MOST_CALLS)])
    def test_the_working_copy(self, rounds, page, reads):
        lead = self.enter(rounds)
        with metered(rounds.parts.table) as meter:
            assert lead.get(f"/r/{rounds.ref}/working{page}").status == 200
        assert (len(meter.reads), meter.writes) == (reads, [])

    def test_a_note_reads_twice_and_writes_one_item(self, rounds):
        lead, here = self.enter(rounds), f"/r/{rounds.ref}/working/{PLAIN}"
        page = lead.get(here)
        with metered(rounds.parts.table) as meter:
            assert lead.submit(page, narrative="Page 5").status == 303
        assert (len(meter.reads), len(meter.writes)) == (2, 1)


def test_a_save_is_one_read_and_one_write(desk):
    with metered(desk.table) as meter:
        desk.save()
    assert (len(meter.reads), len(meter.writes)) == (1, 1)


def test_an_autosave_is_the_same_and_leaves_the_cycle_alone(desk):
    with metered(desk.table) as meter:
        desk.autosave()
    assert (len(meter.reads), meter.writes) == (1, ["transact of 2"])  # the answer and the return, no header


def test_the_web_function_starts_without_what_it_does_not_need():
    program = f"import app, sys; print([m for m in {NOT_AT_START} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_sizes_are_dynamodbs():
    assert item_size({"pk": "RETURN#1", "sk": "META", "seq": 12, "done": True}) == 10 + 6 + (3 + 2) + (4 + 1)
    assert item_size({"m": {"a": 1}, "l": ["x"]}) == (1 + 3 + 1 + 1 + 2) + (1 + 3 + 1 + 1)
    assert read_units([0, 4096, 4097]) == 1 + 1 + 2
    assert query_units([3000, 3000]) == 2
    assert (write_units([1024, 1025], together=False), write_units([1], together=True)) == (3, 2)
