"""A spreadsheet that comes back: nothing moves before somebody chose, and nobody's later work is lost."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain import objects
from chalicelib.domain.errors import NotAllowed, NotFound, Refused
from chalicelib.domain.framework import DOES_NOT_APPLY, NOT_APPLICABLE
from chalicelib.domain.papers import ANSWERS_SHEET
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.domain.workbook import ANSWERS, PLAN
from chalicelib.services.answering import save_answer
from chalicelib.services.bringing_back import SIZE_LIMIT, look, sit_to_bring
from chalicelib.services.desk import sit_down
from chalicelib.services.papers import hand_over
from chalicelib.services.planning import remove_plan, save_plan
from chalicelib.services.taking_over import take
from tests.support.builders import APPROVER, LEAD, session, stored_return
from tests.support.small import ABSENT, BUYING, CORE, PLAIN, PRESENT, SMALL, SmallParts
from tests.support.workbooks import edited, typed

ID = "0" * 25 + "1"
READER = replace(LEAD, id="p-gov", part=Part.READER)
HELPER = replace(LEAD, id="p-help", part=Part.CONTRIBUTOR, standards=(1,))
PEOPLE = {p.id: p for p in (LEAD, APPROVER, READER, HELPER)}
NEW = {"what": "Train", "who": "Jo", "by_when": date(2027, 5, 1), "criteria": PLAIN}


class Desk:
    """A lead's return with one answer and one action, and its spreadsheet as it was downloaded."""

    def __init__(self):
        self.parts = SmallParts()
        self.made = stored_return(self.parts, framework=SMALL.key, people=PEOPLE, profile={"buys": "yes"})
        self.ref, self.token = self.made.ref, session(self.parts, self.made)
        self.save(CORE, PRESENT, "On page 4", 0)
        self.action = save_plan(
            self.parts,
            self.ref,
            self.token,
            "aBCD-FGH",
            criteria=(CORE,),
            what="Write it",
            who="Lena",
            by_when=date(2027, 6, 30),
        )
        hand_over(self.parts, sit_down(self.parts, self.ref, self.token), ANSWERS_SHEET)
        self.file = self.parts.files.get(objects.working(self.ref, ANSWERS_SHEET.name))

    def save(self, criterion, rating, narrative, version, **more):
        return save_answer(
            self.parts,
            self.ref,
            self.token,
            criterion,
            rating=rating,
            narrative=narrative,
            version=version,
            **more,
        )

    def bring(self, *changes):
        """Sends the spreadsheet back with these changes, and looks at it."""
        for change in changes:
            self.file = edited(self.file, change)
        self.parts.files.put(objects.brought(self.ref, ID), self.file, "application/octet-stream")
        return self.look()

    def look(self):
        return look(self.parts, sit_to_bring(self.parts, self.ref, self.token), ID)

    def take(self, review, *keys, parts=None):
        seen = {d.key: d.version for d in review.found.every}
        chosen = set(keys or seen)
        return take(parts or self.parts, self.ref, self.token, review, chosen, seen)

    def answer(self, criterion):
        whole = self.parts.returns.whole(self.ref)
        return next((a for a in whole.answers if a.criterion == criterion), None)

    def plans(self):
        return {p.id: p for p in self.parts.returns.whole(self.ref).plans}


@pytest.fixture
def desk():
    return Desk()


def keys(review):
    return [d.key for d in review.found.every]


def test_looking_changes_nothing(desk):
    before = dict(desk.parts.table.items)
    review = desk.bring(typed(ANSWERS, 2, narrative="Other"), typed(PLAN, 3, **NEW))
    assert len(review.found.every) == 2
    assert desk.parts.table.items == before


