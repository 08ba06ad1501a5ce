"""What is noticed in titles, texts and files, and above all what is not."""

from datetime import date

import pytest

from chalicelib.domain.document_text import Reading
from chalicelib.domain.noticing import (
    CHILD,
    STAFF,
    WORDS,
    Noticed,
    in_document,
    in_order,
    in_text,
    in_title,
    in_words,
    known,
)

TODAY = date(2027, 1, 11)

CHILD_TITLES = (
    "Strategy meeting minutes 3 March",
    "strategy_meeting-minutes.docx",
    "StrategyMeeting.pdf",
    "Strategy discussion, J S",
    "Initial Child Protection Conference report",
    "CP conference",
    "Review conference 12 May",
    "Child in need plan",
    "CIN review notes",
    "Core group 4 June",
    "LAC review",
    "Referral to MASH",
    "Early help referral",
    "Completed referral form",
    "chronology final v2.xlsx",
    "Case notes",
    "casenotes.txt",
    "Body map",
    "Cause for concern, Year 4",
    "CPOMS export",
    "Pupil records",
)
STAFF_TITLES = (
    "DBS certificates",
    "DBS certificate Jane Doe.pdf",
    "Enhanced DBS check, volunteers",
    "dbs_numbers.xlsx",
    "Reference for A Teacher",
    "Reference Jane Doe.docx",
    "References",
    "Employment reference",
    "Single Central Record",
    "SCR 2027.xlsx",
    "Disciplinary hearing",
    "Investigation report",
    "Allegation against a member of staff",
    "LADO referral",
    "Final warning",
)
HARMLESS_TITLES = (
    "",
    "Safeguarding policy, September 2026",
    "Child protection policy",
    "Strategy meeting procedure",
    "How we take part in strategy meetings",
    "Referral form",
    "Referral pathway",
    "Referral numbers",
    "How to make a referral: flowchart",
    "Chronology template",
    "Case file audit, summer",
    "Training: body maps and recording",
    "Terms of reference of the safeguarding group",
    "Reference number guide",
    "Reference list",
    "DBS policy",
    "Checklist for references and DBS checks",
    "Governor’s check of the single central record",
    "SCR checked by the governor, autumn",
    "Lessons from local SCRs",
    "Learning from a serious case review (SCR)",
    "Disciplinary policy",
    "Managing allegations against staff",
    "Business strategy 2027",
    "Pupil voice survey",
    "Minutes of the board, 4 February",
    "Conference programme",
    "Training record",
    "Preferences of young people",
)


@pytest.mark.parametrize("title", CHILD_TITLES)
def test_titles_of_records_about_a_child(title):
    assert in_title(title) == {Noticed.CHILD_TITLE}


@pytest.mark.parametrize("title", STAFF_TITLES)
def test_titles_of_records_about_staff(title):
    assert in_title(title) == {Noticed.STAFF_TITLE}


@pytest.mark.parametrize("title", HARMLESS_TITLES)
def test_titles_of_what_is_welcome(title):
    assert in_title(title) == set()


# The first is the example of the Department for Education; the others were worked out by hand.
UPNS = ("H801200001001", "U801200001000", "U80120000100A")
TEXTS = {
    **dict.fromkeys((f"Pupil {upn}, Year 4" for upn in UPNS), Noticed.CHILD_UPN),
    "NHS number: 943 476 5919": Noticed.CHILD_NHS,
    "943-476-5919": Noticed.CHILD_NHS,
    "Name\tNHS No\nJo\t9434765919": Noticed.CHILD_NHS,
    "9434765919\n4010232137\n9876543210": Noticed.CHILD_NHS,
    "DOB: 03/02/2015": Noticed.CHILD_BORN,
    "Date of birth (dd/mm/yyyy): 03/02/2015": Noticed.CHILD_BORN,
    "Date of birth\n3 February 2015": Noticed.CHILD_BORN,
    "D.O.B. 3.2.15": Noticed.CHILD_BORN,
    "Date of birth: 3rd February 2015": Noticed.CHILD_BORN,
    "She was born on 3 Feb 2015": Noticed.CHILD_BORN,
    "date of birth 2015-02-03": Noticed.CHILD_BORN,
    "The mother of the child, date of birth 3/2/1985": Noticed.CHILD_BORN,
    "Name\tDOB\tClass\nJo\t3/2/2015\t4": Noticed.CHILD_BORN,
    "Name\tDate of birth\nJo\t42038": Noticed.CHILD_BORN,
    "DBS certificate 001234567890": Noticed.STAFF_DBS,
    "To whom it may concern\nI have known Jane for six years.": Noticed.STAFF_REFERENCE,
    "Reference for J Doe\nJane was employed here from 2019.": Noticed.STAFF_REFERENCE,
    "Name\tIdentity\tRight to work\tDBS\tQualifications\nJane\tyes\tyes\t2020\tQTS": Noticed.STAFF_RECORD,
}


