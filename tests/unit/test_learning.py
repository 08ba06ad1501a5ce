"""The figures of a learning report: what is counted, how it is told, and what it must not give away."""

import json
import random
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.disclosure import Printed
from chalicelib.domain.framework import Framework, NotAsked
from chalicelib.domain.learning import learning_report
from chalicelib.domain.learning_files import as_json, learning_text
from chalicelib.domain.returns import ReturnStatus
from tests.support.reporting import MADE_ON, criterion, cycle, framework, header, random_headers, report

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schemas/learning-report-1.json").read_text(encoding="utf-8")
)
FIRST, SECOND = "S01-01", "S01-02"


def figures(headers, asked=None, status=CycleStatus.CLOSED):
    return learning_report(asked or framework(), cycle(status), headers, "Saltmarsh", MADE_ON)


def schools(*ratings, **changes):
    return [header(n, ratings=given, **changes) for n, given in enumerate(ratings)]


def test_an_organisation_stands_where_its_lowest_rating_is():
    headers = schools(
        *[{FIRST: 4, SECOND: 2}] * 5,  # below in something
        *[{FIRST: 4, SECOND: 3}] * 6,  # at the standard
        *[{FIRST: 4, SECOND: 0}] * 7,  # the highest level in all that applies
        *[{FIRST: 4, SECOND: -1}] * 2,  # text without a rating says nothing
    )
    standard = figures(headers).standards[0]
    assert standard.below.total == Printed(5, 5, 20)
    assert standard.middle.total == Printed(6, 6, 20)
    assert standard.top.total == Printed(9, 9, 20)
    assert [c.below.total.words for c in standard.criteria] == ["3 or fewer", "5"]


def test_an_organisation_to_which_a_standard_does_not_apply_is_in_the_middle():
    headers = schools(*[{FIRST: 0, SECOND: 0}] * 6, *[{FIRST: 1}] * 6, *[{FIRST: 4}] * 6)
    assert figures(headers).standards[0].middle.total == Printed(6, 6, 18)


def test_only_submitted_returns_count_but_all_were_invited():
    headers = [
        *schools(*[{FIRST: 1}] * 12),
        *(header(50 + n, ratings={FIRST: 1}, status=ReturnStatus.IN_PROGRESS) for n in range(7)),
    ]
    made = figures(headers)
    assert (made.returned, made.invited) == (12, 19)
    assert made.standards[0].below.total == Printed(9, 12, 12)


def test_plans_count_organisations_once_a_standard():
    headers = [
        *schools(*[{FIRST: 1}] * 5, plans={"a1": (FIRST,), "a2": (SECOND, "S02-01"), "b1": ("S02-02",)}),
        *schools(*[{}] * 10),
    ]
    first, second = figures(headers).standards
    assert [first.actions.total.words, first.barriers.total.words] == ["5", "3 or fewer"]
    assert [second.actions.total.words, second.barriers.total.words] == ["5", "5"]


def test_the_most_often_below_come_first_and_what_nobody_can_see_is_left_out():
    headers = schools(
        *[{"S01-01": 1, "S01-02": 1, "S02-01": 1}] * 3,
        *[{"S01-02": 1, "S02-01": 1, "S02-02": 1}] * 5,
        *[{"S02-02": 2}] * 6,
        *[{}] * 6,
    )
    assert [c.id for c in figures(headers).most_often_below] == ["S02-02", "S01-02", "S02-01"]


def test_order_comes_from_print_and_not_from_hidden_counts():
    """Seventeen and twenty of twenty print alike, so the framework's order decides."""
    headers = schools(*[{"S01-01": 1, "S02-01": 1}] * 17, *[{"S02-01": 1}] * 3)
    assert [c.id for c in figures(headers).most_often_below] == ["S01-01", "S02-01"]


def test_labels_come_from_the_scale_and_a_scale_of_two_has_no_middle():
    asked = framework(labels=("No", "Yes"), meets=2)
    made = figures(schools(*[{FIRST: 1}] * 5, *[{FIRST: 2}] * 6), asked)
    assert (made.places.below, made.places.middle, made.places.top) == (("No",), (), "Yes")
    assert made.standards[0].middle is None
    assert made.standards[0].top.total == Printed(6, 6, 11)


def test_a_group_that_is_not_asked_has_no_figure():
    not_police = (NotAsked(because="Made up", sectors=("police",)),)
    asked = framework(standards=1, criteria=1)
    asked = replace(asked, criteria=(*asked.criteria, criterion(2, 1, not_police)))
    headers = [header(n, sector, ratings={}) for sector in ("school", "police") for n in range(12)]
    first, second = figures(headers, asked).standards[0].criteria
    assert [name for name, _ in first.below.by_group] == ["Schools", "Police"]
    assert [name for name, _ in second.below.by_group] == ["Schools"]
    only_police = [header(n, "police", ratings={}) for n in range(12)]
    assert figures(only_police, replace(asked, criteria=asked.criteria[1:])).standards == ()


def test_a_sector_that_the_framework_does_not_know_is_not_lost():
    headers = [header(n, "lighthouses") for n in range(12)]
    assert [g.name for g in figures(headers).groups] == ["lighthouses"]


def test_under_ten_returns_nothing_is_said():
    made = figures(schools(*[{FIRST: 1}] * 9))
    assert (made.groups, made.standards, made.most_often_below) == ((), (), ())


