"""An organisation's own copy: all that it said, whatever it typed, under its reference and hash."""

import copy as copying
import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from html5lib import HTMLParser

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.returns import Answer, Meeting
from chalicelib.domain.snapshots import snapshot as real_snapshot
from chalicelib.reports.returns import draft_html, return_html, return_pdf
from tests.reports.conftest import MADE_AT, SHA256
from tests.reports.pdfs import bookmarks, pages, reader, text
from tests.support import builders
from tests.support.reporting import HOSTILE, snapshot

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/return-1.json").read_text(encoding="utf-8"))


def test_reference_and_hash_are_at_the_foot_of_every_page(copy_pdf):
    sheets = pages(copy_pdf)
    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, 1):
        assert f"K7P-2QX · SHA-256 {SHA256}" in sheet
        assert f"{number} of {len(sheets)}" in sheet


def test_a_draft_says_so_on_every_page_and_has_no_hash(draft_pdf):
    for sheet in pages(draft_pdf):
        assert "K7P-2QX · Draft, not submitted · 10:00am on 11 January 2027" in sheet
    assert not re.search("[0-9a-f]{64}", text(draft_pdf))
    assert "Nobody has approved this self-assessment yet" in text(draft_pdf)
    assert "(draft)" in reader(draft_pdf).metadata.title


def test_everything_that_was_said_is_there(copy_pdf):
    whole = text(copy_pdf)
    copy = snapshot(standards=4, criteria=6, actions=60)
    for standard in copy["standards"]:
        assert f"{standard['number']}. {standard['title']}" in whole
        for criterion in standard["criteria"]:
            assert criterion["title"] in whole
    for line in copy["plan"]:
        assert line["what"] in whole
    for said in (
        "In place: We do it, and somebody checks",
        "Does not apply: We do not employ anybody",
        "Answered by Lena Lead",
        "Who: Lena Lead. By 20 March 2027.",
        "How we will know: We ask five people",
        "File: policy.pdf, 345 KB",
        "Web address: https://example.org/leaflet",
        "Where to find it: School office, locked cabinet",
        "Our pupils wrote the leaflet.",
        "How many people work or volunteer with you? 10 to 49",
        "Harriet Head, Head teacher, read this self-assessment and approved it on behalf of the governing",
        "2:02pm on 23 November 2026",
    ):
        assert said in whole


def test_contents_give_the_page_of_each_heading(copy_pdf):
    first = pages(copy_pdf)[0]
    listed = [(title, page) for title, page in bookmarks(reader(copy_pdf)) if f"{title}, page" in first]
    assert len(listed) == 4 + 6
    assert all(f"{title}, page {page}" in first for title, page in listed)


def test_whatever_was_typed_survives(copy_pdf):
    whole = text(copy_pdf)
    assert len(re.findall(r"goes\b", whole)) == 400
    runs = re.findall("x{20,}", whole)
    assert sum(map(len, runs)) == 300
    assert max(map(len, runs)) < 150
    assert HOSTILE["welsh"] in whole
    assert HOSTILE["markup"] in whole
    assert "Bell and null in the middle" in whole
    assert set(HOSTILE["rtl"]) <= set(whole)


def test_emoji_can_be_read_out_even_where_no_font_draws_them():
    """Looked up in the fonts' own tables: pypdf cannot read a font that maps to characters beyond 16 bits."""
    made = reader(return_pdf(snapshot(1, 1, emoji=HOSTILE["emoji"]), SHA256))
    fonts = [font for page in made.pages for font in page["/Resources"]["/Font"].values()]
    tables = b"".join(font["/ToUnicode"].get_data() for font in fonts).decode("latin-1").lower()
    for letter in "👂👩🎉":
        assert letter.encode("utf-16-be").hex() in tables


def test_text_from_right_to_left_is_set_so():
    html = return_html(snapshot(**HOSTILE), SHA256)
    assert f'<p dir="rtl">{HOSTILE["rtl"]}</p>' in html
    assert f'<p dir="ltr">{HOSTILE["welsh"]}</p>' in html


def test_nothing_typed_becomes_markup():
    html = return_html(snapshot(**HOSTILE), SHA256)
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7 * 7 }}" in html


def test_an_empty_draft_is_a_whole_page():
    copy = snapshot(actions=0)
    empty = {
        **copy,
        "profile": [],
        "approved": None,
        "submitted_at": None,
        "evidence": [],
        "anything_else": None,
        "standards": [{**standard, "criteria": []} for standard in copy["standards"]],
    }
    jsonschema.validate(empty, SCHEMA)
    html = draft_html(empty, MADE_AT)
    for said in (
        "Not filled in yet",
        "Nothing here applies",
        "No evidence was added",
        "No actions were",
    ):
        assert said in html


@pytest.mark.parametrize("made", [snapshot(), snapshot(4, 6, 60, **HOSTILE)])
def test_the_html_is_well_formed(made):
    parser = HTMLParser(strict=False)
    parser.parse(return_html(made, SHA256))
    assert [problem for _, problem, _ in parser.errors if problem != "invalid-codepoint"] == []


