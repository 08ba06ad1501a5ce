"""The operator's command line, on parts in memory."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.returns import ReturnStatus
from chalicelib.handlers.cli import main
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.uploads import png

CSV = "name,sector,contact_name,contact_email\nAda School,school,Ada,ada@school.example.org\nBo,voluntary,,\n"


@pytest.fixture
def parts() -> FakeParts:
    return FakeParts()


def run(parts: FakeParts, *words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], obj=parts, catch_exceptions=False)


def add_partnership(parts: FakeParts) -> Result:
    facts = {
        "--name": "Saltmarsh",
        "--help-name": "Corin",
        "--help-phone": "01632 960101",
        "--help-email": "audit@saltmarsh.example.org",
        "--child-at-risk-phone": "01632 960999",
        "--sender-email": "audit@saltmarsh.example.org",
    }
    return run(parts, "partnership", "add", "saltmarsh", *(word for pair in facts.items() for word in pair))


def cycle_with_submitted(parts: FakeParts, count: int) -> None:
    for number in range(1, count + 1):
        builders.stored_return(parts, number, status=ReturnStatus.SUBMITTED)


def test_a_brand_is_set_and_a_later_change_of_the_partnership_keeps_it(
    parts: FakeParts, tmp_path: Path
) -> None:
    add_partnership(parts)
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(160, 48))

    done = run(parts, "partnership", "brand", "saltmarsh", "--colour", "#4c2c69", "--logo", logo)
    add_partnership(parts)

    assert done.output == "Colour: #4c2c69. Logo: its own.\n"
    saved = parts.organisations.partnership("saltmarsh")
    assert saved is not None
    assert (saved.colour, saved.logo is not None) == ("#4c2c69", True)
    back = run(parts, "partnership", "brand", "saltmarsh", "--colour", "", "--no-logo")
    assert back.output == "Colour: ours. Logo: none.\n"


def test_a_colour_that_is_too_pale_says_why(parts: FakeParts) -> None:
    add_partnership(parts)

    refused = run(parts, "partnership", "brand", "saltmarsh", "--colour", "#ffdd00")

    assert refused.exit_code == 4
    assert "Choose a darker one" in refused.output
    assert run(parts, "partnership", "brand", "nobody", "--colour", "#4c2c69").exit_code == 3


def test_a_partnership_and_its_first_coordinator_are_added(parts: FakeParts) -> None:
    assert add_partnership(parts).exit_code == 0

    added = run(parts, "staff", "add", "saltmarsh", "--name", "Corin", "--email", "corin@example.org")

    assert added.exit_code == 0
    assert [m.name for m in parts.organisations.staff_at("corin@example.org")] == ["Corin"]


def test_adding_the_same_address_again_changes_the_person_instead_of_making_two(parts: FakeParts) -> None:
    add_partnership(parts)
    for name in ("Corin", "Corin Samphire"):
        run(parts, "staff", "add", "saltmarsh", "--name", name, "--email", "corin@example.org")

    assert [m.name for m in parts.organisations.staff_at("corin@example.org")] == ["Corin Samphire"]


def test_staff_of_an_unknown_partnership_are_refused(parts: FakeParts) -> None:
    refused = run(parts, "staff", "add", "nowhere", "--name", "Corin", "--email", "corin@example.org")

    assert (refused.exit_code, refused.stderr) == (3, "There is nothing with that id.\n")


def test_an_import_says_what_it_does_and_who_has_no_contact(parts: FakeParts, tmp_path: Path) -> None:
    add_partnership(parts)
    file = tmp_path / "register.csv"
    file.write_text(CSV)

    dry = run(parts, "organisations", "import", "saltmarsh", file, "--dry-run")
    assert "Organisations: 2 to add" in dry.stdout
    assert "no lead contact: Bo" in dry.stdout
    assert list(parts.organisations.members("saltmarsh")) == []

    assert run(parts, "organisations", "import", "saltmarsh", file).exit_code == 0
    assert {o.name for o in parts.organisations.members("saltmarsh")} == {"Ada School", "Bo"}


def test_one_bad_row_imports_nothing_and_names_its_line(parts: FakeParts, tmp_path: Path) -> None:
    add_partnership(parts)
    file = tmp_path / "register.csv"
    file.write_text(CSV + "Cy,nonsense,,\n")

    refused = run(parts, "organisations", "import", "saltmarsh", file)

    assert refused.exit_code == 4
    assert "line 4: “nonsense” is not a sector" in refused.stderr
    assert list(parts.organisations.members("saltmarsh")) == []


def test_a_cycle_is_set_up_with_its_opening_queued(parts: FakeParts) -> None:
    add_partnership(parts)
    dates = ("--opens", "2027-01-12", "--due", "2027-03-19", "--closes", "2027-04-02")

    opened = run(parts, "cycle", "open", "saltmarsh", "--name", "Audit 2027", "--sector", "school", *dates)

    cycle_id = opened.stdout.strip()
    assert parts.tasks.get("saltmarsh", f"CYCLE#{cycle_id}", "job#open_cycle") is not None


def test_a_cycle_due_before_it_opens_is_refused_in_words(parts: FakeParts) -> None:
    add_partnership(parts)
    dates = ("--opens", "2027-03-12", "--due", "2027-01-19", "--closes", "2027-04-02")

    refused = run(parts, "cycle", "open", "saltmarsh", "--name", "Audit", *dates)

    assert (refused.exit_code, refused.stderr) == (4, "The due date must be after the day it opens\n")


def test_a_cycle_may_leave_notes_to_the_organisations(parts: FakeParts) -> None:
    add_partnership(parts)
    when = ("--opens", "2027-01-12", "--due", "2027-03-19", "--closes", "2027-04-02")
    asked = ("cycle", "open", "saltmarsh", "--name", "Audit", "--sector", "school", *when)

    assert run(parts, *asked, "--shared-question", "S01-01").exit_code == 2
    unknown = run(parts, *asked, "--sharing", "ratings", "--shared-question", "X01")
    opened = run(parts, *asked, "--sharing", "ratings", "--shared-question", "S01-01")

    assert unknown.stderr == "Select questions of this question set only\n"
    made = parts.cycles.get(opened.stdout.strip())
    assert made is not None
    assert (made.sharing, made.shared_criteria) == (Sharing.RATINGS, frozenset({"S01-01"}))


def test_exported_links_work_and_are_for_their_owner_alone(parts: FakeParts, tmp_path: Path) -> None:
    builders.stored_return(parts)
    out = tmp_path / "links.csv"

    assert run(parts, "links", "export", "cycle2027", "--out", out).exit_code == 0

    assert "https://audit.example.org/api/i/token-" in out.read_text()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_report_is_written_in_three_forms(parts: FakeParts, tmp_path: Path) -> None:
    builders.stored_return(parts)

    assert run(parts, "report", "build", "cycle2027", "--out", tmp_path / "out").exit_code == 0

    assert {p.name for p in (tmp_path / "out").iterdir()} == {"report.pdf", "report.html", "figures.json"}


def test_the_same_seed_draws_the_same_sample(parts: FakeParts, tmp_path: Path) -> None:
    cycle_with_submitted(parts, 12)
    drawn = []
    for folder in ("first", "second"):
        out = tmp_path / folder
        assert (
            run(parts, "sample", "draw", "cycle2027", "--size", "4", "--seed", "oak", "--out", out).exit_code
            == 0
        )
        drawn.append((out / "sample.json").read_text())

    assert drawn[0] == drawn[1]
    assert len(json.loads(drawn[0])["chosen"]) == 4


def test_a_sample_larger_than_the_returns_is_refused(parts: FakeParts, tmp_path: Path) -> None:
    cycle_with_submitted(parts, 2)

    refused = run(parts, "sample", "draw", "cycle2027", "--size", "9", "--out", tmp_path)

    assert refused.exit_code == 4


def test_an_export_holds_every_return(parts: FakeParts, tmp_path: Path) -> None:
    cycle_with_submitted(parts, 3)
    out = tmp_path / "export.json"

    assert run(parts, "export", "cycle2027", "--out", out).exit_code == 0

    exported = json.loads(out.read_text())
    assert exported["schema"] == "compact-audit/export/1"
    assert len(exported["returns"]) == 3


def test_repair_finds_nothing_where_nothing_is_wrong(parts: FakeParts) -> None:
    builders.stored_return(parts)

    checked = run(parts, "repair", "cycle2027")

    assert (checked.exit_code, checked.stdout) == (0, "0 of the cycle's headers differ.\n")


def test_time_travel_is_for_the_local_run_alone(parts: FakeParts) -> None:
    refused = run(parts, "tick", "--at", "2027-03-20T10:00")

    assert refused.exit_code == 2
    assert "only on the local run" in refused.stderr