@pytest.mark.parametrize(
    ("status", "final"), [(CycleStatus.OPEN, False), (CycleStatus.CLOSED, True), (CycleStatus.ARCHIVED, True)]
)
def test_a_report_is_final_once_its_cycle_is_closed(status, final):
    assert figures([], status=status).final is final


def test_the_json_follows_its_schema():
    kept = as_json(report())
    jsonschema.validate(kept, SCHEMA)
    assert json.loads(learning_text(report())) == kept
    jsonschema.validate(as_json(figures([])), SCHEMA)


# --- twin worlds: whatever a reader suspects of an organisation, the opposite prints the same


def below(header_, criterion_id):
    return header_.ratings.get(criterion_id) in (1, 2)


def twins(headers, others, suspect, criterion_id):
    """Worlds in which the suspect, having changed places with one of the others, is on the other side."""
    wanted = not below(headers[suspect], criterion_id)
    for other in [suspect, *others]:
        colleague = headers[other]
        taken = {"ratings": colleague.ratings, "plans": colleague.plans}
        left = {"ratings": headers[suspect].ratings, "plans": headers[suspect].plans}
        swapped = list(headers)
        swapped[other] = replace(colleague, **left)
        for order in (1, 2) if wanted else (0, 3, 4):
            ratings = {**taken["ratings"], criterion_id: order}
            for plan in ("a9", "b9") if wanted else ("",):
                plans = {**taken["plans"], plan: (criterion_id,)} if plan else taken["plans"]
                swapped[suspect] = replace(headers[suspect], ratings=ratings, plans=plans)
                yield swapped
        if below(colleague, criterion_id) == wanted:
            swapped[suspect] = replace(headers[suspect], **taken)
            yield swapped


def partnership(seed):
    chance = random.Random(seed)
    asked = framework(standards=2, criteria=chance.choice((1, 2, 3)))
    sizes = {"school": chance.randint(10, 16), "health": chance.randint(6, 9), "police": chance.randint(4, 9)}
    weights = chance.choice(((4, 1, 1, 60, 30), (5, 20, 20, 30, 30), (5, 60, 60, 5, 2), (1, 0, 0, 1, 90)))
    headers = []
    for drawn in random_headers(asked, sizes, seed, returned=1.0):
        ratings = {c.id: chance.choices(range(5), weights)[0] for c in asked.criteria}
        low = [c for c, order in ratings.items() if order in (1, 2)]
        plans = {f"{chance.choice('aab')}{n}": (c,) for n, c in enumerate(low)}
        headers.append(replace(drawn, ratings=ratings, plans=plans))
    return asked, headers


@pytest.mark.parametrize("seed", range(40))
def test_the_opposite_of_any_suspicion_prints_the_same(seed):
    """Also to two organisations that tell each other what they answered: theirs stays as it is."""
    asked, headers = partnership(seed)
    made = figures(headers, asked)
    chance = random.Random(seed)
    for _ in range(3):
        suspect, *curious = chance.sample(range(len(headers)), 3)
        sectors = next(g.sectors for g in made.groups if headers[suspect].sector in g.sectors)
        others = [n for n, h in enumerate(headers) if h.sector in sectors and n not in (suspect, *curious)]
        worlds = twins(headers, others, suspect, chance.choice(asked.criteria).id)
        assert any(as_json(figures(world, asked)) == as_json(made) for world in worlds)


def with_added() -> Framework:
    """The made-up framework, to which a partnership has added a question, leaving another out."""
    made = framework()
    own = replace(criterion(99, 1), id="L01-99", own_of="saltmarsh", title="Ours alone")
    spared = replace(made.criteria[1], not_asked=(NotAsked(because="We asked last year"),))
    criteria = (made.criteria[0], spared, own, *made.criteria[2:])
    return replace(made, id="saltmarsh.plus", base=made.key, criteria=criteria, left_out=(SECOND,))


def test_what_a_partnership_added_counts_in_no_standard_and_stands_apart():
    headers = schools(*[{FIRST: 3, "L01-99": 1}] * 6, *[{FIRST: 3, "L01-99": 4}] * 9)
    plain = figures(headers, replace(with_added(), criteria=with_added().criteria[:2]))
    made = figures(headers, with_added())
    assert made.standards[0].below == plain.standards[0].below
    assert made.standards[0].below.total == Printed(0, 3, 15)
    assert [c.id for s in made.standards for c in s.criteria if s.number == 1] == [FIRST]
    assert "L01-99" not in [c.id for c in made.most_often_below]
    (own,) = made.added
    assert (own.title, own.below.total) == ("Ours alone", Printed(6, 6, 15))


def test_plans_for_what_was_added_are_no_plans_of_the_standard():
    made = figures(schools(*[{"L01-99": 1}] * 12, plans={"a1": ("L01-99",)}), with_added())
    assert made.standards[0].actions.total == Printed(0, 3, 12)


def test_what_a_partnership_leaves_out_is_told():
    made = figures(schools(*[{FIRST: 3}] * 12), with_added())
    assert made.left_out == (framework().criterion(SECOND).title,)
    jsonschema.validate(as_json(made), SCHEMA)
    assert as_json(made)["left_out"] == list(made.left_out)
    assert [c["id"] for c in as_json(made)["added"]] == ["L01-99"]


def test_a_whole_set_of_a_partnerships_own_is_figured_like_ours():
    whole = replace(with_added(), base="", left_out=())
    made = figures(schools(*[{FIRST: 3, "L01-99": 1}] * 12), whole)
    assert "L01-99" in [c.id for c in made.standards[0].criteria]
    assert made.added == ()