def test_what_was_chosen_is_saved_and_the_rest_stays(desk):
    review = desk.bring(
        typed(ANSWERS, 2, rating="Absent", narrative="On page 5"),
        typed(ANSWERS, 3, rating=DOES_NOT_APPLY, reason="We do not", narrative="Nothing"),
    )
    taken = desk.take(review, f"text-{CORE}", f"rating-{PLAIN}")
    assert (len(taken.keys), taken.outdated) == (2, [])
    core, plain = desk.answer(CORE), desk.answer(PLAIN)
    assert (core.rating, core.narrative) == (PRESENT, "On page 5")
    assert (plain.rating, plain.reason, plain.narrative) == (NOT_APPLICABLE, "We do not", "")
    assert keys(desk.look()) == [f"rating-{CORE}", f"text-{PLAIN}"]


def test_rating_and_text_of_one_answer_are_taken_together(desk):
    review = desk.bring(
        typed(ANSWERS, 2, rating="Absent", narrative="On page 5"),
        typed(ANSWERS, 3, rating=DOES_NOT_APPLY, reason="We do not", narrative="Nothing"),
    )
    desk.take(review)
    assert keys(desk.look()) == []
    assert desk.answer(CORE).version == 2
    return_ = desk.parts.returns.get(desk.ref)
    assert return_.ratings == {CORE: 1, PLAIN: 0}


def test_lines_of_the_plan_are_added_changed_and_removed(desk):
    review = desk.bring(typed(PLAN, 3, **NEW), typed(PLAN, 2, who="Jo"))
    desk.take(review)
    assert desk.plans()["aBCD-FGH"].who == "Jo"
    (added,) = (p for p in desk.plans().values() if p.what == "Train")
    assert (added.criteria, added.by_when) == ((PLAIN,), date(2027, 5, 1))
    assert set(desk.parts.returns.get(desk.ref).plans) == set(desk.plans())
    review = desk.bring(lambda book: book[PLAN].delete_rows(2))
    assert keys(review) == ["plan-aBCD-FGH"]
    desk.take(review)
    assert set(desk.plans()) == {added.id}


def test_doing_it_twice_does_it_once(desk):
    review = desk.bring(typed(ANSWERS, 2, narrative="On page 5"), typed(PLAN, 3, **NEW))
    desk.take(review)
    before = dict(desk.parts.table.items)
    again = desk.take(review)
    assert again.outdated == []
    assert desk.parts.table.items == before
    assert keys(desk.bring()) == []


class Dying(SmallParts):
    """Ends after so many commits."""

    left = 0

    def commit(self, *writes):
        if self.left == 0:
            raise SystemExit
        self.left -= 1
        super().commit(*writes)


@pytest.mark.parametrize("commits", range(5))
def test_killed_half_way_it_is_simply_done_again(desk, commits):
    review = desk.bring(
        typed(ANSWERS, 2, rating="Absent", narrative="On page 5"),
        typed(ANSWERS, 3, rating=DOES_NOT_APPLY, reason="We do not", narrative="Nothing"),
        typed(ANSWERS, 4, rating="Present"),
        typed(PLAN, 3, **NEW),
    )
    dying = Dying(desk.parts.table, desk.parts.clock)
    dying.left = commits
    with pytest.raises(SystemExit):
        desk.take(review, parts=dying)
    left = desk.look()
    assert len(left.found.every) <= len(review.found.every)
    desk.take(left)
    assert keys(desk.look()) == []
    assert [p.what for p in desk.plans().values()].count("Train") == 1
    assert desk.answer(BUYING).rating == PRESENT


def test_somebody_elses_later_save_wins(desk):
    review = desk.bring(
        typed(ANSWERS, 2, narrative="From the file"),
        typed(PLAN, 2, who="Jo"),
        typed(ANSWERS, 3, rating="Present"),
    )
    desk.save(CORE, PRESENT, "Jo was quicker", 1)
    save_plan(
        desk.parts,
        desk.ref,
        desk.token,
        "aBCD-FGH",
        criteria=(CORE,),
        what="Write it again",
        who="Lena",
        by_when=date(2027, 6, 30),
        version=1,
    )
    taken = desk.take(review)
    assert taken.outdated == [f"text-{CORE}", "plan-aBCD-FGH"]
    assert taken.keys == [f"rating-{PLAIN}"]
    assert desk.answer(CORE).narrative == "Jo was quicker"
    assert desk.plans()["aBCD-FGH"].what == "Write it again"
    left = desk.look().found.every
    assert [(d.key, d.changed_here) for d in left] == [(f"text-{CORE}", True), ("plan-aBCD-FGH", True)]


