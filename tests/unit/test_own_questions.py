"""Drafts and publication: what was looked at is published once, and stays as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib.domain import objects
from chalicelib.domain.cycles import ReminderDays
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.framework import name_of, newest, owner_of
from chalicelib.domain.own_questions import Draft
from chalicelib.frameworks.registry import available
from chalicelib.handlers.cli import main
from chalicelib.services import own_questions as service
from chalicelib.services.cycles import CyclePlan, set_up_cycle
from chalicelib.services.question_sets import offered, question_sets, refuse_framework, set_of
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.own_sets import OVERLAY, PLUS, SCHEMES, WHOLE, book_of, spoiled
from tests.support.tables import Crash, TroubledTable

OTHER = spoiled("who listened", "who heard it")
ACTOR = "s-coordinator"


@pytest.fixture
def parts() -> FakeParts:
    made = FakeParts()
    made.commit(made.organisations.partnership_saved(builders.partnership()))
    return made


def drafted(parts: FakeParts, text: str | bytes = OVERLAY, base: str = "education@2026.1") -> Draft:
    draft = service.begin(parts, builders.partnership(), "Ours", base, ACTOR)
    upload(parts, draft, text)
    return draft


def upload(parts: FakeParts, draft: Draft, text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    parts.files.put(objects.questions_upload(draft.partnership_id, draft.id), content, "")


def publish(parts: FakeParts, draft: Draft, version: str = "2027.1") -> str:
    now = service.draft_of(parts, draft.partnership_id, draft.id)
    return service.publish_draft(parts, now, service.look(parts, now).seen, version, ACTOR)


def test_a_published_set_is_a_framework_like_any_other(parts: FakeParts) -> None:
    assert publish(parts, drafted(parts)) == PLUS
    framework = parts.framework(PLUS)
    assert framework.key == PLUS
    assert [c.id for c in framework.added] == ["L04-01", "L08-01"]
    assert [s.key for s in question_sets(parts, "saltmarsh").own] == [PLUS]
    assert question_sets(parts, "saltmarsh").drafts == ()


def test_a_draft_needs_a_name_and_something_to_add_to(parts: FakeParts) -> None:
    with pytest.raises(Invalid) as invalid:
        service.begin(parts, builders.partnership(), " ", PLUS, ACTOR)
    assert invalid.value.problems == {"name": "questions_name_needed", "base": "base_needed"}


def test_looking_changes_nothing(parts: FakeParts) -> None:
    draft = drafted(parts)
    before, files = dict(parts.table.items), dict(parts.files.objects)  # type: ignore[attr-defined]
    assert service.look(parts, draft).checked is not None
    assert (before, files) == (parts.table.items, parts.files.objects)  # type: ignore[attr-defined]


def test_a_file_that_is_not_there_yet_or_too_large(parts: FakeParts) -> None:
    draft = service.begin(parts, builders.partnership(), "Ours", "whole", ACTOR)
    assert service.look(parts, draft) == service.Looked()
    upload(parts, draft, b"x" * 700_000)
    refused = service.look(parts, draft).refused
    assert refused is not None
    assert [fault.words for fault in refused.faults] == ["The file: it must be smaller than 600KB"]


def test_only_what_was_looked_at_is_published(parts: FakeParts) -> None:
    draft = drafted(parts)
    seen = service.look(parts, draft).seen
    upload(parts, draft, OTHER)
    with pytest.raises(Refused, match="questions_changed"):
        service.publish_draft(parts, draft, seen, "2027.1", ACTOR)
    assert parts.own_sets.of_partnership("saltmarsh") == []


def test_a_file_with_problems_is_not_published(parts: FakeParts) -> None:
    draft = drafted(parts, spoiled("minutes: 3", "minutes: 9"))
    with pytest.raises(Refused, match="questions_changed"):
        service.publish_draft(parts, draft, service.look(parts, draft).seen, "2027.1", ACTOR)


@pytest.mark.parametrize("typed", ["", "2027", "yes", "2027.10"])
def test_its_version_has_to_be_typed(parts: FakeParts, typed: str) -> None:
    draft = drafted(parts)
    with pytest.raises(Invalid) as invalid:
        publish(parts, draft, typed)
    assert invalid.value.messages() == {"version": "Enter 2027.1, the version that you are publishing"}
    assert publish(parts, draft, " 2027.1 ") == PLUS


def test_pressing_twice_publishes_once(parts: FakeParts) -> None:
    draft = drafted(parts)
    seen = service.look(parts, draft).seen
    for _ in range(2):  # the second press has read the draft before the first one was done
        assert service.publish_draft(parts, draft, seen, "2027.1", ACTOR) == PLUS
    assert publish(parts, draft) == PLUS
    assert len(parts.own_sets.of_partnership("saltmarsh")) == 1
    events = [e for e in parts.trail.of("PARTNERSHIP#saltmarsh") if e.what == "questions.published"]
    assert [e.details["key"] for e in events] == [PLUS]


def test_two_files_with_one_version_are_not_both_published(parts: FakeParts) -> None:
    first, second = drafted(parts), drafted(parts, OTHER)
    publish(parts, first)
    with pytest.raises(Refused) as refused:
        publish(parts, second)
    assert refused.value.words == (
        "education-plus@2027.1 is published already, and stays as it is. Give your file a new version"
    )
    assert "who listened" in parts.framework(PLUS).criterion("L04-01").wording("general").why
    assert service.draft_of(parts, "saltmarsh", second.id).published == ""


def test_two_at_once_are_one_after_the_other() -> None:
    table = TroubledTable()
    parts = FakeParts(table)
    first, second = drafted(parts), drafted(parts, OTHER)
    table.before = lambda: publish(parts, first)
    with pytest.raises(Refused, match="version_published"):
        publish(parts, second)
    assert [s.published_by for s in parts.own_sets.of_partnership("saltmarsh")] == [ACTOR]


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_in_the_middle_leaves_all_or_nothing(after: bool) -> None:
    table = TroubledTable()
    parts = FakeParts(table)
    draft = drafted(parts)
    table.crash_at, table.crash_after = 0, after
    with pytest.raises(Crash):
        publish(parts, draft)
    table.calm()
    kept = service.draft_of(parts, "saltmarsh", draft.id)
    assert bool(kept.published) is after is bool(parts.own_sets.of_partnership("saltmarsh"))
    assert publish(parts, draft) == PLUS
    assert parts.framework(PLUS).key == PLUS


def test_a_dropped_draft_is_gone_and_a_published_one_stays(parts: FakeParts) -> None:
    draft = drafted(parts)
    service.drop(parts, draft, ACTOR)
    service.drop(parts, draft, ACTOR)
    with pytest.raises(NotFound):
        service.draft_of(parts, "saltmarsh", draft.id)
    with pytest.raises(NotFound):
        service.publish_draft(parts, draft, service.look(parts, draft).seen, "2027.1", ACTOR)
    assert parts.own_sets.of_partnership("saltmarsh") == []
    published = drafted(parts)
    publish(parts, published)
    service.drop(parts, published, ACTOR)
    assert service.draft_of(parts, "saltmarsh", published.id).published == PLUS


def test_a_set_belongs_to_its_partnership_alone(parts: FakeParts) -> None:
    publish(parts, drafted(parts))
    assert PLUS in offered(parts, "saltmarsh")
    assert PLUS not in offered(parts, "elsewhere")
    with pytest.raises(NotFound):
        set_of(parts, "elsewhere", PLUS)
    with pytest.raises(Invalid):
        refuse_framework(parts, "elsewhere", PLUS)
    with pytest.raises(NotFound):
        service.book_url(parts, "elsewhere", PLUS)
    with pytest.raises(NotFound):
        service.yaml_of(parts, "elsewhere", PLUS)
    theirs = replace(drafted(parts), partnership_id="elsewhere")
    with pytest.raises(NotFound):
        service.draft_of(parts, "elsewhere", theirs.id)


def test_no_cycle_is_set_up_with_anothers_set_whoever_asks(parts: FakeParts) -> None:
    """The service refuses it too, so that no page and no command can forget to."""
    publish(parts, drafted(parts))
    plan = CyclePlan(
        name="Schools",
        framework=PLUS,
        sectors=("school",),
        opens_on=date(2027, 2, 1),
        due_on=date(2027, 3, 19),
        closes_on=date(2027, 4, 2),
        reminder_days=ReminderDays(),
    )
    with pytest.raises(Invalid) as invalid:
        set_up_cycle(parts, "elsewhere", plan, ACTOR)
    assert invalid.value.problems == {"framework": "framework_needed"}
    assert parts.cycles.of_partnership("elsewhere") == []
    assert set_up_cycle(parts, "saltmarsh", plan, ACTOR).framework == PLUS


def test_two_partnerships_may_choose_the_same_name(parts: FakeParts) -> None:
    publish(parts, drafted(parts))
    checked = parts.question_files.check(OTHER.encode(), "elsewhere")
    key = service.publish(parts, "elsewhere", checked, ACTOR)
    assert key == "elsewhere.education-plus@2027.1"
    assert parts.framework(key).criterion("L04-01").own_of == "elsewhere"
    assert parts.framework(PLUS).criterion("L04-01").own_of == "saltmarsh"


def test_a_cycle_offers_the_newest_version_of_each(parts: FakeParts) -> None:
    publish(parts, drafted(parts))
    follows = "follows: education-plus@2027.1\nleave_out:\n"
    second = spoiled("leave_out:\n", follows, spoiled("2027.1", "2027.10"))
    publish(parts, drafted(parts, second), "2027.10")
    own = [key for key in offered(parts, "saltmarsh") if owner_of(key)]
    assert own == ["saltmarsh.education-plus@2027.10"]
    assert newest([PLUS, "saltmarsh.education-plus@2027.9"]) == ("saltmarsh.education-plus@2027.9",)


def test_names_of_keys() -> None:
    assert (owner_of(PLUS), name_of(PLUS)) == ("saltmarsh", "education-plus@2027.1")
    assert (owner_of("education@2026.1"), name_of("education@2026.1")) == ("", "education@2026.1")
    assert (owner_of("a.b.c@2027.1"), name_of("a.b.c@2027.1")) == ("a.b", "c@2027.1")


def test_an_odd_partnership_publishes_nothing(parts: FakeParts) -> None:
    checked = parts.question_files.check(OVERLAY.encode(), "a/b@c")
    with pytest.raises(Refused, match="partnership_not_addressable"):
        service.publish(parts, "a/b@c", checked, ACTOR)


@pytest.mark.parametrize("key", newest(available()))
def test_ours_can_be_downloaded_and_made_ones_own(parts: FakeParts, key: str) -> None:
    """A whole set may begin from one of ours: under another name it passes the same checks."""
    text = service.yaml_of(parts, "saltmarsh", key)
    name, _, version = key.partition("@")
    text = text.replace(f"id: {name}\nversion: '{version}'", "id: ours\nversion: '2027.1'", 1)
    framework = parts.question_files.check(text.encode(), "saltmarsh").framework
    ours = parts.framework(key)
    assert framework.key == "saltmarsh.ours@2027.1"
    assert framework.profile_questions == ours.profile_questions
    assert [c.wordings for c in framework.criteria] == [c.wordings for c in ours.criteria]


def test_a_published_set_can_be_downloaded_in_both_shapes(parts: FakeParts) -> None:
    publish(parts, drafted(parts, book_of()))
    text = service.yaml_of(parts, "saltmarsh", PLUS)
    assert parts.question_files.check(text.encode(), "saltmarsh").framework == parts.framework(PLUS)
    sha256 = parts.own_sets.of_partnership("saltmarsh")[0].sha256
    assert service.book_url(parts, "saltmarsh", PLUS).endswith(".xlsx?name=education-plus-2027.1.xlsx")
    book = parts.files.get(f"questions/saltmarsh/{sha256}.xlsx")
    assert parts.question_files.check(book, "saltmarsh").framework == parts.framework(PLUS)


def test_a_whole_set_has_no_spreadsheet(parts: FakeParts) -> None:
    draft = drafted(parts, WHOLE, "whole")
    assert publish(parts, draft) == SCHEMES
    with pytest.raises(NotFound):
        service.book_url(parts, "saltmarsh", SCHEMES)
    with pytest.raises(NotFound):
        service.empty_book_url(parts, draft)


def test_the_beginning_of_a_draft_can_be_downloaded(parts: FakeParts) -> None:
    draft = service.begin(parts, builders.partnership(), "Ours", "education@2026.1", ACTOR)
    assert service.empty_book_url(parts, draft).endswith("?name=education-2026.1-own-questions.xlsx")
    assert parts.files.get(f"questions/saltmarsh/{draft.id}.xlsx").startswith(b"PK")
    text = parts.question_files.empty_yaml("education@2026.1", "Saltmarsh")
    assert text.startswith("base: education@2026.1\nid: education-plus\nversion: '2027.1'\n")


# The operator's command


def run(parts: FakeParts, *words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], obj=parts, catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    return path


def test_check_says_what_each_sector_would_be_asked(parts: FakeParts, file: Path) -> None:
    done = run(parts, "questions", "check", file)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "your-partnership.education-plus@2027.1: no problem found",
        "School or college: 45 questions, about 124 minutes; without yours 45, 125 minutes",
    ]
    assert parts.own_sets.of_partnership("saltmarsh") == []


def test_check_names_the_line_and_the_cell(parts: FakeParts, file: Path, tmp_path: Path) -> None:
    wrong = spoiled("minutes: 3", "minutes: 9")
    file.write_text(wrong, encoding="utf-8")
    book = tmp_path / "ours.xlsx"
    book.write_bytes(book_of(wrong))
    refused = run(parts, "questions", "check", file)
    assert refused.exit_code == 4
    assert refused.stderr.splitlines() == [
        "Line 16: 'minutes' must be at most 5",
        "ours.yaml cannot be used yet. Put these right and try again.",
    ]
    assert "Questions, row 2, minutes: must be at most 5" in run(parts, "questions", "check", book).stderr


def test_publish_keeps_it_once(parts: FakeParts, file: Path) -> None:
    for _ in range(2):
        done = run(parts, "questions", "publish", "saltmarsh", file)
        assert (done.exit_code, done.stdout) == (0, f"Published {PLUS}.\n")
    file.write_text(OTHER, encoding="utf-8")
    refused = run(parts, "questions", "publish", "saltmarsh", file)
    assert refused.exit_code == 4
    assert "is published already" in refused.stderr
    assert run(parts, "questions", "publish", "nowhere", file).exit_code == 3


def test_a_cycle_is_opened_with_it_and_with_nobody_elses(parts: FakeParts, file: Path) -> None:
    run(parts, "questions", "publish", "saltmarsh", file)
    elsewhere = replace(builders.partnership(), id="elsewhere")
    parts.commit(parts.organisations.partnership_saved(elsewhere))
    days = ("--opens", "2027-02-01", "--due", "2027-03-19", "--closes", "2027-04-02")
    opened = run(parts, "cycle", "open", "saltmarsh", "--name", "Schools", "--framework", PLUS, *days)
    assert opened.exit_code == 0
    cycle = parts.cycles.get(opened.stdout.strip())
    assert cycle is not None
    assert (cycle.framework, cycle.sectors) == (PLUS, ("school",))
    for key in (PLUS, "saltmarsh.nothing@2027.1", "nothing@2027.1"):
        refused = run(parts, "cycle", "open", "elsewhere", "--name", "Schools", "--framework", key, *days)
        assert (refused.exit_code, refused.stderr) == (4, "Select a question set\n")


def test_what_is_stored_names_no_answer_and_no_person() -> None:
    """The trail tells of keys and hashes."""
    parts = FakeParts()
    publish(parts, drafted(parts))
    for event in parts.trail.of("PARTNERSHIP#saltmarsh"):
        assert set(event.details) <= {"key", "sha256"}
        assert "young" not in json.dumps(dict(event.details))
