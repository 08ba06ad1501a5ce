"""The pages on which a spreadsheet comes back."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.framework import DOES_NOT_APPLY
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.workbook import ANSWERS, PLAN
from chalicelib.services.bringing_back import SIZE_LIMIT
from tests.support.answered import answered_return
from tests.support.builders import LEAD
from tests.support.organisation import answered, changed, sit
from tests.support.spreadsheet_desk import downloaded, uploaded
from tests.support.uploads import EXE, PDF, old_office
from tests.support.workbooks import edited, typed

JO = replace(LEAD, id="p-jo", name="Jo Colleague")
NEW = {"what": "Train <b>everybody</b>", "who": "Jo", "by_when": date(2027, 5, 1), "criteria": "S01-01"}


@pytest.fixture
def made(parts, browser):
    made = answered_return(parts)
    sit(parts, browser, made)
    return made


@pytest.fixture
def sheet(parts, browser, made):
    return downloaded(parts, browser, made)


@pytest.fixture
def bring(parts, browser, made, sheet):
    """Uploads the spreadsheet with these changes; the page of the review."""
    return lambda *changes: uploaded(parts, browser, made, sheet, *changes)


def answer(parts, made, criterion):
    return next(a for a in parts.returns.whole(made.ref).answers if a.criterion == criterion)


def test_the_form_goes_to_the_bucket_and_back_to_the_review(parts, browser, made):
    page = browser.get(f"/r/{made.ref}/copies/upload")
    assert f'value="working/{made.ref}/uploads/' in page.body
    assert f'value="https://audit.example.org/api/r/{made.ref}/copies/upload/' in page.body
    assert 'data-limit="5MB"' in page.body
    assert page.links["Do this later"] == f"/r/{made.ref}/copies"


def test_an_untouched_file_leaves_nothing_to_choose(browser, bring):
    page = bring()
    assert page.h1 == "Your spreadsheet and your answers are the same"
    assert not page.errors


def test_both_sides_are_shown_and_nothing_is_chosen_yet(parts, made, bring):
    before = dict(parts.table.items)
    page = bring(
        typed(ANSWERS, 2, narrative="Our text about S01-01, and more", rating="Good"), typed(PLAN, 3, **NEW)
    )
    assert page.h1 == "Choose what to keep from your spreadsheet"
    for said in (
        "3 differences",
        "Standard 1: ",
        "S01-01 Leading from the top",
        "Our text about S01-01, and more",
        "Train <b>everybody</b>",
        "Not in your plan",
        "Take all from the file",
    ):
        assert said in page.text
    assert "<mark>S01-01, and more</mark>" in page.body
    assert " checked" not in page.body
    assert parts.table.items == before


def test_choices_are_saved_one_by_one(parts, browser, made, bring):
    page = bring(typed(ANSWERS, 2, narrative="New text", rating="Good"), typed(PLAN, 3, **NEW))
    fields = {"rating-S01-01": "here", "text-S01-01": "file"}
    (plan,) = {name for name in page.body.split('"') if name.startswith("plan-") and len(name) == 13}
    end = browser.follow(browser.submit(page, page.path, **fields, **{plan: "file"}))
    assert end.h1 == "Your choices are saved"
    assert "Taken from your file: 2" in end.text
    assert "Left as it is here: 1" in end.text
    assert (answer(parts, made, "S01-01").narrative, answer(parts, made, "S01-01").rating) == (
        "New text",
        "inadequate",
    )
    assert "Train <b>everybody</b>" in {p.what for p in parts.returns.whole(made.ref).plans}


def test_without_a_choice_nothing_is_saved_and_the_others_stay_chosen(parts, browser, made, bring):
    page = bring(typed(ANSWERS, 2, narrative="New text", rating="Good"))
    before = dict(parts.table.items)
    again = browser.submit(page, page.path, **{"rating-S01-01": "file"})
    assert again.status == 400
    assert again.errors == [
        "Choose what to keep: S01-01 Leading from the top, what you do, and where someone would find it"
    ]
    assert 'href="#text-S01-01"' in again.body
    assert again.fields(page.path)["rating-S01-01"] == "file"
    assert parts.table.items == before


def test_take_all_takes_what_takes_nothing_away(parts, browser, made, bring):
    page = bring(
        typed(ANSWERS, 2, narrative="New text"),
        typed(ANSWERS, 3, narrative=None),
        lambda book: book[PLAN].delete_rows(2),
    )
    assert "Take 1 of 3 from the file" in page.text
    answer_ = browser.submit(page, page.path, _all="file")
    rest = browser.follow(answer_)
    assert "1 change saved. The rest is below." in rest.text
    assert answer(parts, made, "S01-01").narrative == "New text"
    assert answer(parts, made, "S01-02").narrative == "Our text about S01-02"
    assert "It is empty in the file." in rest.text
    assert "Remove it" in rest.text
    end = browser.follow(browser.submit(rest, page.path, **{"text-S01-02": "file", "plan-aBCD-FGH": "file"}))
    assert "Taken from your file: 2" in end.text
    assert parts.returns.whole(made.ref).plans == ()


def test_keep_all_keeps_everything(parts, browser, made, bring):
    page = bring(typed(ANSWERS, 2, narrative="New text"), typed(ANSWERS, 3, narrative=None))
    end = browser.follow(browser.submit(page, page.path, _all="here"))
    assert "Left as it is here: 2" in end.text
    assert answer(parts, made, "S01-01").narrative == "Our text about S01-01"


def test_a_colleagues_later_save_is_shown_and_wins(parts, browser, made, bring):
    page = bring(typed(ANSWERS, 2, narrative="From the file"))
    changed(parts, made, people={**made.people, JO.id: JO})
    answered(parts, made, "S01-01", rating="good", narrative="Jo was quicker", version=1)
    again = browser.submit(page, page.path, **{"text-S01-01": "file"})
    assert again.status == 409
    assert "1 choice was overtaken" in again.text
    assert "Jo was quicker" in again.text
    assert "after you downloaded the file." in again.text
    assert answer(parts, made, "S01-01").narrative == "Jo was quicker"
    end = browser.follow(browser.submit(again, page.path, **{"text-S01-01": "file"}))
    assert end.h1 == "Your choices are saved"
    assert answer(parts, made, "S01-01").narrative == "From the file"


def test_another_file_in_its_place_is_looked_at_first(parts, browser, made, bring, sheet):
    page = bring(typed(ANSWERS, 2, narrative="First"))
    key = f"working/{made.ref}/uploads/{page.path.rpartition('/')[2]}"
    parts.files.put(key, edited(sheet, typed(ANSWERS, 2, narrative="Second")), "application/octet-stream")
    again = browser.submit(page, page.path, **{"text-S01-01": "file"})
    assert again.status == 409
    assert "Another file was uploaded" in again.text
    assert answer(parts, made, "S01-01").narrative == "Our text about S01-01"


def test_what_could_not_be_used_and_what_was_left_alone_is_said(bring):
    def more(book):
        book.create_sheet("Budget")
        book[ANSWERS].delete_rows(5)

    page = bring(typed(ANSWERS, 2, narrative="=1+1"), typed(ANSWERS, 3, rating=DOES_NOT_APPLY), more)
    for said in (
        "Answers, row 2: It holds a formula",
        "Answers, row 3: This question applies to every organisation",
        "1 question is not in the file, and nothing changes there: S01-04.",
        "We did not look at the sheet “Budget”.",
    ):
        assert said in page.text
    assert page.h1 == "Your spreadsheet and your answers are the same"


REFUSED = {
    "not there": (None, "Your file has not arrived"),
    "empty": (b"", "The selected file is empty"),
    "a PDF": (PDF, "must be a spreadsheet that ends in .xlsx"),
    "old": (old_office("Workbook"), "must be a spreadsheet that ends in .xlsx"),
    "locked": (old_office("EncryptedPackage"), "has a password"),
    "a program": (EXE, "is a program"),
    "too large": (b"PK\x03\x04" + b"\0" * SIZE_LIMIT, "must be smaller than 5MB"),
    "far too large": (b"PK\x03\x04" + b"\0" * 50_000_000, "must be smaller than 5MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_file_has_its_own_words_on_the_page_of_the_form(parts, browser, made, case):
    content, words = REFUSED[case]
    before = dict(parts.table.items)
    page = browser.get(f"/r/{made.ref}/copies/upload")
    upload = page.body.split(f"working/{made.ref}/uploads/")[1].split('"')[0]
    if content is not None:
        parts.files.put(f"working/{made.ref}/uploads/{upload}", content, "application/octet-stream")
    page = browser.get(f"/r/{made.ref}/copies/upload/{upload}")
    assert page.status == 400
    assert page.h1 == "Upload your spreadsheet"
    assert words in page.errors[0]
    token = page.fields(f"/r/{made.ref}/finish")["form_token"]
    posted = browser.post(f"/r/{made.ref}/copies/upload/{upload}", {"form_token": token, "_all": "file"})
    assert words in posted.errors[0]
    assert parts.table.items == before


def test_a_file_of_another_return_is_refused(parts, browser, made, new_browser):
    sheet = downloaded(parts, browser, made)
    other = answered_return(parts, ref="K7P-999", organisation_id="org002", organisation_name="Elsewhere")
    stranger = new_browser()
    sit(parts, stranger, other)
    page = uploaded(parts, stranger, other, sheet)
    assert page.errors == ["The selected file is of another organisation, Organisation 1"]


def test_it_is_not_for_a_return_that_stands_still(parts, browser, made, bring):
    page = bring(typed(ANSWERS, 2, narrative="New text"))
    changed(parts, made, status=ReturnStatus.AWAITING_APPROVAL)
    assert browser.submit(page, page.path, _all="file").status == 409
    assert browser.get(f"/r/{made.ref}/copies/upload").status == 409
    assert answer(parts, made, "S01-01").narrative == "Our text about S01-01"


def test_hostile_text_is_shown_as_text(bring):
    page = bring(typed(ANSWERS, 2, narrative="<script>alert(1)</script>" * 400))
    assert "<script>alert" not in page.body
    assert "more characters" in page.text


def test_the_session_ended_while_somebody_chose(parts, browser, made, bring):
    page = bring(typed(ANSWERS, 2, narrative="New text"))
    parts.clock.move(hours=13)
    assert browser.submit(page, page.path, _all="file").status == 401
    sit(parts, browser, made)
    assert browser.get(page.path).status == 200
