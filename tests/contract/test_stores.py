"""The stores on each kind of table: headers agree with bodies whatever was saved, and stay small."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.cycles import header_of
from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.last_time import AnswerPlace
from chalicelib.domain.own_questions import Draft, OwnSet
from chalicelib.domain.returns import (
    EDITABLE,
    ActionNote,
    ActionState,
    Answer,
    Audience,
    Plan,
    PlanKind,
    PreviousReturn,
    Return,
    ReturnStatus,
    asked,
)
from chalicelib.domain.review_agreement import Agreement
from chalicelib.domain.reviews import Assignment, CriterionReview, ReturnReview
from chalicelib.domain.submissions import Submission
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.services.ports import Conflict
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from tests.bench.sizes import item_size
from tests.support.builders import PROFILE, cycle, framework, partnership, return_
from tests.support.fakes import MONDAY

MOST_CRITERIA = 45
WITH_HELP = 24  # of the longest framework whose levels have a box for it
LIMIT = 2048


@pytest.fixture
def made(parts, pk):
    """A return that counts in two cycles."""
    name = pk.replace("#", "-")
    audiences = tuple(Audience(partnership_id=name, cycle_id=f"{name}-{n}") for n in (1, 2))
    new = return_(ref=name, organisation_id=name, audiences=audiences)
    parts.commit(parts.organisations.partnership_saved(partnership(id=name)))
    for audience in audiences:
        parts.commit(parts.cycles.saved(cycle(id=audience.cycle_id, partnership_id=name)))
    parts.commit(parts.returns.created(new, total=len(asked(framework(), new))))
    return new


def test_headers_equal_bodies_after_any_saves(parts, made):
    chance = random.Random(20270111)
    criteria = [criterion.id for criterion in asked(framework(), made)][:6]
    for _ in range(25):
        _do_something(parts, made.ref, chance, criteria)
        body = parts.returns.get(made.ref)
        for audience in body.audiences:
            (header,) = parts.returns.headers(audience.cycle_id)
            assert replace(header, moved_on=None) == header_of(body, audience.cycle_id, header.total)


def _do_something(parts, ref, chance, criteria):
    whole = parts.returns.whole(ref)
    body, criterion = whole.return_, chance.choice(criteria)
    match chance.randrange(4):
        case 0:
            _save_an_answer(parts, whole, criterion, chance.randint(-1, 4))
        case 1:
            plan = Plan(
                id=f"a{chance.randrange(3)}", kind=PlanKind.ACTION, criteria=(criterion,), what="x", version=1
            )
            known = {p.id: p for p in whole.plans}.get(plan.id)
            plan = replace(plan, version=known.version + 1 if known else 1)
            changes = {f"plans.{plan.id}": plan.criteria}
            parts.commit(
                parts.returns.plan_saved(ref, plan), parts.returns.changed(body, changes, while_in=EDITABLE)
            )
        case 2 if whole.plans:
            plan = chance.choice(whole.plans)
            gone = (f"plans.{plan.id}",)
            parts.commit(
                parts.returns.plan_removed(ref, plan),
                parts.returns.changed(body, {}, remove=gone, while_in=EDITABLE),
            )
        case _:
            parts.commit(parts.returns.changed(body, {"opened_at": MONDAY}, while_in=EDITABLE))


def _save_an_answer(parts, whole, criterion, order):
    stored = {a.criterion: a for a in whole.answers}.get(criterion, Answer(criterion=criterion))
    answer = replace(stored, narrative=f"text {order}", version=stored.version + 1)
    changes = {f"ratings.{criterion}": order, "status": ReturnStatus.IN_PROGRESS}
    parts.commit(
        parts.returns.answer_saved(whole.return_.ref, answer),
        parts.returns.changed(whole.return_, changes, while_in=EDITABLE),
    )


def test_a_save_that_lost_brings_the_other_answer_and_changes_nothing(parts, made):
    whole = parts.returns.whole(made.ref)
    _save_an_answer(parts, whole, "S01-01", 1)
    with pytest.raises(Conflict) as conflict:
        _save_an_answer(parts, whole, "S01-01", 4)
    assert conflict.value.kind == "ANSWER"
    assert conflict.value.current.narrative == "text 1"
    assert parts.returns.get(made.ref).ratings == {"S01-01": 1}


def test_nothing_is_saved_while_somebody_reads_it_for_approval(parts, made):
    changes = {"status": ReturnStatus.AWAITING_APPROVAL}
    parts.commit(parts.returns.changed(made, changes, while_in=EDITABLE))
    with pytest.raises(Conflict) as conflict:
        _save_an_answer(parts, parts.returns.whole(made.ref), "S01-01", 1)
    assert conflict.value.kind == "RETURN"
    assert conflict.value.current.status is ReturnStatus.AWAITING_APPROVAL
    assert parts.returns.whole(made.ref).answers == ()


def test_saving_an_answer_keeps_its_evidence(parts, made):
    parts.commit(parts.returns.evidence_used(made.ref, "S01-01", add="e1"))
    _save_an_answer(parts, parts.returns.whole(made.ref), "S01-01", 1)
    (answer,) = parts.returns.whole(made.ref).answers
    assert (answer.evidence, answer.version) == (frozenset({"e1"}), 1)


def test_a_header_at_its_fullest_is_at_most_2_kb(parts, made):
    other = f"{made.organisation_id[:-1]}x"
    body = replace(full_return(made), ref=f"{made.ref[:-1]}x", organisation_id=other)
    parts.commit(parts.returns.created(body, MOST_CRITERIA))
    stored = parts.table.get(keys.header(made.audiences[0].cycle_id, other, 1))
    assert len(stored["ratings"]) == len(stored["plans"]) == MOST_CRITERIA
    assert item_size(stored) <= LIMIT


def full_return(made: Return) -> Return:
    """Everything answered, an action of its own for every answer, every date filled."""
    ids = [criterion.id for criterion in framework().criteria][:MOST_CRITERIA]
    return replace(
        made,
        organisation_name="N" * 100,
        status=ReturnStatus.AWAITING_APPROVAL,
        ratings=dict.fromkeys(ids, 1),
        plans={f"a{number:03}-AA2": (criterion,) for number, criterion in enumerate(ids)},
        unchanged=tuple(ids),
        help_wanted=dict.fromkeys(ids[:WITH_HELP], True),
        opened_at=MONDAY,
        sent_for_approval_at=MONDAY + timedelta(days=30, microseconds=123456),
        submitted_at=MONDAY + timedelta(days=40, microseconds=123456),
        feedback=frozenset({f"{made.audiences[0].partnership_id}#2#automatic#2027-04-03"}),
    )


def test_a_task_exists_once_leaves_the_queue_when_done_and_can_be_found_again(parts, pk):
    task = Task(partnership_id=pk, subject="RETURN#1", intent="mail#x", kind="mail.x", payload={}, due=MONDAY)
    parts.commit(parts.tasks.added(task))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.tasks.added(task))
    assert conflict.value.kind == "TASK"
    assert task in parts.tasks.due(Queue.WORK, MONDAY, 1000)
    done = replace(task, state=TaskState.DONE)
    parts.commit(parts.tasks.moved(task, done))
    assert task.intent not in [t.intent for t in parts.tasks.due(Queue.WORK, MONDAY, 1000) if t.subject == pk]
    assert parts.tasks.get(pk, "RETURN#1", "mail#x").state is TaskState.DONE
    with pytest.raises(Conflict):
        parts.commit(parts.tasks.moved(task, done))


def test_a_cycle_comes_back_as_it_was(parts, pk):
    saved = cycle(id=pk, partnership_id=pk, opens_on=date(2027, 1, 12))
    parts.commit(parts.cycles.saved(saved))
    assert parts.cycles.get(pk) == saved
    assert parts.cycles.of_partnership(pk) == [saved]
    assert decode(type(saved), parts.table.get(keys.cycle(pk))) == saved


def test_what_is_said_of_evidence_is_replaced_only_as_it_was_read(parts, pk):
    """Also where the item is of a time that knew neither owner nor dates."""
    whose = pk.replace("#", "-")
    item = Evidence(id="E1", organisation_id=whose, kind=EvidenceKind.LOCATION, title="Handbook")
    old = encode(item, keys.evidence(whose, "E1"))
    parts.table.put({name: value for name, value in old.items() if name not in ("owner", "given_to")})
    owned = replace(item, owner="Cora Clerk", review_by=date(2027, 2, 1))
    parts.commit(parts.evidence.saved(owned, item))
    assert parts.evidence.get_many(whose, ["E1"]) == [owned]
    for stale in (item, replace(owned, review_by=None), replace(owned, owner="")):
        with pytest.raises(Conflict):
            parts.commit(parts.evidence.saved(replace(owned, title="Other"), stale))
    assert parts.evidence.get_many(whose, ["E1"]) == [owned]


def own_set(pk, **changes):
    values = {
        "key": f"{pk}.plus@2027.1",
        "partnership_id": pk,
        "title": "Ours",
        "base": "education@2026.1",
        "sha256": "a" * 64,
        "published_at": MONDAY,
        "published_by": "s1",
    }
    return OwnSet(**{**values, **changes})


def test_a_published_question_set_is_never_replaced(parts, pk):
    first = own_set(pk)
    parts.commit(parts.own_sets.published(first))
    with pytest.raises(Conflict) as refused:
        parts.commit(parts.own_sets.published(own_set(pk, sha256="b" * 64)))
    assert refused.value.kind == "FRAMEWORK"
    assert parts.own_sets.get(pk, first.key) == first
    assert parts.own_sets.get(f"{pk}-elsewhere", first.key) is None
    assert parts.own_sets.get("", "education@2026.1") is None


def test_question_sets_are_listed_oldest_first_and_by_partnership(parts, pk):
    later = own_set(pk, key=f"{pk}.another@2027.1", published_at=MONDAY + timedelta(days=1))
    for made in (later, own_set(pk), own_set(f"{pk}-elsewhere", partnership_id=f"{pk}-elsewhere")):
        parts.commit(parts.own_sets.published(made))
    assert [s.key for s in parts.own_sets.of_partnership(pk)] == [f"{pk}.plus@2027.1", later.key]


def test_a_draft_is_published_or_dropped_once(parts, pk):
    made = Draft(id="d1", partnership_id=pk, name="Ours", base="", created_at=MONDAY, created_by="s1")
    parts.commit(parts.own_sets.begun(made))
    assert parts.own_sets.drafts(pk) == [made]
    parts.commit(parts.own_sets.published(own_set(pk)), parts.own_sets.finished(made, f"{pk}.plus@2027.1"))
    assert parts.own_sets.draft(pk, "d1").published == f"{pk}.plus@2027.1"
    for again in (parts.own_sets.finished(made, "x"), parts.own_sets.dropped(made)):
        with pytest.raises(Conflict) as refused:
            parts.commit(again)
        assert refused.value.kind == "DRAFT"
    other = replace(made, id="d2")
    parts.commit(parts.own_sets.begun(other))
    parts.commit(parts.own_sets.dropped(other))
    assert parts.own_sets.draft(pk, "d2") is None


# Earlier returns and the working copy


def test_what_a_return_knows_of_earlier_ones_is_less_than_a_write_unit(made):
    previous = PreviousReturn(
        ref="K7P-2QX",
        cycle_name="Safeguarding self-assessment for the year 2024 to 2025",
        submitted_on=date(2025, 3, 20),
        framework="section-11@2026.1",
        sector="local_authority",
        profile=PROFILE,
    )

    def size(return_):
        return item_size(encode(return_, keys.return_(return_.ref)))

    assert size(replace(made, previous=(previous, previous))) - size(made) < 1_024


def test_what_an_organisation_has_submitted_is_found_the_last_first(parts, made):
    second = replace(made, ref=f"{made.ref}-2", audiences=())
    parts.commit(parts.returns.created(second, total=1))
    for ref, number, days in ((made.ref, 1, 0), (second.ref, 1, 300), (made.ref, 2, 700)):
        sent = Submission(
            number=number,
            sha256="f" * 64,
            key="k",
            submitted_at=MONDAY + timedelta(days=days),
            approved_by="Harriet",
            approved_by_job="Head",
        )
        parts.commit(parts.returns.submitted(replace(made, ref=ref), sent))

    found = parts.returns.submitted_by(made.organisation_id)

    day = MONDAY.date()
    assert [(when, one.ref) for when, one in found] == [
        (day + timedelta(days=700), made.ref),
        (day + timedelta(days=300), second.ref),
    ]
    assert parts.returns.submitted_by(f"{made.organisation_id}-nobody") == []


def test_the_working_copy_stands_apart_from_the_return(parts, made):
    ref = made.ref
    answer = Answer(criterion="S01-01", rating="good", narrative="As submitted", version=1)
    plan = Plan(id="aBCD-FGH", kind=PlanKind.ACTION, criteria=("S01-01",), what="Ask", version=1)
    parts.commit(parts.returns.answer_saved(ref, answer), parts.returns.plan_saved(ref, plan))
    before = parts.returns.whole(ref)
    noted = replace(answer, narrative="Noted since")
    note = ActionNote(plan=plan.id, state=ActionState.STUCK, line="No time", version=1, saved_at=MONDAY)

    parts.commit(parts.returns.answer_noted(ref, noted))
    parts.commit(parts.returns.action_noted(ref, note))

    assert parts.returns.whole(ref) == before
    assert parts.returns.answers(ref) == [answer]
    copy = parts.returns.working_copy(ref)
    assert (copy.answers, copy.noted) == ({"S01-01": answer}, {"S01-01": noted})
    assert (copy.plans, copy.notes) == ((plan,), {plan.id: note})
    assert parts.returns.plan_of(ref) == ((plan,), {plan.id: note})
    places = [AnswerPlace(ref, "S01-01"), AnswerPlace(ref, "S01-01", noted=True), AnswerPlace(ref, "S99-99")]
    found = parts.returns.around(made, answers=places).answers
    assert found == {places[0]: answer, places[1]: noted}


@pytest.mark.parametrize("again", ["answer_noted", "action_noted"])
def test_of_two_notes_at_once_one_is_refused_and_shown_the_other(parts, made, again):
    noted = Answer(criterion="S01-01", narrative="First", version=1)
    note = ActionNote(plan="aBCD-FGH", state=ActionState.DONE, line="First", version=1)
    first = noted if again == "answer_noted" else note
    write = getattr(parts.returns, again)
    parts.commit(write(made.ref, first))
    with pytest.raises(Conflict) as conflict:
        parts.commit(write(made.ref, first))
    assert conflict.value.current == first


def test_reviews_stand_under_their_partnership(parts, pk):
    name = pk.replace("#", "-")
    hand = Assignment(reviewer="s-one", assigned_at=MONDAY, rest_agreed=1)
    review = ReturnReview(
        ref=name,
        partnership_id=name,
        cycle_id="c1",
        organisation_id="o1",
        organisation_name="Organisation 1",
        sector="school",
        first=hand,
        agreement=Agreement(same=2, by_one=1),
        version=1,
    )
    said = CriterionReview(criterion="S01-01", reviewer="s-one", rating=2, own=3, themes=("t1",), version=1)
    parts.commit(parts.reviews.saved(review), parts.reviews.criterion_saved(name, name, said))
    parts.commit(parts.reviews.criterion_saved(name, name, replace(said, reviewer="s-two")))
    assert parts.reviews.get(name, "c1", name) == review
    assert list(parts.reviews.of_cycle(name, "c1")) == [review]
    assert list(parts.reviews.of_cycle(name, "c")) == []
    assert parts.reviews.written(name, name, "s-one") == [said]
    assert len(parts.reviews.written(name, name)) == 2
    assert parts.reviews.written("another", name) == []
    assert parts.reviews.about(name, "S01-01", [(name, "s-one"), (name, "s-none")]) == {name: said}


def test_a_review_that_somebody_else_changed_is_handed_over(parts, pk):
    name = pk.replace("#", "-")
    said = CriterionReview(criterion="S01-01", reviewer="s-one", rating=2, own=3, version=1)
    parts.commit(parts.reviews.criterion_saved(name, name, said))
    with pytest.raises(Conflict) as refused:
        parts.commit(parts.reviews.criterion_saved(name, name, replace(said, rating=1)))
    assert (refused.value.kind, refused.value.current) == ("REVIEW", said)