def test_a_line_removed_here_meanwhile_is_not_brought_back_unasked(desk):
    review = desk.bring(typed(PLAN, 2, who="Jo"))
    remove_plan(desk.parts, desk.ref, desk.token, "aBCD-FGH", version=1)
    assert desk.take(review).outdated == ["plan-aBCD-FGH"]
    assert desk.plans() == {}


def test_what_the_file_does_not_say_stays(desk):
    desk.save(PLAIN, ABSENT, "Help us", 0, help_wanted=True)
    hand_over(desk.parts, sit_down(desk.parts, desk.ref, desk.token), ANSWERS_SHEET)
    desk.file = desk.parts.files.get(objects.working(desk.ref, ANSWERS_SHEET.name))
    desk.take(desk.bring(typed(ANSWERS, 3, narrative="Help us, please")))
    assert (desk.answer(PLAIN).help_wanted, desk.answer(PLAIN).rating) == (True, ABSENT)


def test_only_who_may_read_and_change_all_of_it_brings_it_back(desk):
    for person in (APPROVER, READER, HELPER):
        with pytest.raises(NotAllowed):
            sit_to_bring(desk.parts, desk.ref, session(desk.parts, desk.made, person))


@pytest.mark.parametrize("status", [s for s in ReturnStatus if s not in ("not_started", "in_progress")])
def test_not_while_it_stands_still(desk, status):
    desk.bring()
    desk.parts.commit(desk.parts.returns.changed(desk.made, {"status": status}, while_in=tuple(ReturnStatus)))
    with pytest.raises(Refused) as caught:
        desk.look()
    assert caught.value.code.startswith(("return_", "only_"))


@pytest.mark.parametrize("key", [f"text-{CORE}", "plan-aBCD-FGH"])
def test_the_version_that_was_shown_decides_and_not_the_one_of_now(desk, key):
    """What somebody saved between the page and the button was never seen by whoever pressed it."""
    review = desk.bring(typed(ANSWERS, 2, narrative="From the file"), typed(PLAN, 2, who="Jo"))
    unseen = {d.key: d.version - 1 for d in review.found.every}
    taken = take(desk.parts, desk.ref, desk.token, review, {key}, unseen)
    assert (taken.keys, taken.outdated) == ([], [key])


def test_it_is_sent_for_approval_while_somebody_chooses(desk):
    review = desk.bring(typed(ANSWERS, 2, narrative="From the file"))
    waiting = {"status": ReturnStatus.AWAITING_APPROVAL}
    desk.parts.commit(desk.parts.returns.changed(desk.made, waiting, while_in=tuple(ReturnStatus)))
    with pytest.raises(Refused) as caught:
        desk.take(review)
    assert caught.value.code == "return_is_waiting"
    assert desk.answer(CORE).narrative == "On page 4"


def test_files_that_are_not_there_or_too_large(desk):
    with pytest.raises(Refused) as caught:
        desk.look()
    assert caught.value.code == "file_not_there"
    desk.parts.files.put(
        objects.brought(desk.ref, ID), b"PK" + b"\0" * SIZE_LIMIT, "application/octet-stream"
    )
    with pytest.raises(Refused) as caught:
        desk.look()
    assert caught.value.words == "The selected file must be smaller than 5MB"


@pytest.mark.parametrize("upload_id", ["", "x", "../" + "A" * 23, "A" * 27])
def test_odd_ids_lead_nowhere(desk, upload_id):
    with pytest.raises(NotFound):
        look(desk.parts, sit_to_bring(desk.parts, desk.ref, desk.token), upload_id)
