"""One return, anything in any order: two browsers, stale pages, rivals between reading and writing,
contention and crashes. An independent model says what must be so after each step.
"""

import copy
import json
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.cycles import header_of
from chalicelib.domain.errors import Busy, CompactAuditError, Refused
from chalicelib.domain.returns import Part, asked
from chalicelib.domain.submissions import seal
from chalicelib.services.desk import sit_down
from chalicelib.services.entering import enter
from chalicelib.services.links import mint, return_subject
from chalicelib.services.ports import Whole
from chalicelib.storage import keys
from tests.support.builders import LEAD, cycle, partnership, return_
from tests.support.return_model import NOT_APPLICABLE, ORDER, Model, Said, Step
from tests.support.return_steps import Naming, Steps
from tests.support.small import ABSENT, CORE, CRITERIA, PRESENT, SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable

PLAN_IDS = ("aAAA-AA2", "aAAA-AA3", "bBBB-BB2")
ADDRESSES = ("head@school.example.org", "chair@school.example.org")
texts = st.sampled_from(["", "Yes", "We do", "Ydym, bob tro", "نعم", "🙂 two\nlines"]) | st.text(max_size=8)


def trouble(*rivals: str) -> st.SearchStrategy[str]:
    """What gets in the way of a step's first write; "none" as often as everything else together."""
    met = ["busy", "crash before", "crash after", *(f"rival {name}" for name in rivals)]
    return st.booleans().flatmap(lambda calm: st.just("none") if calm else st.sampled_from(met))


T = TypeVar("T")
criteria_ = st.sampled_from(CRITERIA)
plan_ids = st.sampled_from(PLAN_IDS)
pick = st.integers(min_value=0, max_value=9)


