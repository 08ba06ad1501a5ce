"""Word files: every word, real headings, and what a screen reader and a printer need."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.documents.word_blank import blank_word
from chalicelib.documents.word_plan import plan_word
from chalicelib.documents.word_return import return_word
from chalicelib.domain.blank import blank_form
from chalicelib.domain.snapshots import snapshot as real_snapshot
from chalicelib.domain.texts import printable
from tests.support import builders
from tests.support.answered import answers_of, plan_for
from tests.support.reporting import HOSTILE, snapshot

AT = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
DRAFT = {"approved": None, "submitted_at": None}


def opened(content):
    return Document(io.BytesIO(content))


def words_of(content):
    """Every text of the body in order, cells too."""
    body = opened(content).element.body
    return " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def levels(content):
    names = [p.style.name for p in opened(content).paragraphs]
    return [int(name.removeprefix("Heading ")) for name in names if name.startswith("Heading ")]


SUBMITTED = return_word(snapshot(4, 6, 60, **HOSTILE), AT)


def questions():
    made = builders.return_(profile=builders.PROFILE)
    return blank_form(builders.framework(), made, builders.partnership(), builders.cycle())


FILES = {
    "submitted": SUBMITTED,
    "draft": return_word({**snapshot(), **DRAFT}, AT),
    "plan": plan_word(snapshot(actions=60), AT),
    "questions": blank_word(questions(), AT),
}


@pytest.fixture(params=FILES)
def content(request):
    return FILES[request.param]


def test_it_says_what_it_is_and_in_which_language(content):
    made = opened(content)
    properties = made.core_properties
    assert properties.title
    assert (properties.language, properties.comments) == ("en-GB", "")
    languages = {tag.get(qn("w:val")) for tag in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert made.sections[0].header.paragraphs[0].text
    foot = made.sections[0].footer._element.xml
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot


def test_headings_are_words_own_and_skip_no_level(content):
    found = [0, *levels(content)]
    assert len(found) > 2
    assert all(after <= before + 1 for before, after in pairwise(found))
    assert next(p.style.name for p in opened(content).paragraphs if "Title" in p.style.name)


def test_a_heading_stays_with_what_follows(content):
    made = opened(content)
    for name in ("Heading 1", "Heading 2", "Title", "Question"):
        assert made.styles[name].paragraph_format.keep_with_next, name
    assert made.styles["Normal"].paragraph_format.widow_control


def test_tables_keep_their_width_say_what_they_are_and_repeat_their_headings(content):
    for table in opened(content).tables:
        shape = table._tbl.tblPr
        assert shape.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        assert shape.find(qn("w:tblDescription")).get(qn("w:val"))
        if len(table.rows) > 1:
            assert table._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None
        for row in table._tbl.tr_lst[1:]:
            assert row.find(f".//{qn('w:cantSplit')}") is None  # a long action goes on on the next page
        assert all(cell._tc[-1].tag == qn("w:p") for row in table.rows for cell in row.cells)


def test_a_draft_says_so_on_every_page_and_speaks_of_no_hash():
    foot = opened(FILES["draft"]).sections[0].footer.paragraphs[0].text
    assert foot.startswith("K7P-2QX · Draft, not submitted · 10:00am on 11 January 2027 · Page ")
    assert "Draft, not submitted." in words_of(FILES["draft"])
    assert not re.search("(?i)sha-?256|[0-9a-f]{64}", words_of(FILES["draft"]))
    assert "Nobody has approved" in words_of(FILES["draft"])


def test_what_was_submitted_says_when_and_by_whom():
    foot = opened(SUBMITTED).sections[0].footer.paragraphs[0].text
    assert "As submitted on 23 November 2026" in foot
    assert "Harriet Head, Head teacher, read this self-assessment and approved it" in words_of(SUBMITTED)


def test_everything_that_was_said_is_there():
    whole = words_of(SUBMITTED)
    for said in (
        *HOSTILE.values(),
        "In place: We do it, and somebody checks",
        "Does not apply: We do not employ",
    ):
        assert " ".join(printable(said).split()) in " ".join(whole.split())
    for step in range(60):
        assert f"Made-up step {step}:" in whole
    assert "20 March 2027" in whole


def test_text_from_right_to_left_is_set_so():
    paragraph = next(p for p in opened(SUBMITTED).paragraphs if p.text == HOSTILE["rtl"])
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    assert paragraph.runs[0]._r.rPr.find(qn("w:rtl")) is not None


LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\t=<&")
TEXT = st.text(LETTERS, max_size=80).map(printable)


@settings(max_examples=25, deadline=None)
@given(TEXT, TEXT.filter(str.strip))
def test_any_text_at_all_comes_out_word_for_word(narrative, what):
    copy = snapshot(1, 1, 1, said=narrative)
    copy = {**copy, "plan": [{**copy["plan"][0], "what": what}]}
    whole = words_of(return_word(copy, AT)).split()
    for word in (*printable(narrative).split(), *printable(what).split()):
        assert word in whole


def test_every_question_is_there_with_its_levels_and_space_to_write():
    whole, form = words_of(FILES["questions"]), questions()
    asked = [question for section in form["sections"] for question in section["criteria"]]
    for question in asked:
        assert f"{question['id']} {question['title']}" in whole
        assert question["question"] in whole
        for level in question["levels"]:
            assert f"☐ {level['label']}: {level['sentence']}" in whole
    optional = sum(1 for question in asked if not question["core"])
    assert whole.count("☐ Does not apply to us, because:") == optional
    assert len(opened(FILES["questions"]).tables) == len(asked) + optional + 1


def test_the_largest_return_is_a_small_file_and_quick_to_read():
    made = builders.return_(profile=builders.PROFILE)
    long = ("So we train everybody, every year. " * 300)[:9690] + " " + "x" * 300
    answers = [replace(answer, narrative=long) for answer in answers_of(made)]
    plans = [
        replace(
            plan_for(answers[n % 40].criterion), id=f"aB{n:02}-FGH", what="w" * 2000, by_when=date(2027, 5, 1)
        )
        for n in range(60)
    ]
    copy = real_snapshot(
        builders.framework(), made, answers, plans, [], builders.partnership(), builders.cycle()
    )
    content = return_word(copy, AT)
    assert len(content) < 1_000_000
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.read("word/document.xml").count(b"x" * 300) == len(answers)


NAMES = """
agreed answer answered_by approved_on asked_at asked_by at body by_when decided_on file_name given_on given_to
held_on help_wanted how_known in_the_way job label may_share name narrative not_applicable_reason on_behalf_of
own_of owner prepared_it proud_of question reference replied_by reply review_by sector sentence submitted_at
text time_taken title version what where who
"""
SHOWN = set(NAMES.split())
LEFT_OUT = {
    # what the file is made of, or what only machines read
    *(
        "anything_else",
        "approved",
        "criteria",
        "criterion",
        "cycle",
        "evidence",
        "framework",
        "id",
        "key",
        "kind",
    ),
    *("meeting", "number", "organisation", "partnership", "plan", "profile", "questions", "rating", "schema"),
    *("sha256", "sharing", "size", "standard", "standards", "version_id", "grouped_by"),
    # said in a sentence: see the test of what staff entered
    *("entered_for", "recorded", "way", "on", "by"),
    # said in words of their own by sharing.in_words
    *("everything", "why", "left_out"),
    # not for the organisation's own reading copy, nor in the PDF's text
    *("base", "confirmed_from", "decided", "due", "replaces", "submitted_on", "unchanged_cycles"),
}


def names_in(schema):
    """Every name of a property, wherever it is."""
    if isinstance(schema, list):
        return set().union(*map(names_in, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", ())) | set().union(*map(names_in, schema.values()))


def test_whoever_adds_a_field_to_a_copy_decides_whether_word_shows_it():
    schema = json.loads(
        (Path(__file__).parents[2] / "docs/schemas/return-1.json").read_text(encoding="utf-8")
    )
    assert names_in(schema) == SHOWN | LEFT_OUT
    assert not SHOWN & LEFT_OUT


def test_what_staff_entered_and_recorded_is_said():
    told = {"way": "telephone", "name": "Lena Lead", "job": "DSL", "on": "2027-01-10", "by": "Sam Staff"}
    recorded = {"way": "paper", "on": "2027-01-12", "by": "Sam Staff"}
    copy = snapshot(1, 1, 1)
    more = {**copy, "entered_for": told, "approved": {**copy["approved"], "recorded": recorded}}
    text = words_of(return_word(more, AT))
    assert "as Lena Lead, DSL, told them by telephone on 10 January 2027" in text
    assert "approved this self-assessment on paper on 12 January 2027. Sam Staff" in text
    assert "read this self-assessment" not in text


def test_what_came_with_later_versions_is_shown():
    copy = snapshot(1, 1, 1)
    criterion = copy["standards"][0]["criteria"][0]
    more = {
        **copy,
        "version": 2,
        "framework": {**copy["framework"], "base": "section-11@2026.2"},
        "standards": [{**copy["standards"][0], "criteria": [{**criterion, "own_of": "p1"}]}],
        "meeting": {"body": "The governors", "held_on": "2026-11-20", "agreed": "Go on"},
        "questions": [
            {
                "criterion": criterion["id"],
                "text": "Who tests the lock?",
                "asked_by": "Rowan Reviewer",
                "asked_at": "2026-12-01T09:00:00+00:00",
                "due": "2026-12-20",
                "reply": "The caretaker does",
                "replied_by": "Lena Lead",
            }
        ],
    }
    evidence = {
        **copy["evidence"][2],
        "owner": "Cora Clerk",
        "approved_on": "2026-09-01",
        "review_by": "2027-09-01",
    }
    more["evidence"] = [
        evidence,
        {**evidence, "kind": "given", "given_to": "Ofsted", "given_on": "2026-09-14"},
    ]
    more["approved"] = {**copy["approved"], "prepared_it": True, "decided_on": "2026-11-20"}
    whole = words_of(return_word(more, AT))
    for said in (
        "Version: 2",
        "Asked by Saltmarsh Safeguarding Children Partnership alone",
        "The governors met on 20 November 2026 and agreed: Go on",
        "Rowan Reviewer asked at 9:00am on 1 December 2026: Who tests the lock?",
        "Reply by Lena Lead: The caretaker does",
        "Kept by: Cora Clerk",
        "Review by: 1 September 2027",
        "Already given to: Ofsted",
        "Approved by the person who prepared it.",
        "decided on 20 November 2026",
    ):
        assert said in whole


def test_only_a_question_that_a_partnership_added_says_whose_it_is():
    copy = snapshot(1, 2, 1)
    ours = f"Asked by {copy['partnership']['name']} alone"
    assert ours not in words_of(return_word(copy, AT))
    copy["standards"][0]["criteria"][0]["own_of"] = copy["partnership"]["id"]
    copy["framework"]["base"] = "education@2026.1"
    assert words_of(return_word(copy, AT)).count(ours) == 1
