"""One return is reviewed: by one, by two who do not see each other, and again after a question."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Outdated, Refused
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.review_agreement import Agreement
from chalicelib.domain.reviews import SETTLED, outcomes
from chalicelib.services.assigning import assign
from chalicelib.services.challenging import answer, challenge, challenges
from chalicelib.services.questioning import Asking, ask
from chalicelib.services.reopening import reopen
from chalicelib.services.review_queue import queue, sideways
from chalicelib.services.review_reading import open_review
from chalicelib.services.review_themes import edit
from chalicelib.services.reviewing import Said, agree_with_rest, finish, save, take_up_again
from chalicelib.services.second_reviews import choose_overlap, differences, settle, standing
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.in_review import BELOW, BLANK, THIN, given, returned, reviewer, sent_again, stage
from tests.support.tables import TroubledTable

BOSS, SCRUTINEER = builders.staff(), builders.staff(StaffRole.SCRUTINEER)
ONE, TWO = reviewer(1), reviewer(2)


@pytest.fixture
def table():
    return TroubledTable()


@pytest.fixture
def parts(table):
    made = FakeParts(table)
    stage(made)
    return made


def said(rating="requires_improvement", **more):
    return Said(**{"rating": rating, "reason": "Nothing says who checks it", "submission": 1, **more})


def do_all(parts, member, ref, submission=1):
    agree_with_rest(parts, member, ref, submission)
    finish(parts, member, ref, submission)


def review_of(parts, ref="K7P-223"):
    return parts.reviews.get("saltmarsh", "cycle2027", ref)


def levels(parts):
    return {level.order: level.id for level in parts.framework(builders.FRAMEWORK).scale.levels}


@pytest.fixture
def lower(parts):
    """A rating one level below what the organisation gave itself."""
    return levels(parts)[2]


def test_a_rating_is_changed_with_a_reason_and_the_rest_agreed_with(parts, lower):
    made = given(parts)
    kept = save(parts, ONE, made.ref, "S01-02", said(lower, note="Ask again in a year", themes=("training",)))
    assert (kept.own, kept.rating, kept.saved_as) == (3, 2, "Reviewer 1")
    do_all(parts, ONE, made.ref)
    found = outcomes(review_of(parts), parts.reviews.written("saltmarsh", made.ref), made.ratings)
    assert [c for c, o in found.items() if o.changed] == ["S01-02"]
    assert review_of(parts).is_finished


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rating": ""}, "rating"),
        ({"rating": "made-up"}, "rating"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 10_000}, "reason"),
        ({"note": "x" * 10_000}, "note"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_kept(parts, lower, changes, field):
    made = given(parts)
    with pytest.raises(Invalid) as refused:
        save(parts, ONE, made.ref, "S01-02", replace(said(lower), **changes))
    assert list(refused.value.problems) == [field]
    assert parts.reviews.written("saltmarsh", made.ref) == []


def test_the_same_rating_needs_no_reason(parts):
    made = given(parts)
    kept = save(parts, ONE, made.ref, "S01-02", said(levels(parts)[3], reason="", good_practice=True))
    assert kept.agrees
    assert kept.good_practice


@pytest.mark.parametrize(
    ("consent", "shared"),
    [("", False), ("no", False), ("named", True), ("unnamed", True), ("made-up", False)],
)
def test_good_practice_is_shared_only_with_consent(parts, consent, shared):
    made = given(parts)
    kept = save(parts, ONE, made.ref, "S01-02", said("good", good_practice=True, consent=consent))
    assert kept.may_be_shared is shared
    unmarked = said("good", consent="named", version=1)
    assert not save(parts, ONE, made.ref, "S01-02", unmarked).may_be_shared


def test_a_criterion_that_is_not_asked_there_is_not_found(parts, lower):
    made = given(parts)
    with pytest.raises(NotFound):
        save(parts, ONE, made.ref, "S99-01", said(lower))


def test_themes_that_are_not_on_the_list_are_left_out(parts, lower):
    made = given(parts)
    assert save(parts, ONE, made.ref, "S01-02", said(lower, themes=("x", "online"))).themes == ("online",)


def test_two_windows_meet_and_a_button_pressed_twice_is_once(parts, lower):
    made = given(parts)
    save(parts, ONE, made.ref, "S01-02", said(lower))
    save(parts, ONE, made.ref, "S01-02", said(lower))
    with pytest.raises(Outdated) as lost:
        save(parts, ONE, made.ref, "S01-02", said(lower, reason="Another one"))
    assert lost.value.current.reason == "Nothing says who checks it"
    save(parts, ONE, made.ref, "S01-02", said(lower, reason="Another one", version=1))


def test_taken_away_in_the_very_moment_of_saving_nothing_is_kept(parts, table, lower):
    made = given(parts)
    save(parts, ONE, made.ref, "S01-03", said(lower))
    table.before = lambda: assign(parts, BOSS, made.ref, "s-r2")
    with pytest.raises(NotAllowed):
        save(parts, ONE, made.ref, "S01-02", said(lower))
    assert [w.criterion for w in parts.reviews.written("saltmarsh", made.ref)] == ["S01-03"]


def test_it_is_not_finished_while_ratings_are_open(parts, lower):
    made = given(parts)
    save(parts, ONE, made.ref, "S01-02", said(lower))
    with pytest.raises(Refused) as refused:
        finish(parts, ONE, made.ref, 1)
    assert refused.value.code == "review_rest_open"
    do_all(parts, ONE, made.ref)
    finish(parts, ONE, made.ref, 1)
    with pytest.raises(Refused):
        save(parts, ONE, made.ref, "S01-02", said(lower, reason="Late", version=1))
    take_up_again(parts, ONE, made.ref)
    save(parts, ONE, made.ref, "S01-02", said(lower, reason="Late", version=1))
    finish(parts, ONE, made.ref, 1)


def test_nobody_writes_what_is_not_in_their_hands(parts, lower):
    made = given(parts)
    for member in (TWO, BOSS, SCRUTINEER):
        with pytest.raises(NotAllowed):
            save(parts, member, made.ref, "S01-02", said(lower))
        with pytest.raises(NotAllowed):
            agree_with_rest(parts, member, made.ref, 1)
        with pytest.raises(NotAllowed):
            finish(parts, member, made.ref, 1)
        with pytest.raises(NotAllowed):
            take_up_again(parts, member, made.ref)


def test_a_reviewer_reads_no_review_that_is_not_theirs(parts):
    made = given(parts)
    for reads in (open_review, challenges, differences):
        with pytest.raises(NotAllowed):
            reads(parts, TWO, made.ref)


def test_another_partnership_finds_nothing(parts, lower):
    made = given(parts)
    stranger = builders.staff(partnership_id="elsewhere")
    for reads in (open_review, challenges, differences):
        with pytest.raises(NotFound):
            reads(parts, stranger, made.ref)
    with pytest.raises(NotFound):
        save(parts, stranger, made.ref, "S01-02", said(lower))


def test_who_is_among_the_people_of_a_return_does_not_read_its_review(parts):
    made = given(parts, people={"p": replace(builders.LEAD, email="reviewer1@example.org")})
    with pytest.raises(NotAllowed):
        open_review(parts, ONE, made.ref)


# What is read


def test_a_return_opens_on_its_exceptions(parts):
    made = given(parts, ratings={BELOW: 1}, texts={THIN: "See policy", BLANK: ""})
    opened = open_review(parts, ONE, made.ref)
    assert [(r.criterion["id"], [k.value for k in r.kinds]) for r in opened.exceptional] == [
        (BELOW, ["no_action"]),
        (THIN, ["thin"]),
        (BLANK, ["nothing_written"]),
    ]
    assert len(opened.exceptional) + len(opened.rest) == len(made.ratings)


def test_where_notes_are_the_organisations_own_their_absence_is_no_exception(parts):
    made = given(parts, cycle=stage(parts, sharing=Sharing.RATINGS), texts={BLANK: ""})
    opened = open_review(parts, ONE, made.ref)
    assert opened.exceptional == []
    assert {row.criterion["narrative"] for row in opened.rows} == {""}


def test_the_sectors_figures_stand_beside(parts):
    for number in range(2, 13):
        given(parts, number)
    made = given(parts, 1, ratings={BELOW: 1}, planned=(BELOW,))
    do_all(parts, ONE, "K7P-224")  # counts the sector
    row = open_review(parts, ONE, made.ref).row(BELOW)
    assert [(level.order, n) for level, n in row.sector] == [(1, 1), (2, 0), (3, 11), (4, 0)]
    assert [k.value for k in row.kinds] == ["far_below"]


def test_last_times_rating_stands_beside(parts):
    from chalicelib.domain.returns import PreviousReturn

    before = returned(parts, 9, ratings={BELOW: 2}, planned=(BELOW,))
    previous = PreviousReturn(
        ref=before.ref,
        cycle_name="2025",
        submitted_on=date(2025, 3, 1),
        framework=before.framework,
        sector=before.sector,
        profile=before.profile,
    )
    made = given(parts, previous=(previous,))
    opened = open_review(parts, ONE, made.ref)
    labels = {level.order: level.label for level in opened.framework.scale.levels}
    assert opened.last_cycle == "2025"
    assert opened.row(BELOW).last_time == (labels[2],)


def test_one_criterion_across_my_returns(parts, lower):
    first = given(parts, 1)
    given(parts, 2, texts={"S01-02": "See policy"})
    given(parts, 3, to="s-r2")
    save(parts, ONE, first.ref, "S01-02", said(lower))
    rows, total, _ = sideways(parts, ONE, "S01-02")
    assert total == 2
    assert [(r.own, r.said.rating if r.said else None, [k.value for k in r.kinds]) for r in rows] == [
        (3, 2, []),
        (3, None, ["thin"]),
    ]
    assert sideways(parts, ONE, "S99-01") == ([], 0, None)


# A question, and what comes back


def test_a_question_leaves_the_review_open_and_the_newer_copy_is_read_again(parts, lower):
    made = given(parts)
    save(parts, ONE, made.ref, "S01-02", said(lower))
    ask(parts, ONE, made.ref, Asking(texts={"S01-02": "Who checks?"}, due=date(2027, 2, 1)))
    save(parts, ONE, made.ref, "S01-03", said(lower))  # the rest can go on meanwhile
    do_all(parts, ONE, made.ref)
    parts.clock.move(days=3)
    sent_again(parts, made.ref, {"S01-02": 4})
    (mine,) = queue(parts, ONE)
    assert mine.to_read
    assert mine.came_again
    opened = open_review(parts, ONE, made.ref)
    assert opened.submission == 2
    assert not opened.rest_agreed
    assert [r.criterion["id"] for r in opened.exceptional if r.changed] == ["S01-02"]
    assert opened.row("S01-02").outcome.review is None  # it was about another rating
    assert opened.row("S01-03").outcome.rating == 2
    with pytest.raises(Refused) as refused:
        agree_with_rest(parts, ONE, made.ref, 1)  # a page that was opened before
    assert refused.value.code == "review_copy_changed"
    do_all(parts, ONE, made.ref, 2)
    assert not queue(parts, ONE)[0].to_read


def test_a_return_that_was_opened_again_waits(parts, lower):
    made = given(parts)
    reopen(parts, "saltmarsh", made.ref, "s-coordinator", "They asked")
    with pytest.raises(Refused) as refused:
        save(parts, ONE, made.ref, "S01-02", said(lower))
    assert refused.value.code == "review_not_in"
    assert open_review(parts, ONE, made.ref).seat.may_write is False
    assert not queue(parts, ONE)[0].to_read


# Two readers


def test_a_second_reader_sees_nothing_of_the_first_until_both_have_finished(parts, lower):
    made = given(parts, second="s-r2")
    save(parts, ONE, made.ref, "S01-02", said(lower))
    do_all(parts, ONE, made.ref)

    def seen(member):
        row = open_review(parts, member, made.ref).row("S01-02")
        return [w.reviewer for w in row.others]

    assert seen(TWO) == []
    do_all(parts, TWO, made.ref)
    assert seen(TWO) == ["s-r1"]
    assert seen(ONE) == []  # the second agreed with all, so wrote nothing
    assert seen(BOSS) == ["s-r1"]


def test_a_coordinator_who_is_to_read_blindly_sees_nothing_either(parts, lower):
    made = given(parts, second=BOSS.id)
    save(parts, ONE, made.ref, "S01-02", said(lower))
    assert open_review(parts, BOSS, made.ref).row("S01-02").others == ()
    with pytest.raises(NotFound):
        differences(parts, BOSS, made.ref)


@pytest.fixture
def disputed(parts, lower):
    made = given(parts, second="s-r2")
    save(parts, ONE, made.ref, "S01-02", said(lower))
    save(parts, TWO, made.ref, "S01-03", said(levels(parts)[1]))
    do_all(parts, ONE, made.ref)
    do_all(parts, TWO, made.ref)
    return made


def test_how_far_they_agree_is_counted_when_both_have_finished(parts, disputed):
    review = review_of(parts)
    answers = len(disputed.ratings)
    assert review.agreement == Agreement(same=answers - 2, by_one=1, by_two_or_more=1)
    assert review.to_settle == ("S01-02", "S01-03")
    assert not review.is_finished
    found = standing(parts, builders.cycle())
    assert (found.agreement, found.waiting, len(found.to_settle)) == (review.agreement, 0, 1)


def test_a_coordinator_settles_what_differs_and_that_counts(parts, disputed, lower):
    _, found = differences(parts, BOSS, disputed.ref)
    assert [(d.criterion, d.own, d.first, d.second) for d in found] == [
        ("S01-02", 3, 2, 3),
        ("S01-03", 3, 3, 1),
    ]
    settle(parts, BOSS, disputed.ref, "S01-02", said(levels(parts)[3], reason=""))
    settle(parts, BOSS, disputed.ref, "S01-03", said(lower))
    assert review_of(parts).is_finished
    written = parts.reviews.written("saltmarsh", disputed.ref)
    assert {w.criterion for w in written if w.reviewer == SETTLED} == {"S01-02", "S01-03"}
    found = outcomes(review_of(parts), written, disputed.ratings)
    assert (found["S01-02"].rating, found["S01-03"].rating) == (3, 2)
    with pytest.raises(NotFound):
        settle(parts, BOSS, disputed.ref, "S01-04", said(lower))


def test_once_both_have_finished_neither_takes_it_up_again(parts, disputed):
    with pytest.raises(Refused) as refused:
        take_up_again(parts, ONE, disputed.ref)
    assert refused.value.code == "review_both_finished"


def test_both_finish_in_the_same_moment(parts, table):
    made = given(parts, second="s-r2")
    agree_with_rest(parts, ONE, made.ref, 1)
    agree_with_rest(parts, TWO, made.ref, 1)
    table.before = lambda: finish(parts, TWO, made.ref, 1)
    finish(parts, ONE, made.ref, 1)
    assert review_of(parts).both_finished
    assert review_of(parts).agreement.share_same == 100


def test_an_overlap_of_so_many_goes_to_others(parts):
    for number in range(1, 7):
        given(parts, number, to=f"s-r{1 + number % 2}")
    assert choose_overlap(parts, BOSS, builders.cycle(), 2) == 2
    assert choose_overlap(parts, BOSS, builders.cycle(), 2) == 0
    assert choose_overlap(parts, BOSS, builders.cycle(), 3) == 1
    twice = standing(parts, builders.cycle()).twice
    assert len(twice) == 3
    assert all(r.first.reviewer != r.second.reviewer for r in twice)


@pytest.mark.parametrize("wanted", [None, 0, 2])
def test_an_overlap_is_of_returns_that_are_given_out(parts, wanted):
    given(parts)
    with pytest.raises(Invalid):
        choose_overlap(parts, BOSS, builders.cycle(), wanted)


# Challenges and themes


def test_a_scrutineer_challenges_and_is_answered_once(parts):
    made = given(parts)
    challenge(parts, SCRUTINEER, made.ref, "S01-02", "Why is this good?")
    assert review_of(parts).open_challenges == 1
    _, (found,) = challenges(parts, ONE, made.ref)
    answer(parts, ONE, made.ref, found.id, "They showed us the minutes")
    assert review_of(parts).open_challenges == 0
    with pytest.raises(Refused):
        answer(parts, BOSS, made.ref, found.id, "Me too")
    _, (found,) = challenges(parts, SCRUTINEER, made.ref)
    assert (found.answer, found.answered_by) == ("They showed us the minutes", "Reviewer 1")


@pytest.mark.parametrize("text", [" ", "x" * 10_000])
def test_a_challenge_has_words_and_not_too_many(parts, text):
    made = given(parts)
    with pytest.raises(Invalid):
        challenge(parts, SCRUTINEER, made.ref, "", text)
    with pytest.raises(NotFound):
        challenge(parts, SCRUTINEER, made.ref, "S99-01", "Why?")


def test_a_challenge_does_not_open_a_blind_readers_eyes(parts):
    made = given(parts, second="s-r2")
    challenge(parts, SCRUTINEER, made.ref, "", "The first reviewer is too kind")
    assert challenges(parts, TWO, made.ref)[1] == []
    assert len(challenges(parts, BOSS, made.ref)[1]) == 1


def test_two_coordinators_edit_themes_at_once_and_both_are_kept(parts, table):
    table.before = lambda: edit(parts, BOSS, {}, "Transport")
    edit(parts, BOSS, {"online": ""}, "Food")
    names = list(parts.reviews.themes("saltmarsh").in_use.values())
    assert {"Transport", "Food"} <= set(names)
    assert "Online safety" not in names


@pytest.mark.parametrize("added", ["x" * 61, "\n".join(f"Theme {n}" for n in range(60))])
def test_a_list_of_themes_stays_short(parts, added):
    with pytest.raises(Invalid):
        edit(parts, BOSS, {}, added)


def test_the_trail_of_a_review_is_the_partnerships_own(parts):
    made = given(parts)
    (found,) = parts.trail.of("PARTNERSHIP#saltmarsh")
    assert (found.what, found.ref) == ("review.assigned", made.ref)
    assert parts.trail.of(f"RETURN#{made.ref}") == []