@pytest.mark.parametrize("text", TEXTS)
def test_numbers_and_dates_of_one_person(text):
    assert in_text(text, TODAY) == {TEXTS[text]}


POLICY = """Child protection policy. Approved on 3 February 2026, to be reviewed by 3 February 2027.
Version 3, 12/09/2025; version 2, 14/09/2024. A strategy meeting is called within five working days. Minutes
of a child protection conference, referrals and the chronology are kept in the child's file, with the date of
birth, UPN and NHS number. We ask for two references, a DBS certificate, and check the single central record
each term. The disciplinary policy applies. To whom a concern goes is on page 4. Ring 0161 496 0000 or
+44 161 496 0000.
"""
HARMLESS = (
    POLICY,
    POLICY * 200,
    "H801200001002",  # the check letter of another number
    "H101200001011",  # no local authority
    "Order H8012000010011",
    "943 476 5918",
    "9434765919",  # nobody says what it is
    "111 111 1111",
    "020 7946 0958, 01632 960 123, 07700 900123",
    "+44 943 476 5919",
    "ISBN 978-1-83998-123-4",
    "DOB: ____",
    "Date of birth:\nSigned on 3/2/2026",
    "The clerk, date of birth 3/2/1985",
    "Date of birth: 31/02/2015",
    "Date of birth and other details of 40 pupils are kept for 3 years",
    "Name\tDOB\n\t\nReviewed\t2026",
    "Born in 2015",
    "001234567890",
    "To whom it may concern: our school is closed on Monday.",
    "We ask for an employment reference from each applicant.",
    "Name\tIdentity\tRight to work\tDBS\tQualifications\n\t\t\t\t",
    "Check\tWho\tWhen\nIdentity\tThe office\tBefore the first day\nDBS\tThe office\tBefore the first day",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_policy_may_say(text):
    assert in_text(text, TODAY) == set()


def test_a_title_is_judged_by_its_words_and_a_place_by_its_numbers():
    assert in_words("Strategy meeting", "Shared drive, H801200001001", today=TODAY) == {
        Noticed.CHILD_TITLE,
        Noticed.CHILD_UPN,
    }
    assert in_words("Our policy", "In the folder called Strategy meetings", today=TODAY) == set()


@pytest.mark.parametrize(
    ("reading", "found"),
    [
        (Reading(locked=True), {Noticed.PASSWORD}),
        (Reading(), set()),  # a picture or an old format
        (Reading(looked=True, letters=39), {Noticed.BLANK}),
        (Reading(looked=True, letters=40), set()),
        (Reading(looked=True, letters=0, pictures=True), {Noticed.PICTURES}),
        (Reading(looked=True, letters=0, whole=False), set()),
        (Reading(looked=True, letters=200, text="DBS 001234567890"), {Noticed.STAFF_DBS}),
    ],
)
def test_what_a_file_is(reading, found):
    assert in_document(reading, TODAY) == found


def test_each_code_has_words_and_a_place():
    assert set(WORDS) == set(Noticed)
    assert in_order(set(Noticed)) == tuple(Noticed)
    assert {*CHILD, *STAFF, Noticed.BLANK, Noticed.PICTURES, Noticed.PASSWORD} == set(Noticed)


def test_codes_that_are_none_are_not_kept():
    assert known("blank,<script>,child_upn,,Jo Bloggs") == {Noticed.BLANK, Noticed.CHILD_UPN}
    assert known("") == set()
