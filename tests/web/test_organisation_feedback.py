"""An organisation reads its feedback: whole, at its own, on a phone, for as long as its copies last."""

from dataclasses import replace

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.feedback import Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.follow_up import Replies, Reply
from chalicelib.domain.returns import Audience, ReturnStatus
from chalicelib.domain.sector_figures import BesideOthers
from tests.bench.metered import MeteredTable
from tests.bench.pages import metered
from tests.support.builders import APPROVER, LEAD, cycle, partnership, stored_return
from tests.support.fakes import MONDAY
from tests.support.feedback import CONTENT, draft, feedback
from tests.support.organisation import sit
from tests.support.people import CY, GOV

HOSTILE = '<script>alert(1)</script> "quoted" {{ 7 * 7 }} \u202e'


@pytest.fixture
def made(parts):
    """A submitted return without feedback."""
    return stored_return(
        parts,
        status=ReturnStatus.SUBMITTED,
        submitted_at=MONDAY,
        submissions=1,
        people={p.id: p for p in (LEAD, APPROVER, CY, GOV)},
    )


@pytest.fixture
def tell(parts, made):
    """Sends feedback."""

    def told(pdf=True, **changes):
        sent = feedback(ref=made.ref, **changes)
        parts.commit(parts.feedback.was_sent(made, sent))
        if pdf:
            parts.files.put(sent.pdf_key, b"PDF", "application/pdf")
        return sent

    return told


def read(parts, browser, made, person=LEAD, **query):
    sit(parts, browser, made, person)
    return browser.get(f"/r/{made.ref}/feedback", **query)


def ask(browser, page, made, **typed):
    """Sends the form that asks to talk."""
    path = f"/r/{made.ref}/feedback/talk"
    return browser.post(path, {**page.fields(path), **typed})


def test_it_says_who_read_it_two_strengths_what_changed_replies_figures_training_and_the_next_date(
    parts, browser, made, tell
):
    tell()
    body = read(parts, browser, made).body
    for words in (
        "Priya Shah, reviewer",
        "Your governors ask about it each term.",
        "Every reference was checked.",
        "We found no test in the last year.",
        "There is one in May.",
        "3 or fewer",
        "https://training.example.org",
        "Wednesday 1 September 2027",
        "Ask to talk",
    ):
        assert words in body, words


def test_an_automatic_one_says_plainly_that_nobody_read_it(parts, browser, made, tell):
    tell(depth=Depth.AUTOMATIC, content=replace(CONTENT, read_by="", changed=(), replies=()))
    body = read(parts, browser, made).body
    assert "Nobody has read your self-assessment for this." in body
    assert "Read by" not in body


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("too_few", "Too few organisations"),
        ("not_yet", "no figures yet"),
        ("other_questions", "other questions"),
    ],
)
def test_without_figures_it_says_why(parts, browser, made, tell, missing, words):
    tell(content=replace(CONTENT, others=BesideOthers(missing=missing)))
    assert words in read(parts, browser, made).body


def test_hostile_text_is_text(parts, browser, made, tell):
    said = Said(title=HOSTILE, text=HOSTILE * 20)
    tell(
        content=replace(CONTENT, opening=HOSTILE, strengths=(said, said), read_by=HOSTILE), correction=HOSTILE
    )
    body = read(parts, browser, made).body
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_a_draft_and_a_reply_that_waits_are_never_seen(parts, browser, made):
    waits = Reply(item="b1", about="x", text="WAITS", by="Sam", staff="s1", at=MONDAY)
    sent = replace(waits, item="b2", text="SENT AT ONCE", sent_at=MONDAY)
    secret = replace(CONTENT, opening="DRAFT", others=BesideOthers())
    parts.commit(
        parts.feedback.draft_saved(draft(ref=made.ref, content=secret)),
        parts.feedback.replies_saved(made.ref, "saltmarsh", Replies(every=(waits, sent), version=1)),
    )
    body = read(parts, browser, made).body
    assert "There is no feedback yet" in body
    assert "SENT AT ONCE" in body
    assert "WAITS" not in body
    assert "DRAFT" not in body


def test_a_reply_that_the_feedback_holds_is_shown_once(parts, browser, made, tell):
    held = CONTENT.replies[0]
    kept = Reply(
        item=held.item, about=held.about, text=held.text, by=held.by, staff="s", at=held.at, sent_at=MONDAY
    )
    parts.commit(parts.feedback.replies_saved(made.ref, "saltmarsh", Replies(every=(kept,), version=1)))
    tell()
    assert read(parts, browser, made).body.count(held.text) == 1


def test_the_pdf_is_there_or_on_its_way(parts, browser, made, tell):
    sent = tell(pdf=False)
    assert "is being made" in read(parts, browser, made).body
    assert browser.get(f"/r/{made.ref}/feedback/pdf").status == 404
    parts.files.put(sent.pdf_key, b"PDF", "application/pdf")
    assert "Download as PDF" in read(parts, browser, made).body
    page = browser.get(f"/r/{made.ref}/feedback/pdf")
    assert (page.status, sent.pdf_key in page.headers["Location"]) == (303, True)


