"""What feedback says before anybody has written a word."""

from datetime import date

import pytest

from chalicelib.domain.feedback_making import automatic, from_library, met, rated, training_for
from chalicelib.domain.feedback_words import Paragraph, Situation, Training, Words, laid_over
from chalicelib.frameworks.feedback import first_words
from tests.support.builders import framework

TODAY = date(2027, 4, 3)
SECTION = framework()


def copy(ratings, plan=(), **facts):
    """Criterion → level; every other question is left out."""
    criteria = [c for c in SECTION.criteria if c.id in ratings]
    return {
        "standards": [
            {
                "number": number,
                "criteria": [_answer(c, ratings[c.id], **facts) for c in criteria if c.standard == number],
            }
            for number in sorted({c.standard for c in criteria})
        ],
        "plan": list(plan),
    }


def _answer(criterion, level, **facts):
    rating = {"id": level, "label": SECTION.scale.level(level).label, "sentence": "Somebody does it"}
    return {
        "id": criterion.id,
        "standard": criterion.standard,
        "title": criterion.title,
        "rating": rating if level else None,
        **facts,
    }


def answers(ratings, **facts):
    return rated(SECTION, copy(ratings, **facts))


MIXED = {
    "S01-01": "outstanding",
    "S01-02": "good",
    "S02-01": "good",
    "S04-01": "inadequate",
    "S05-01": "good",
}


def test_automatic_counts_the_ratings_and_names_the_two_best_of_different_standards():
    made = automatic(answers(MIXED), copy(MIXED), first_words(), TODAY)
    assert made.opening.startswith("You rated 4 of 5 answers at the standard or above it, and 1 below it.")
    titles = [SECTION.criterion(c).title for c in ("S01-01", "S02-01")]
    assert [s.title for s in made.strengths] == titles
    assert made.strengths[0].text == "You rated this “Outstanding”, which says: “Somebody does it”."
    assert [s.title for s in made.steps] == ["Listening to children and families"]
    assert made.read_by == ""


@pytest.mark.parametrize(
    ("ratings", "opening"),
    [
        ({}, "You told us that none of the questions applies to you."),
        ({"S01-01": "good"}, "You rated your answer at the standard or above it."),
        ({"S01-01": "good", "S02-01": "good"}, "You rated all 2 answers at the standard or above it."),
        ({"S01-01": "inadequate"}, "You rated 0 of 1 answer at the standard or above it, and 1 below it."),
    ],
)
def test_there_are_always_two_strengths(ratings, opening):
    made = automatic(answers(ratings), copy(ratings), first_words(), TODAY)
    assert made.opening.startswith(opening)
    assert len(made.strengths) == 2
    assert all(s.text for s in made.strengths)


def test_what_nobody_is_asked_to_show_the_schedule_reads_nothing_of():
    """Whatever was written: the words are the framework's and the library's."""
    said = copy(MIXED, narrative="SECRET", answered_by="SECRET", evidence=["SECRET"])
    plan = {"by_when": "2027-05-01", "what": "SECRET", "who": "SECRET"}
    assert "SECRET" not in repr(
        automatic(rated(SECTION, said), {**said, "plan": [plan]}, first_words(), TODAY)
    )


def test_the_next_date_is_that_of_their_next_action():
    plan = [{"by_when": day} for day in ("2027-03-01", "2027-09-01", "2027-05-01", None)]
    made = automatic(answers(MIXED), copy(MIXED, plan), first_words(), TODAY)
    assert (made.next_on, made.next_what) == (date(2027, 5, 1), "The first of your own actions is due")
    assert automatic(answers(MIXED), copy(MIXED), first_words(), TODAY).next_on is None


def test_the_librarys_draft_has_an_opening_two_strengths_and_a_step_for_each_standard_below():
    made = from_library(answers(MIXED), first_words())
    assert made.opening.startswith("Thank you for the time and care that you put into this, and for saying")
    assert [s.title for s in made.strengths] == [
        "Senior leaders’ commitment",
        "Staff responsibilities and skills",
    ]
    assert made.strengths[0].text == first_words().paragraph("strong-01").text
    assert [s.text for s in made.steps] == [first_words().paragraph("below-04").text]


def test_the_furthest_below_comes_first_and_there_are_at_most_four():
    below = dict.fromkeys(("S01-01", "S02-01", "S03-01", "S04-01", "S05-01"), "requires_improvement")
    made = from_library(answers({**below, "S05-01": "inadequate"}), first_words())
    assert made.steps[0].title == "Induction, training and appraisal"
    assert len(made.steps) == 4


def test_help_that_is_wanted_and_words_that_stay_the_same_are_spoken_to():
    made = from_library(answers(MIXED, help_wanted=True, unchanged_cycles=2), first_words())
    texts = [s.text for s in made.steps]
    assert first_words().paragraph("help-any").text in texts
    assert first_words().paragraph("unchanged-any").text in texts


def test_a_partnerships_own_paragraph_goes_before_ours_and_what_it_took_out_is_gone():
    ours = first_words().paragraphs
    own = Paragraph(id="x", situation=Situation.BELOW, title="Mine", text="Ours to say", standard=4, own=True)
    gone = Paragraph(id="below-01", situation=Situation.BELOW, title="", text="", standard=1, removed=True)
    words = Words(paragraphs=laid_over(ours, [own, gone]))
    assert words.fitting(Situation.BELOW, 4).text == "Ours to say"
    assert words.fitting(Situation.BELOW, 1) is None
    assert words.fitting(Situation.MEETS, 7).id == "meets-any"


def test_training_helps_with_what_is_below_and_nobody_is_sent_anywhere_without_need():
    words = Words(
        training=(
            Training(id="1", title="Any"),
            Training(id="2", title="Listening", standards=(4,)),
            Training(id="3", title="Buying", standards=(12,)),
        )
    )
    assert [t.title for t in training_for(words, {4})] == ["Listening", "Any"]
    assert training_for(words, set()) == ()


def test_a_standard_is_met_when_nothing_in_it_is_below():
    assert met(answers({**MIXED, "S01-03": "inadequate"})) == {1: False, 2: True, 4: False, 5: True}


def test_the_set_that_everybody_begins_with_covers_every_standard_in_kind_words():
    words = first_words()
    assert {p.standard for p in words.paragraphs if p.situation is Situation.BELOW} == set(range(1, 13))
    assert {p.situation for p in words.paragraphs} == set(Situation)
    assert len({p.id for p in words.paragraphs}) == len(words.paragraphs)
    for paragraph in words.paragraphs:
        text = f"{paragraph.title} {paragraph.text}".casefold()
        for word in (
            "chase",
            "non-compliant",
            "failed",
            "ensure",
            "robust",
            "effective",
            "appropriate",
            "must",
        ):
            assert word not in text, paragraph.id
        assert len(paragraph.text) <= 400