def test_copies_of_earlier_versions_lack_what_is_said_of_evidence_now_and_still_print():
    earlier = snapshot()
    assert not {"owner", "review_by", "given_to"} & set(earlier["evidence"][0])
    jsonschema.validate(earlier, SCHEMA)
    assert "Kept by" not in return_html(earlier, SHA256)


def test_who_keeps_evidence_and_who_has_had_an_answer_is_printed():
    made = builders.return_(profile=builders.PROFILE)
    item = Evidence(
        id="e1",
        organisation_id=made.organisation_id,
        kind=EvidenceKind.GIVEN,
        title="Provider return",
        where="Shared drive",
        owner="Cora Clerk",
        approved_on=date(2026, 9, 1),
        review_by=date(2027, 9, 1),
        given_to="Ofsted",
        given_on=date(2026, 9, 14),
    )
    answers = [Answer(criterion="S01-01", evidence=frozenset({"e1"}))]
    around = builders.partnership(), builders.cycle()
    copy = real_snapshot(builders.framework(), made, answers, [], [item], *around)
    jsonschema.validate(copy, SCHEMA)
    html = draft_html(copy, MADE_AT)
    for said in (
        "Already given to Ofsted on 14 September 2026",
        "Where to find it: Shared drive",
        "Kept by Cora Clerk",
        "Approved on 1 September 2026. To be reviewed by 1 September 2027.",
    ):
        assert said in html


SHARES = {
    "everything": ({}, {}, (), ("What is shared", "Shared")),
    "ratings": (
        {"sharing": Sharing.RATINGS, "shared_criteria": frozenset({"S01-01"})},
        {},
        (
            "gets every rating",
            "the answers that are marked “Shared”",
            "<strong>Shared</strong> with Saltmarsh",
        ),
        ("gets all of it",),
    ),
    "own choice": (
        {"sharing": Sharing.RATINGS},
        {"shared_notes": True},
        ("gets all of it: the organisation chose to share",),
        ("<strong>Shared</strong>",),
    ),
}


@pytest.mark.parametrize("case", SHARES)
def test_an_organisations_own_copy_says_what_the_partnership_gets(case):
    of_cycle, of_return, there, absent = SHARES[case]
    made = builders.return_(profile=builders.PROFILE, **of_return)
    around = builders.partnership(), builders.cycle(**of_cycle)
    copy = real_snapshot(builders.framework(), made, [], [], [], *around)
    jsonschema.validate(copy, SCHEMA)
    html = draft_html(copy, MADE_AT)
    assert [said for said in there if said not in html] == []
    assert [said for said in absent if said in html] == []


def test_what_a_meeting_agreed_is_printed_with_the_approval():
    meeting = Meeting(held_on=date(2027, 2, 1), body="The governing body", agreed="To visit <each> class.")
    made = builders.return_(profile=builders.PROFILE, meeting=meeting)
    copy = real_snapshot(builders.framework(), made, [], [], [], builders.partnership(), builders.cycle())
    jsonschema.validate(copy, SCHEMA)
    html = draft_html(copy, MADE_AT)
    assert "The governing body met on 1 February 2027 and agreed:" in html
    assert "To visit &lt;each&gt; class." in html


@pytest.mark.parametrize("profile", [{}, builders.PROFILE])
def test_what_a_service_copies_follows_the_schema_and_can_be_shown(profile):
    asked = builders.framework()
    made = builders.return_(profile=profile)
    level = asked.scale.levels[0].id
    answers = [Answer(criterion=c.id, rating=level, saved_by=builders.LEAD.id) for c in asked.criteria[:3]]
    copy = real_snapshot(asked, made, answers, [], [], builders.partnership(), builders.cycle())
    jsonschema.validate(copy, SCHEMA)
    assert asked.criteria[0].title in draft_html(copy, MADE_AT)


def test_the_copies_of_these_tests_follow_the_schema():
    jsonschema.validate(snapshot(**HOSTILE), SCHEMA)


# What changed since the version before


def second(before, **changes):
    """The copy that took the place of another, with what is changed in its first answer."""
    after = copying.deepcopy(before)
    after["standards"][0]["criteria"][0] |= changes
    replaced = {"version": 1, "sha256": "0ad28afa" * 8, "submitted_at": before["submitted_at"]}
    question = {
        "criterion": "S01-01",
        "text": "Since when do you keep a log?",
        "partnership": "p1",
        "asked_by": "Rowan Reviewer",
        "asked_at": "2026-11-26T09:00:00+00:00",
        "due": "2026-12-10",
        "reply": "Since May. <b>We added it</b>",
        "replied_by": "Lena Lead",
    }
    return {**after, "version": 2, "replaces": replaced, "questions": [question]}


