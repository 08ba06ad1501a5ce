"""A reviewer asks, the organisation replies, and everything else stands still."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import CompactAuditError, Invalid, NotAllowed, NotFound, Outdated, Refused
from chalicelib.domain.evidence import EvidenceKind
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.questions import MOST_QUESTIONS, QUESTION_LIMIT, REPLY_LIMIT
from chalicelib.domain.returns import Part, Person, Return, ReturnStatus
from chalicelib.domain.tasks import Queue
from chalicelib.services import evidence_keeping, evidence_using
from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.appointing import name_approver
from chalicelib.services.approval import not_me, send_back, send_for_approval, take_back
from chalicelib.services.copies import version
from chalicelib.services.desk import sit_down
from chalicelib.services.links import return_subject
from chalicelib.services.planning import remove_plan, save_plan, use_plan
from chalicelib.services.profiling import mark_standard, save_profile
from chalicelib.services.questioning import Asking, ask
from chalicelib.services.queue import work_off
from chalicelib.services.reopening import reopen
from chalicelib.services.replying import question, questions, save_reply
from chalicelib.services.submitting import Approval, approve
from chalicelib.services.telling import save_anything_else
from chalicelib.services.work import WORK
from tests.support.builders import APPROVER, LEAD, session, staff, stored_return
from tests.support.fakes import MONDAY
from tests.support.mail import link_in, posting_parts, work
from tests.support.small import ABSENT, BUYING, CORE, CRITERIA, PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable

REVIEWER = staff(StaffRole.REVIEWER)
DUE = date(2027, 1, 29)
ITEM = f"{1:026}"
HELPER = Person(id="p-help", part=Part.CONTRIBUTOR, name="Hal Helper", email="h@example.org", standards=(2,))


class Asked:
    """A submitted return: every question answered, an action for the first."""

    def __init__(self, parts: SmallParts | None = None) -> None:
        self.parts = parts or SmallParts()
        people = {LEAD.id: LEAD, APPROVER.id: APPROVER, HELPER.id: HELPER}
        made = stored_return(self.parts, framework=SMALL.key, people=people)
        self.ref = made.ref
        self.lead, self.approver = session(self.parts, made), session(self.parts, made, APPROVER)
        self.helper = session(self.parts, made, HELPER)
        save_profile(self.parts, self.ref, self.lead, profile={"buys": "yes"}, name="Lena", job="DSL")
        for criterion in CRITERIA:
            self.save(criterion, 0, ABSENT if criterion == CORE else PRESENT)
        self.plan("aAAA-AA2", (CORE,), 0)
        self.submit()

    def submit(self) -> None:
        send_for_approval(self.parts, self.ref, self.lead)
        stated = Approval(seq=self.return_.seq, name="Harriet Head", job="Head", declared=True)
        approve(self.parts, self.ref, self.approver, stated)

    def ask(self, *criteria: str, member: Any = REVIEWER, due: date | None = DUE) -> None:
        texts = dict.fromkeys(criteria, "Since when?")
        ask(self.parts, member, self.ref, Asking(texts=texts, due=due))

    def save(self, criterion: str, version: int, rating: str = PRESENT, text: str = "We do") -> None:
        save_answer(
            self.parts, self.ref, self.lead, criterion, rating=rating, narrative=text, version=version
        )

    def plan(self, plan_id: str, criteria: tuple[str, ...], version: int, what: str = "Buy a lock") -> None:
        facts: dict[str, Any] = {"who": "Wren", "by_when": date(2027, 6, 1), "version": version}
        save_plan(self.parts, self.ref, self.lead, plan_id, criteria=criteria, what=what, **facts)

    def reply(self, said: str, token: str = "", before: str = "", about: str = "") -> None:
        asked = next(q for q in self.return_.questions.values() if about in ("", q.criterion))
        save_reply(self.parts, self.ref, token or self.lead, asked.id, reply=said, before=before)

    @property
    def return_(self) -> Return:
        found = self.parts.returns.get(self.ref)
        assert found is not None
        return found


@pytest.fixture
def story() -> Asked:
    return Asked()


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


def test_the_return_stays_in_while_questions_about_it_are_open(story: Asked) -> None:
    story.ask(PLAIN)

    assert story.return_.status is ReturnStatus.QUESTIONS
    assert story.return_.asked_about == {PLAIN}
    (header,) = story.parts.returns.headers("cycle2027")
    assert header.is_in
    assert header.submitted_at == MONDAY


def test_what_is_asked_is_kept_with_who_and_until_when(story: Asked) -> None:
    story.ask(PLAIN)

    (asked,) = story.return_.questions.values()
    assert (asked.text, asked.asked_by, asked.staff) == ("Since when?", "Sam Reviewer", "s-reviewer")
    assert (asked.asked_at, asked.due, asked.partnership_id) == (MONDAY, DUE, "saltmarsh")
    trail = [e for e in story.parts.trail.of(return_subject(story.ref)) if e.what == "question.asked"]
    assert [(e.actor, e.details) for e in trail] == [("s-reviewer", {"about": PLAIN})]


CLOSED: dict[str, Any] = {
    "answer": lambda s: s.save(BUYING, 1, text="Otherwise"),
    "not applicable": lambda s: mark_not_applicable(s.parts, s.ref, s.lead, BUYING, reason="None", version=1),
    "new action for it": lambda s: s.plan("aAAA-AA3", (PLAIN, BUYING), 0),
    "its action": lambda s: s.plan("aAAA-AA2", (CORE,), 1, "Something else"),
    "its action taken over": lambda s: s.plan("aAAA-AA2", (PLAIN,), 1),
    "its action removed": lambda s: remove_plan(s.parts, s.ref, s.lead, "aAAA-AA2", version=1),
    "action used for it": lambda s: use_plan(s.parts, s.ref, s.lead, "aAAA-AA2", BUYING),
    "evidence": lambda s: add_evidence(s, BUYING),
    "profile": lambda s: save_profile(s.parts, s.ref, s.lead, profile={"buys": "no"}, name="Lena", job="DSL"),
    "anything else": lambda s: save_anything_else(
        s.parts, s.ref, s.lead, {"proud_of": "Much"}, mark="whatever"
    ),
    "standard": lambda s: mark_standard(s.parts, s.ref, s.lead, 1, done=True),
}


def add_evidence(story: Asked, criterion: str) -> None:
    said = Described(title="Policy", where="Office")
    where: dict[str, Any] = {"kind": EvidenceKind.LOCATION, "said": said, "criterion": criterion}
    evidence_keeping.add(story.parts, story.ref, story.lead, ITEM, **where)


@pytest.mark.parametrize("what", CLOSED)
def test_nothing_but_the_named_answer_can_be_changed(story: Asked, what: str) -> None:
    story.ask(PLAIN)
    before = story.parts.returns.whole(story.ref)

    with refused("only_questions_open"):
        CLOSED[what](story)

    assert story.parts.returns.whole(story.ref) == before


OPEN: dict[str, Any] = {
    "answer": lambda s: s.save(PLAIN, 1, text="Otherwise"),
    "not applicable": lambda s: mark_not_applicable(s.parts, s.ref, s.lead, PLAIN, reason="None", version=1),
    "new action": lambda s: s.plan("aAAA-AA3", (PLAIN,), 0),
    "another's action": lambda s: use_plan(s.parts, s.ref, s.lead, "aAAA-AA2", PLAIN),
    "evidence": lambda s: add_evidence(s, PLAIN),
    "reply": lambda s: s.reply("Since May"),
}


@pytest.mark.parametrize("what", OPEN)
def test_each_of_these_answers_the_question(story: Asked, what: str) -> None:
    story.ask(PLAIN)
    with refused("replies_missing"):
        send_for_approval(story.parts, story.ref, story.lead)

    OPEN[what](story)

    send_for_approval(story.parts, story.ref, story.lead)
    assert story.return_.status is ReturnStatus.AWAITING_APPROVAL


def test_evidence_of_closed_answers_stays_with_them(story: Asked) -> None:
    story.ask(BUYING)
    add_evidence(story, BUYING)
    story.submit()
    story.ask(PLAIN)

    evidence_using.use_in(story.parts, story.ref, story.lead, ITEM, [PLAIN])
    evidence_keeping.remove(story.parts, story.ref, story.lead, ITEM)

    whole = story.parts.returns.whole(story.ref)
    assert whole is not None
    used = {answer.criterion for answer in whole.answers if answer.evidence}
    assert used == {BUYING}


def test_a_save_that_was_begun_when_all_was_open_does_not_slip_in() -> None:
    """Between reading and writing, the return was approved and asked about elsewhere."""
    table = TroubledTable()
    story = Asked(SmallParts(table))
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "A mistake")
    rival = story.parts.beside(table.inner)

    def meanwhile() -> None:
        table.before, ours, story.parts = None, story.parts, rival
        story.submit()
        story.ask(PLAIN)
        story.parts = ours

    table.before = meanwhile
    with refused("only_questions_open"):
        story.save(BUYING, 1, text="Too late")


def test_sent_back_taken_back_or_not_me_leaves_the_rest_closed(story: Asked) -> None:
    story.ask(PLAIN)
    story.reply("Since May")
    send_for_approval(story.parts, story.ref, story.lead)
    take_back(story.parts, story.ref, story.lead)
    assert story.return_.status is ReturnStatus.QUESTIONS
    send_for_approval(story.parts, story.ref, story.lead)
    send_back(story.parts, story.ref, story.approver, note="Since April")
    assert story.return_.status is ReturnStatus.QUESTIONS
    send_for_approval(story.parts, story.ref, story.lead)
    not_me(story.parts, story.ref, story.approver)
    assert story.return_.status is ReturnStatus.QUESTIONS

    name_approver(story.parts, story.ref, story.lead, name="Cy", email="cy@example.org", job="Chair")

    assert story.return_.questions
    with refused("only_questions_open"):
        story.save(BUYING, 1, text="Otherwise")


def test_approving_submits_the_second_copy_and_closes_the_questions(story: Asked) -> None:
    story.ask(PLAIN)
    story.reply("Since May")
    story.submit()

    assert story.return_.status is ReturnStatus.SUBMITTED
    assert story.return_.submissions == 2
    assert story.return_.questions == {}
    with refused("return_is_submitted"):
        story.save(PLAIN, 1, text="Otherwise")


def test_opening_all_of_it_keeps_the_questions(story: Asked) -> None:
    story.ask(PLAIN)
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "More than that is wrong")

    story.save(BUYING, 1, text="Otherwise")

    with refused("replies_missing"):
        send_for_approval(story.parts, story.ref, story.lead)
    with refused("return_not_submitted"):
        story.ask(BUYING)
    story.save(PLAIN, 1, text="Otherwise")
    send_for_approval(story.parts, story.ref, story.lead)


def test_a_question_that_is_not_asked_any_more_needs_no_reply(story: Asked) -> None:
    story.ask(BUYING)
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "They buy nothing")

    save_profile(story.parts, story.ref, story.lead, profile={"buys": "no"}, name="Lena", job="DSL")

    send_for_approval(story.parts, story.ref, story.lead)
    assert questions(sit_down(story.parts, story.ref, story.lead)) == []


# Who may, and what is wrong


def test_two_who_ask_at_once_are_both_heard() -> None:
    table = TroubledTable()
    story = Asked(SmallParts(table))
    rival = story.parts.beside(table.inner)
    other = Asking(texts={BUYING: "From whom?"}, due=DUE)
    table.before = lambda: ask(rival, staff(), story.ref, other)

    story.ask(PLAIN)

    assert story.return_.asked_about == {PLAIN, BUYING}
    tasks = story.parts.tasks.of_subject("saltmarsh", return_subject(story.ref))
    assert [task.kind for task in tasks].count("mail.question") == 2


def test_a_reply_that_is_being_saved_survives_another_question() -> None:
    table = TroubledTable()
    story = Asked(SmallParts(table))
    story.ask(PLAIN)
    rival = story.parts.beside(table.inner)
    table.before = lambda: ask(rival, staff(), story.ref, Asking(texts={BUYING: "From whom?"}, due=DUE))

    story.reply("Since May")

    replies = {q.criterion: q.reply for q in story.return_.questions.values()}
    assert replies == {PLAIN: "Since May", BUYING: ""}


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_leaves_the_question_asked_with_its_mail_or_not_at_all(after: bool) -> None:
    table = TroubledTable()
    story = Asked(SmallParts(table))
    table.crash_at, table.crash_after = 0, after

    with pytest.raises(Crash):
        story.ask(PLAIN)
    table.calm()

    tasks = story.parts.tasks.of_subject("saltmarsh", return_subject(story.ref))
    assert [task.kind for task in tasks].count("mail.question") == after
    assert len(story.return_.questions) == after


def test_not_before_it_is_in_nor_while_its_approver_reads(story: Asked) -> None:
    story.ask(PLAIN)
    story.reply("Since May")
    send_for_approval(story.parts, story.ref, story.lead)

    with refused("return_being_approved"):
        story.ask(BUYING)

    reopened = Asked()
    reopen(reopened.parts, "saltmarsh", reopened.ref, "s-coordinator", "A mistake")
    with refused("return_not_submitted"):
        reopened.ask(PLAIN)


@pytest.mark.parametrize("member", [replace(REVIEWER, partnership_id="elsewhere")])
def test_not_by_another_partnership(story: Asked, member: Any) -> None:
    with pytest.raises(NotFound):
        story.ask(PLAIN, member=member)


@pytest.mark.parametrize(
    ("texts", "due", "problems"),
    [
        ({}, DUE, {"criterion": "questions_needed"}),
        ({PLAIN: "  "}, DUE, {f"text-{PLAIN}": "question_needed"}),
        ({PLAIN: "x" * (QUESTION_LIMIT + 1)}, DUE, {f"text-{PLAIN}": "text_too_long"}),
        ({PLAIN: "Why?"}, None, {"due": "date_not_real"}),
        ({PLAIN: "Why?"}, MONDAY.date() - timedelta(days=1), {"due": "date_is_past"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_opened(
    story: Asked, texts: dict[str, str], due: date | None, problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as invalid:
        ask(story.parts, REVIEWER, story.ref, Asking(texts=texts, due=due))

    assert invalid.value.problems == problems
    assert story.return_.status is ReturnStatus.SUBMITTED


def test_a_criterion_that_is_not_asked_there_is_not_found(story: Asked) -> None:
    with pytest.raises(NotFound):
        story.ask("S09-01")


def test_no_more_than_a_few_at_once(story: Asked) -> None:
    for _ in range(MOST_QUESTIONS // 2):
        story.ask(PLAIN, BUYING)

    with refused("too_many_questions"):
        story.ask(PLAIN)


# Replies


def test_a_colleague_replies_about_their_own_standards_only(story: Asked) -> None:
    story.ask(PLAIN)
    with pytest.raises(NotFound):
        story.reply("Since May", story.helper)
    with pytest.raises(NotAllowed):
        story.reply("Since May", story.approver)

    mine = Asked()
    mine.ask(BUYING)
    mine.reply("Since June", mine.helper)

    (asked,) = mine.return_.questions.values()
    assert (asked.reply, asked.replied_by, asked.replied_at) == ("Since June", "Hal Helper", MONDAY)


def test_questions_come_in_the_order_of_the_answers(story: Asked) -> None:
    story.ask(BUYING)
    story.ask(PLAIN)

    assert [q.criterion for q in questions(sit_down(story.parts, story.ref, story.lead))] == [PLAIN, BUYING]


def test_somebody_elses_reply_is_shown_and_not_lost(story: Asked) -> None:
    story.ask(PLAIN)
    story.reply("Since May")

    with pytest.raises(Outdated) as outdated:
        story.reply("Since June")

    assert outdated.value.current.reply == "Since May"
    story.reply("Since June", before="Since May")
    story.reply("Since June", before="Since May")  # a double click
    (asked,) = story.return_.questions.values()
    assert asked.reply == "Since June"


@pytest.mark.parametrize(
    ("said", "code"), [(" \n", "reply_needed"), ("x" * (REPLY_LIMIT + 1), "text_too_long")]
)
def test_a_reply_says_something(story: Asked, said: str, code: str) -> None:
    story.ask(PLAIN)
    with pytest.raises(Invalid, match=code):
        story.reply(said)


def test_a_made_up_question_is_not_found(story: Asked) -> None:
    story.ask(PLAIN)
    with pytest.raises(NotFound):
        question(sit_down(story.parts, story.ref, story.lead), "q.reply")
    with pytest.raises(CompactAuditError):
        save_reply(story.parts, story.ref, story.lead, "x.y", reply="Since May", before="")


# Mail


def mailed(story: Asked) -> list[Any]:
    return [m for m in story.parts.sender.sent if "A question about" in m.subject]


def small_posting() -> SmallParts:
    parts = SmallParts()
    parts.compose = posting_parts().compose
    return parts


def test_the_lead_is_told_which_answers_and_by_when_and_not_what() -> None:
    story = Asked(small_posting())
    work(story.parts)
    ask(story.parts, REVIEWER, story.ref, Asking(texts={PLAIN: "A secret", BUYING: "Another"}, due=DUE))
    work(story.parts)

    (mail,) = mailed(story)
    assert mail.to == LEAD.email
    assert mail.subject == "A question about 2 of your answers"
    assert f"Criterion {PLAIN}\nCriterion {BUYING}\n" in mail.text
    assert "Friday 29 January 2027" in mail.text
    assert "Sam Reviewer" in mail.text
    assert "secret" not in mail.text
    assert link_in(mail).startswith("https://audit.example.org/api/i/")


def test_each_mail_is_about_what_was_asked_with_it() -> None:
    story = Asked(small_posting())
    story.ask(PLAIN)
    story.ask(BUYING)
    work(story.parts)

    assert [("S01-02" in m.text, "S02-01" in m.text) for m in mailed(story)] == [(True, False), (False, True)]


def test_no_mail_about_what_is_answered_already() -> None:
    story = Asked(small_posting())
    story.ask(PLAIN)
    story.reply("Since May")
    send_for_approval(story.parts, story.ref, story.lead)
    work(story.parts)

    assert mailed(story) == []


# The copies


def copies_of(story: Asked) -> list[Any]:
    return [
        json.loads(story.parts.files.get(submission.key))
        for submission in story.parts.returns.submissions(story.ref)
    ]


def test_the_second_copy_names_the_first_and_keeps_what_was_asked(story: Asked) -> None:
    story.ask(BUYING, PLAIN)
    story.save(BUYING, 1, text="From three firms")
    story.reply("Since May", about=PLAIN)
    story.parts.clock.move(days=1)
    story.lead, story.approver = (session(story.parts, story.return_, p) for p in (LEAD, APPROVER))
    story.submit()

    first, second = copies_of(story)
    sealed, _ = story.parts.returns.submissions(story.ref)
    assert (first["version"], second["version"]) == (1, 2)
    assert "replaces" not in first
    assert "questions" not in first
    assert second["replaces"] == {
        "version": 1,
        "sha256": sealed.sha256,
        "submitted_at": MONDAY.isoformat(timespec="seconds"),
    }
    asked_and_said = [(q["criterion"], q["text"], q["reply"], q["replied_by"]) for q in second["questions"]]
    assert asked_and_said == [
        (PLAIN, "Since when?", "Since May", "Lena"),
        (BUYING, "Since when?", "", ""),
    ]


def test_what_changed_is_worked_out_from_the_two_copies(story: Asked) -> None:
    assert version(story.parts, story.return_, 1).changes is None
    story.ask(PLAIN)
    story.save(PLAIN, 1, text="We do since May")
    story.submit()

    newest = version(story.parts, story.return_, 0)

    assert (newest.submission.number, newest.before and newest.before.number) == (2, 1)
    assert newest.changes is not None
    assert [(a.id, [c.field for c in a.changes]) for a in newest.changes.answers] == [(PLAIN, ["narrative"])]
    assert not newest.changes.plan


def test_opening_all_of_it_shows_the_differences_too(story: Asked) -> None:
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "A mistake")
    story.save(BUYING, 1, text="From three firms")
    story.plan("aAAA-AA3", (BUYING,), 0)
    story.submit()

    changes = version(story.parts, story.return_, 2).changes

    assert changes is not None
    assert [a.id for a in changes.answers] == [BUYING]
    assert [(p.id, p.before) for p in changes.plan] == [("aAAA-AA3", None)]


def test_the_second_pdf_is_made_of_both_copies(story: Asked) -> None:
    story.ask(PLAIN)
    story.reply("Since May")
    story.submit()
    work_off(story.parts, Queue.RENDER, WORK[Queue.RENDER])

    first, second = story.parts.returns.submissions(story.ref)
    assert b" since " not in story.parts.files.get(first.pdf_key)
    assert b" since 2027-01-11" in story.parts.files.get(second.pdf_key)


def test_a_version_that_is_not_there_is_not_found(story: Asked) -> None:
    with pytest.raises(NotFound):
        version(story.parts, story.return_, 7)
