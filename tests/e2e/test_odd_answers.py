"""What people really type: all of it is kept, shown whole, and printed."""

import re
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e import walk

WELSH = "Mae’r ŵyl yn Llŷn; dŵr, tŷ, gwên, ïo."
LONG_WORD = "supervision" * 30
LONG = "Every child is listened to. " * 357  # 9,996 characters
ARABIC, HEBREW = "نستمع إلى كل طفل", "אנחנו מקשיבים לכל ילד"
EMOJI = "We listen 👂🏽 to every family 👩‍👩‍👧."
MARKUP = "<script>alert(1)</script> {{ 7 * 7 }} <b>bold</b>"
ANSWERS = {
    "S01-01": LONG,
    "S01-02": LONG_WORD,
    "S01-03": EMOJI,
    "S02-01": WELSH,
    "S02-03": f"{ARABIC}\n\n{HEBREW}",
    "S04-02": MARKUP,
}
APPROVER = "approver@odd.example.org"


def test_odd_answers_are_shown_and_printed_whole(marram, page, new_context, look):
    walk.enter(page, marram.invitation("odd"))
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    for question, text in ANSWERS.items():
        page.goto(walk.address(page, f"/criteria/{question}"))
        walk.write_answer(page, text, walk.MEETS)
        walk.press(page, "Save and continue")
        page.goto(walk.address(page, f"/criteria/{question}"))
        assert walk.saved_answer(page) == text.strip()
    look(page, "odd answer")
    too_long_is_kept(page, look)
    walk.answer_the_rest(page)
    walk.name_approver(page, APPROVER)
    walk.ask_for_approval(page)
    page.goto(walk.address(page, "/criteria/S01-02"))
    look(page, "odd answer to read")
    approver = new_context().new_page()
    walk.open_as_approver(approver, marram.system, APPROVER)
    shown_to_approver(approver, look)
    walk.state_and_declare(approver)
    walk.press(approver, "Approve and submit")
    walk.press(approver, "Download your copy")
    in_print(walk.downloaded(approver, re.compile("^Download it as a PDF")))


def too_long_is_kept(page, look):
    page.goto(walk.address(page, "/criteria/S01-01"))
    walk.write_answer(page, LONG + "And so on.")
    walk.press(page, "Save and continue")
    expect(page).to_have_title(re.compile("^Error: "))
    assert walk.saved_answer(page) == LONG + "And so on."
    look(page, "too long")


def shown_to_approver(page, look):
    shown = page.locator("main").inner_text()
    for text in ANSWERS.values():
        assert text.strip() in shown
    told_apart = page.get_by_text(ARABIC).evaluate("e => getComputedStyle(e).unicodeBidi")
    assert told_apart == "plaintext", "each paragraph runs the way it is written"
    look(page, "odd answers")


def in_print(copy):
    text = "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(copy)).pages)
    flat = " ".join(text.split())
    assert len(re.findall(r"Every child is listened\s+to", flat)) == 357
    assert LONG_WORD in "".join(text.split()).replace("-", "")
    assert WELSH in flat
    assert "<script>alert(1)</script> {{ 7 * 7 }}" in flat
    assert set(ARABIC + HEBREW) <= set(text)