def test_a_later_version_says_what_changed_before_anything_else():
    before = {**snapshot(), "version": 1}
    after = second(before, narrative="We keep a log since May.\nThe governors read it each term.")
    jsonschema.validate(after, SCHEMA)
    made = return_pdf(after, SHA256, before)
    whole = text(made)
    titles = [title for title, _ in bookmarks(reader(made))]
    assert titles.index("What changed since version 1") < titles.index("About the organisation")
    for said in (
        "Version 2, in place of version 1 of 23 November 2026",
        "Version 1 was submitted at 2:02pm on 23 November 2026. 1 answer differs.",
        f"Its SHA-256 is {'0ad28afa' * 8}",
        "1. Made-up criterion 1.1",
        "Text, before: We keep a log. The governors read it each term.",
        "Text, now: We keep a log since May. The governors read it each term.",
        "Rowan Reviewer asked at 9:00am on 26 November 2026: Since when do you keep a log?",
        "Reply by Lena Lead: Since May. <b>We added it</b>",
    ):
        assert said in whole
    for sheet in pages(made):
        assert f"K7P-2QX · version 2 · SHA-256 {SHA256}" in sheet


def test_only_what_changed_is_marked():
    before = {**snapshot(), "version": 1}
    html = return_html(second(before, narrative="We keep a diary.\nThe governors read it."), SHA256, before)
    assert re.findall("<del>(.*?)</del>", html) == [" log", " each term"]
    assert re.findall("<ins>(.*?)</ins>", html) == [" diary"]


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_a_change_is_text(typed):
    before = {**snapshot(), "version": 1}
    after = second(before, narrative=typed)
    after["questions"][0] |= {"text": typed, "reply": typed}
    html = return_html(after, SHA256, before)
    assert "<script" not in html
    assert "<img" not in html
    assert reader(return_pdf(after, SHA256, before)).pages


def test_a_first_version_and_one_of_earlier_days_say_nothing_of_changes():
    for copy in (snapshot(), {**snapshot(), "version": 1}):
        assert "What changed" not in return_html(copy, SHA256)


def test_the_whole_foot_lies_on_the_page():
    """On A4 and beside the page's number, in a size that can be read. Places are in CSS pixels."""
    made = reader(return_pdf({**snapshot(1, 1), "version": 99}, SHA256))
    for number, sheet in enumerate(made.pages, 1):
        assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
        found = {}

        def visit(words, _matrix, place, _font, size, found=found):
            found[words.strip()] = (place[4], place[5], size)

        sheet.extract_text(visitor_text=visit)
        (foot,) = [words for words in found if words.endswith(f"SHA-256 {SHA256}") and found[words][1] > 1000]
        left, down, size = found[foot]
        assert left > 75
        assert down < 1100
        assert size * 0.75 >= 7.5  # points
        digits, others = 0.573 * size * 64, 0.6 * size * (len(foot) - 64)  # how wide the font's letters are
        assert left + digits + others < found[f"{number} of {len(made.pages)}"][0]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({}, []),
        ({"decided": None, "decided_on": None, "prepared_it": False}, []),
        ({"decided": "myself", "decided_on": None, "prepared_it": False}, ["They decided it themselves."]),
        (
            {"decided": "meeting", "decided_on": "2027-03-11", "prepared_it": False},
            ["A board, governing body or committee decided on 11 March 2027."],
        ),
        (
            {"decided": None, "decided_on": None, "prepared_it": True},
            ["Approved by the person who prepared it"],
        ),
    ],
)
def test_who_decided_and_who_prepared_it_stands_in_the_copy(stated, said):
    """Copies made before any of this was asked say nothing of it."""
    copy = snapshot()
    copy = {**copy, "approved": {**copy["approved"], **stated}}
    jsonschema.validate(copy, SCHEMA)
    html = return_html(copy, SHA256)
    for words in (
        "They decided it themselves.",
        "committee decided on",
        "Approved by the person who prepared it",
    ):
        assert (words in html) is any(words in line for line in said)
    for line in said:
        assert line in html


def test_a_question_of_the_partnerships_own_says_so_and_others_do_not():
    copy = copying.deepcopy(snapshot())
    ours = "Asked by Saltmarsh Safeguarding Children Partnership alone"
    copy["partnership"]["name"] = "Saltmarsh Safeguarding Children Partnership"
    assert ours not in return_html(copy, SHA256)
    copy["standards"][0]["criteria"][1]["own_of"] = copy["partnership"]["id"]
    assert ours not in return_html(copy, SHA256)  # in a whole set of its own every question is
    copy["framework"]["base"] = "education@2026.1"
    jsonschema.validate(copy, SCHEMA)
    assert return_html(copy, SHA256).count(ours) == 1


def test_what_was_confirmed_and_what_never_changes_is_told():
    copy = snapshot(1, 2)
    first, second = copy["standards"][0]["criteria"]
    first["confirmed_from"] = {"reference": "P2X-222", "cycle": "2024", "submitted_on": "2025-03-20"}
    first["unchanged_cycles"], second["unchanged_cycles"] = 2, 1
    jsonschema.validate(copy, SCHEMA)
    html = return_html(copy, SHA256)
    assert html.count("As submitted on 20 March 2025, and confirmed as still true") == 1
    assert html.count("The text is the same as in the two self-assessments before") == 1