def test_an_earlier_one_stays_and_leads_to_the_newest(parts, browser, made, tell):
    tell(content=replace(CONTENT, opening="The first"))
    tell(number=2, content=replace(CONTENT, opening="The second"), correction="We misread a date.")
    newest, first = read(parts, browser, made).body, read(parts, browser, made, number="1").body
    assert "The second" in newest
    assert "We misread a date." in newest
    assert "The first" in first
    assert "There is newer feedback" in first
    for odd in ("99", "0", "-1", "x" * 5000):
        assert "The second" in read(parts, browser, made, number=odd).body


def test_it_stays_when_the_cycle_is_closed_and_archived(parts, browser, made, tell):
    tell()
    for status in (CycleStatus.CLOSED, CycleStatus.ARCHIVED):
        parts.commit(parts.cycles.saved(cycle(status=status)))
        page = read(parts, browser, made)
        assert page.status == 200
        assert "Every reference was checked." in page.body
        assert ('id="phone"' in page.body) == (status is CycleStatus.CLOSED)
        assert browser.get(f"/r/{made.ref}/feedback/pdf").status == 303
    fields = {"form_token": "", "name": "Lena", "phone": "01632 960123"}
    assert browser.post(f"/r/{made.ref}/feedback/talk", fields).status in (400, 403)
    assert parts.feedback.talks("saltmarsh") == []
    assert "/feedback" in browser.get(f"/r/{made.ref}/copies").body


@pytest.mark.parametrize(("person", "status"), [(LEAD, 200), (APPROVER, 200), (GOV, 200), (CY, 403)])
def test_who_reads_it(parts, browser, made, tell, person, status):
    tell()
    page = read(parts, browser, made, person)
    assert page.status == status
    assert ('id="phone"' in page.body) == (person in (LEAD, APPROVER))


def test_asking_to_talk_puts_it_on_the_list_once(parts, browser, made, tell):
    tell()
    page = read(parts, browser, made)
    asked = {"name": "Lena Lead", "phone": "01632 960123", "when": "After 4pm", "about": HOSTILE}
    assert ask(browser, page, made, **asked).status == 303
    assert ask(browser, page, made, **{**asked, "phone": "01632 960999"}).status == 303
    (talk,) = parts.feedback.talks("saltmarsh")
    assert (talk.phone, talk.when, talk.organisation_name) == ("01632 960123", "After 4pm", "Organisation 1")
    again = read(parts, browser, made, done="asked")
    assert "01632 960123" in again.body
    assert 'id="phone"' not in again.body


@pytest.mark.parametrize(
    ("field", "typed"),
    [("phone", ""), ("phone", "call me"), ("name", " "), ("name", "x" * 10_000), ("about", "x" * 10_000)],
)
def test_what_nobody_could_ring_back_is_shown_again(parts, browser, made, tell, field, typed):
    tell()
    page = read(parts, browser, made)
    shown = ask(browser, page, made, **{"name": "Lena", "phone": "01632 960123", field: typed})
    assert shown.status == 400
    assert f"{field}-error" in shown.body
    assert parts.feedback.talks("saltmarsh") == []


def test_each_partnership_answers_for_itself(parts, browser):
    both = tuple(Audience(partnership_id=p, cycle_id=f"cycle-{p}") for p in ("saltmarsh", "elsewhere"))
    made = stored_return(
        parts, status=ReturnStatus.SUBMITTED, submitted_at=MONDAY, submissions=1, audiences=both
    )
    for audience in both:
        p = audience.partnership_id
        parts.commit(
            parts.organisations.partnership_saved(partnership(id=p, name=f"Partnership {p}")),
            parts.cycles.saved(cycle(id=audience.cycle_id, partnership_id=p)),
        )
    theirs = feedback(
        ref=made.ref, partnership_id="elsewhere", content=replace(CONTENT, opening="From elsewhere")
    )
    parts.commit(parts.feedback.was_sent(made, theirs))
    assert "From elsewhere" in read(parts, browser, made).body
    assert "From elsewhere" not in read(parts, browser, made, **{"from": "saltmarsh"}).body
    assert "From elsewhere" in read(parts, browser, made, **{"from": "nobody"}).body


def test_the_task_list_and_the_page_after_submitting_lead_to_it(parts, browser, made, tell):
    sit(parts, browser, made)
    assert f"/r/{made.ref}/feedback" not in browser.get(f"/r/{made.ref}").body
    tell()
    assert f"/r/{made.ref}/feedback" in browser.get(f"/r/{made.ref}").body


def test_reading_it_takes_two_reads(browser):
    from chalicelib import bootstrap
    from tests.support.fakes import FakeParts

    parts = FakeParts(MeteredTable())
    bootstrap.use(parts)
    made = stored_return(parts, status=ReturnStatus.SUBMITTED, submitted_at=MONDAY, submissions=1)
    parts.commit(parts.feedback.was_sent(made, feedback(ref=made.ref)))
    sit(parts, browser, made)
    with metered(parts.table) as meter:
        assert "Every reference was checked." in browser.get(f"/r/{made.ref}/feedback").body
    assert (len(meter.reads), meter.writes) == (2, [])