class ReturnMachine(RuleBasedStateMachine):
    """`parts` meets trouble; `plain` is a rival on the same table that meets none."""

    def __init__(self) -> None:
        super().__init__()
        self.table = TroubledTable()
        self.parts = SmallParts(self.table)
        self.plain = self.parts.beside(self.table.inner)
        self.model = Model()
        self.pages = {criterion: [0] for criterion in CRITERIA}
        self.plan_pages: dict[str, list[int]] = {plan_id: [0] for plan_id in PLAN_IDS}
        self.read_seqs = [0]
        self.approvers: list[tuple[Naming, str]] = []  # with their sessions
        self.rivals = 0
        self.stands: tuple[str, Any] = ("", None)
        self.before: dict[str, Any] = {}

    @initialize()
    def invited(self) -> None:
        made = return_(framework=SMALL.key)
        self.ref = made.ref
        self.plain.commit(
            self.plain.organisations.partnership_saved(partnership()),
            self.plain.cycles.saved(cycle(framework=SMALL.key)),
        )
        self.plain.commit(self.plain.returns.created(made, total=3))
        self.steps = Steps(self.ref, self.session_of(LEAD.id))
        self.model.seq = 1  # opened for the first time
        self.before = self.meta()

    def session_of(self, person_id: str) -> str:
        token, writes = mint(self.plain, self.ref, person_id)
        self.plain.commit(writes)
        return enter(self.plain, token).token

    # How a step is taken, with or without trouble.

    def take(self, step: Step, trouble: str = "none", same: Step | None = None) -> str:
        """What came of it: "" when it was done, or else the name of the refusal."""
        step.read(self.model)
        expected, before = step.check(self.model), self.meta()
        came = self.arm(trouble, step, same)
        happened = self.outcome(step, self.plain if trouble == "none" else self.parts)
        self.table.calm()
        if came in (["busy"], ["crash before"]):
            assert happened in ("Busy", "Crash"), (step.name, happened)
            assert self.meta() == before, f"{step.name} changed something and then said that it could not"
            return happened
        if came == ["crash after"]:
            happened = expected  # nobody heard the answer, but it is done
        if came == ["rival"]:
            expected = step.check(self.model)
            if happened in step.late or (not happened and expected in step.unless_seen):
                expected = happened
        assert happened == expected, (
            f"{step.name} ({trouble}): {happened or 'done'}, not {expected or 'done'}"
        )
        if not happened:
            step.apply(self.model)
        return happened

    def arm(self, trouble: str, step: Step, same: Step | None) -> list[str]:
        """Waits for the next write; the list says later what came."""
        came: list[str] = []

        def rival() -> None:
            came.append("rival")
            for each in self.rival(trouble.removeprefix("rival "), step, same):
                self.take(each)

        def fail(error: type[BaseException]) -> None:
            came.append(trouble)
            raise error

        first = {"busy": lambda: fail(Busy), "crash before": lambda: fail(Crash)}
        self.table.before = rival if trouble.startswith("rival") else first.get(trouble)
        self.table.after = (lambda: fail(Crash)) if trouble == "crash after" else None
        return came

    def outcome(self, step: Step, parts: SmallParts) -> str:
        try:
            step.do(parts)
        except Crash:
            return "Crash"
        except Refused as refused:
            return refused.code
        except CompactAuditError as error:
            return type(error).__name__
        return ""

    def rival(self, name: str, step: Step, same: Step | None) -> list[Step]:
        """What somebody else does between the reading and the writing of a step."""
        self.rivals += 1
        text = f"A rival's text {self.rivals}"
        about = next((c for c in CRITERIA if c in step.name), CORE)
        elsewhere = next(c for c in CRITERIA if c != about)
        other = self.steps.saving(about, Said(PRESENT, text), self.model.answer(about)[1])
        buys = "no" if self.model.profile.get("buys") == "yes" else "yes"
        newest = self.approvers[-1:]
        another = self.steps.saving(elsewhere, Said(PRESENT, text), self.model.answer(elsewhere)[1])
        back, send = self.steps.taking_back(), self.steps.sending()
        steps = {
            "same": [same or other],
            "other": [other],
            "elsewhere": [another],
            "profile": [self.steps.profiling(buys)],
            "plan": [self.steps.planning(PLAN_IDS[0], (CORE,), text, self.plan_version(PLAN_IDS[0]))],
            "finish": [*self.missing(), send],
            "back": [back],
            "send again": [back, another, send],  # what the approver read is not what waits for them now
            "name": [self.steps.naming(ADDRESSES[self.rivals % 2])],
            "approve": [self.steps.approving(*newest[0], self.model.seq)] if newest else [],
            "reopen": [self.steps.reopening()],
            "ask": [self.steps.asking(CORE)],
            "reply": [self.steps.replying(q, text) for q in self.model.questions[:1]],
        }
        return steps[name]

    def missing(self) -> list[Step]:
        """All that stands between this return and its approver."""
        if self.model.away:
            return []
        steps = [] if self.model.profile else [self.steps.profiling("yes")]
        steps += [self.steps.replying(q, "Since May") for q in self.model.questions if not q.reply]
        for criterion in self.model.visible:
            said, version = self.model.answer(criterion)
            if said.rating not in (PRESENT, NOT_APPLICABLE) and not self.model.frozen_for(criterion):
                steps.append(self.steps.saving(criterion, Said(PRESENT, said.narrative or "Done"), version))
        return steps if self.model.approver else [*steps, self.steps.naming(ADDRESSES[0])]

    # What people do.

    @rule(criterion=criteria_)
    def open_page(self, criterion: str) -> None:
        seat = sit_down(self.plain, self.ref, self.steps.lead, criterion=criterion)
        said, version = self.model.answer(criterion)
        shown = (seat.answer.rating, seat.answer.narrative) if seat.answer else ("", "")
        assert shown == (said.rating, said.narrative)
        self.pages[criterion] = [*self.pages[criterion], version]

    @rule(
        criterion=criteria_,
        rating=st.sampled_from(["", ABSENT, PRESENT]),
        narrative=texts,
        which=pick,
        whole=st.booleans(),
        trouble=trouble("same", "other", "elsewhere", "profile", "finish"),
    )
    def save(
        self, criterion: str, rating: str, narrative: str, which: int, trouble: str, whole: bool
    ) -> None:
        """From any page that was ever opened; the newest is the likeliest."""
        for step in self.missing() if whole else []:
            self.take(step)
            self.pages[criterion] = [*self.pages[criterion], self.model.answer(criterion)[1]]
        version = self.page(self.pages[criterion], which)
        said = Said(rating, narrative)
        same = self.steps.saving(criterion, said, self.model.answer(criterion)[1])
        step = self.steps.saving(criterion, said, version)
        happened = self.take(step, trouble, same)
        if not happened:
            self.pages[criterion] = [*self.pages[criterion], self.model.answer(criterion)[1]]
            seq = self.meta()["seq"]
            self.take(step)  # the same form again, as a double click sends it
            assert self.meta()["seq"] == seq, "the second click wrote something"

    @rule(criterion=criteria_, which=pick, trouble=trouble("elsewhere", "profile", "finish"))
    def does_not_apply(self, criterion: str, which: int, trouble: str) -> None:
        narrative = self.model.answer(criterion)[0].narrative  # its page does not show the text, and keeps it
        said = Said(NOT_APPLICABLE, narrative, "We have none")
        step = self.steps.saving(criterion, said, self.page(self.pages[criterion], which))
        self.take(step, trouble)

    @rule(
        plan_id=plan_ids,
        criteria=st.sets(criteria_, min_size=1),
        which=pick,
        trouble=trouble("elsewhere", "profile", "plan", "finish"),
        n=pick,
    )
    def plan(self, plan_id: str, criteria: set[str], which: int, trouble: str, n: int) -> None:
        version = self.page(self.plan_pages[plan_id], which)
        if version == 0 and len(self.plan_pages[plan_id]) > 1 and plan_id not in self.model.plans:
            return  # the id of a form that was sent, saved and removed again: no page of ours shows it
        self.take(self.steps.planning(plan_id, tuple(sorted(criteria)), f"What {n}", version), trouble)
        self.plan_pages[plan_id] = [*self.plan_pages[plan_id], self.plan_version(plan_id)]

    @rule(plan_id=plan_ids, criterion=criteria_, trouble=trouble("profile", "plan", "finish"))
    def use(self, plan_id: str, criterion: str, trouble: str) -> None:
        self.take(self.steps.using(plan_id, criterion), trouble)

    @rule(plan_id=plan_ids, trouble=trouble("plan", "finish"), which=pick)
    def drop(self, plan_id: str, trouble: str, which: int) -> None:
        self.take(self.steps.dropping(plan_id, self.page(self.plan_pages[plan_id], which)), trouble)

    @rule(buys=st.sampled_from(["yes", "no"]), trouble=trouble("other", "profile", "finish"))
    def say_about_us(self, buys: str, trouble: str) -> None:
        self.take(self.steps.profiling(buys), trouble)

    @rule(
        number=st.sampled_from([1, 2, 3]),
        done=st.booleans(),
        trouble=trouble("elsewhere", "profile", "finish"),
    )
    def mark(self, number: int, done: bool, trouble: str) -> None:
        self.take(self.steps.marking(number, done), trouble)

    @rule(address=st.sampled_from(ADDRESSES), trouble=trouble("name", "other", "finish"))
    def name(self, address: str, trouble: str) -> None:
        self.take(self.steps.naming(address), trouble)

    @rule()
    def approver_enters(self) -> None:
        person = self.whole().return_.person(Part.APPROVER)
        if person is not None:
            assert self.model.approver is not None
            self.approvers.append((self.model.approver, self.session_of(person.id)))

    @rule()
    def approver_reads(self) -> None:
        self.read_seqs.append(self.meta()["seq"])

    @precondition(lambda self: self.model.status != "submitted")
    @rule(
        trouble=trouble("other", "profile", "finish"),
        then=trouble("send again", "back", "approve"),
        goes_on=st.booleans(),
    )
    def go_all_the_way(self, trouble: str, then: str, goes_on: bool) -> None:
        """The quick way to where it matters: what is missing is put in, it is sent, read and approved."""
        for step in self.missing():
            self.take(step)
        self.take(self.steps.sending(), trouble)
        self.approver_enters()
        self.approver_reads()
        if goes_on and self.approvers:
            self.agree(0, 0, then)

    @rule(trouble=trouble("other", "profile", "finish"))
    def send(self, trouble: str) -> None:
        self.take(self.steps.sending(), trouble)

    @rule(trouble=trouble("back", "send again", "approve"))
    def withdraw(self, trouble: str) -> None:
        self.take(self.steps.taking_back(), trouble)

    @precondition(lambda self: self.approvers)
    @rule(who=pick, which=pick, trouble=trouble("send again", "back", "approve"))
    def agree(self, who: int, which: int, trouble: str) -> None:
        naming, session = self.page(self.approvers, who)
        step = self.steps.approving(naming, session, self.page(self.read_seqs, which))
        if self.take(step, trouble) == "":
            self.take(step)  # a double click
            self.check_copy()

    @precondition(lambda self: self.approvers)
    @rule(who=pick, leaves=st.booleans(), trouble=trouble("send again", "back", "approve"))
    def disagree(self, who: int, leaves: bool, trouble: str) -> None:
        naming, session = self.page(self.approvers, who)
        self.take(self.steps.disagreeing(naming, session, leaves), trouble)

    @precondition(lambda self: self.model.submissions)
    @rule(trouble=trouble("reopen"))
    def staff_reopen(self, trouble: str) -> None:
        self.take(self.steps.reopening(), trouble)

    @precondition(lambda self: self.model.submissions)
    @rule(criterion=criteria_, trouble=trouble("ask", "reopen", "finish", "elsewhere"))
    def reviewer_asks(self, criterion: str, trouble: str) -> None:
        self.take(self.steps.asking(criterion), trouble)

    @precondition(lambda self: self.model.status == "submitted")
    @rule(criterion=criteria_, rating=st.sampled_from(["", ABSENT, PRESENT]), goes_on=st.booleans())
    def question_all_the_way(self, criterion: str, rating: str, goes_on: bool) -> None:
        """Asked, answered by another text, and for half of them sent and approved again."""
        if self.take(self.steps.asking(criterion)):
            return
        said = Said(rating, f"Since {self.model.questioned}")
        self.take(self.steps.saving(criterion, said, self.model.answer(criterion)[1]))
        if goes_on:
            self.go_all_the_way("none", "none", goes_on=True)

    @precondition(lambda self: self.model.questions)
    @rule(
        which=pick, said=st.sampled_from(["Since May", "We cannot say"]), trouble=trouble("reply", "finish")
    )
    def reply(self, which: int, said: str, trouble: str) -> None:
        self.take(self.steps.replying(self.page(self.model.questions, which), said), trouble)

    @rule()
    def time_passes(self) -> None:
        self.parts.clock.move(minutes=1)

    # What must always be so.

    @invariant()
    def seq_grows_with_every_change(self) -> None:
        now = self.meta()
        if now != self.before:
            assert now["seq"] > self.before["seq"]
        assert now["seq"] == self.model.seq
        self.before = now

    @invariant()
    def nothing_accepted_is_lost(self) -> None:
        whole = self.whole()
        stored = {a.criterion: (Said(a.rating, a.narrative, a.reason), a.version) for a in whole.answers}
        assert stored == self.model.answers
        plans = {p.id: (p.criteria, p.what, p.version) for p in whole.plans}
        assert plans == self.model.plans
        for criterion in CRITERIA:  # each save replaced the one before it, which its page had shown
            steps = [(seen, made) for c, seen, made in self.model.accepted if c == criterion]
            assert steps == [(n, n + 1) for n in range(len(steps))]

    @invariant()
    def what_is_frozen_stands_still(self) -> None:
        parts_ = {
            key: copy.deepcopy(item)
            for key, item in self.table.inner.items.items()
            if key.pk == f"RETURN#{self.ref}" and key.sk.startswith(("ANSWER#", "ACTION#"))
        }
        period = f"{self.model.asked_for_approval}" if self.model.away else ""
        if period and self.stands[0] == period:
            assert parts_ == self.stands[1]
        self.stands = (period, parts_)

    @invariant()
    def bodies_and_headers_agree(self) -> None:
        found = self.whole().return_
        (header,) = self.plain.returns.headers("cycle2027")
        assert replace(header, moved_on=None) == header_of(found, "cycle2027", total=len(asked(SMALL, found)))
        assert found.status == self.model.status
        assert found.profile == self.model.profile
        assert found.plans == {plan_id: criteria for plan_id, (criteria, _, _) in self.model.plans.items()}
        visible = self.model.visible
        ratings = {c: ORDER[said.rating] for c, (said, _) in self.model.answers.items() if c in visible}
        assert {c: r for c, r in found.ratings.items() if c in visible} == ratings
        if self.model.away:
            assert found.ratings == ratings
        assert header.is_in is (bool(self.model.submissions) and self.model.stands)

    @invariant()
    def questions_open_only_what_they_are_about(self) -> None:
        questions = self.whole().return_.questions.values()
        stored = {(q.text, q.criterion, q.reply, q.changed_at is not None) for q in questions}
        assert stored == {(q.text, q.criterion, q.reply, q.changed) for q in self.model.questions}
        if self.model.status == "questions":
            asked_about = {q.criterion for q in self.model.questions}
            for criterion in set(self.model.visible) - asked_about:
                assert self.model.answer(criterion)[0] == self.model.submissions[-1][criterion]

    @invariant()
    def people_are_who_was_named(self) -> None:
        people = [p for p in self.whole().return_.people.values() if p.part is Part.APPROVER]
        assert [p.email for p in people] == ([self.model.approver[0]] if self.model.approver else [])

    @invariant()
    def each_approval_submits_once(self) -> None:
        whole = self.whole()
        assert len(whole.submissions) == whole.return_.submissions == len(self.model.submissions)
        assert len(whole.submissions) <= self.model.asked_for_approval
        tasks = [task.kind for task in self.plain.tasks.of_subject("saltmarsh", return_subject(self.ref))]
        assert tasks.count("mail.approval") == self.model.asked_for_approval
        assert tasks.count("render.copy") == len(self.model.submissions)
        assert tasks.count("mail.question") == self.model.questioned
        assert tasks.count("mail.receipt") == 2 * len(self.model.submissions)

    @invariant()
    def every_copy_is_what_its_hash_says(self) -> None:
        for submission in self.whole().submissions:
            assert seal(self.plain.files.get(submission.key)) == submission.sha256

    # Small helpers.

    def check_copy(self) -> None:
        submission = self.whole().submissions[-1]
        copied = json.loads(self.plain.files.get(submission.key))
        said = {
            c["id"]: Said(
                (c["rating"] or {}).get("id", NOT_APPLICABLE),
                c["narrative"],
                c["not_applicable_reason"] or "",
            )
            for standard in copied["standards"]
            for c in standard["criteria"]
        }
        assert said == self.model.submissions[-1]

    def page(self, pages: list[T], which: int) -> T:
        """0 to 6 are the newest, 7 to 9 older ones."""
        return pages[-1] if which < 7 else pages[-1 - (which - 6) % len(pages)]

    def plan_version(self, plan_id: str) -> int:
        return self.model.plans[plan_id][2] if plan_id in self.model.plans else 0

    def whole(self) -> Whole:
        whole = self.plain.returns.whole(self.ref)
        assert whole is not None
        return whole

    def meta(self) -> dict[str, Any]:
        return copy.deepcopy(self.table.inner.items[keys.return_(self.ref)])


TestReturn = ReturnMachine.TestCase
TestReturn.settings = settings(
    max_examples=120, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
