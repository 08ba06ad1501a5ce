"""What became of each question between two times, for one organisation."""

import pytest

from chalicelib.domain.framework import Framework
from chalicelib.domain.mapping import WHY, Changes, Kind, Reader, changes, line_to
from tests.support.versions import BUYERS, question, scale, version

SCHOOL = Reader.of("school", {})


def between(*line: Framework, then: Reader = SCHOOL, now: Reader = SCHOOL) -> Changes:
    shelf = {framework.key: framework for framework in line}
    return changes(line_to(line[-1], line[0].key, shelf.__getitem__), then, now)


def became(found: Changes) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {criterion: (m.kind.value, m.was) for criterion, m in found.now.items()}


def test_in_the_same_version_every_question_is_the_same() -> None:
    one = version("2026.1", question("S01-01"), question("S01-02"))

    found = between(one)

    assert became(found) == {"S01-01": ("same", ("S01-01",)), "S01-02": ("same", ("S01-02",))}
    assert found.retired == ()
    assert found.same_scale


def test_each_kind_with_its_reason() -> None:
    one = version(
        "2026.1",
        *(question(i) for i in ("S01-01", "S01-02", "S01-03", "S02-01", "S02-02", "S02-03")),
    )
    two = version(
        "2027.1",
        question("S01-01"),
        question("S01-02", "Other words?", changed="The guidance has changed"),
        question("S01-04", was=("S01-03",), changed="It was two questions in one"),
        question("S01-05", was=("S01-03",)),
        question("S02-04", was=("S02-01", "S02-02")),
        question("S02-05"),
        follows="small@2026.1",
        retired={"S02-03": "The duty has gone"},
    )

    found = between(one, two)

    assert became(found) == {
        "S01-01": ("same", ("S01-01",)),
        "S01-02": ("reworded", ("S01-02",)),
        "S01-04": ("split", ("S01-03",)),
        "S01-05": ("split", ("S01-03",)),
        "S02-04": ("merged", ("S02-01", "S02-02")),
        "S02-05": ("new", ()),
    }
    assert {i: m.why for i, m in found.now.items()} == {
        "S01-01": (),
        "S01-02": ("The guidance has changed",),
        "S01-04": ("It was two questions in one",),
        "S01-05": (WHY["split"],),
        "S02-04": (WHY["merged"],),
        "S02-05": (WHY["new"],),
    }
    assert [(r.criterion.id, r.why) for r in found.retired] == [("S02-03", "The duty has gone")]


def test_a_level_in_other_words_is_a_question_in_other_words() -> None:
    one = version("2026.1", question("S01-01"))
    two = version("2027.1", question("S01-01", present="There are two"), follows=one.key)

    assert between(one, two).now["S01-01"].kind is Kind.REWORDED


def test_same_is_what_this_organisation_read_then_and_reads_now() -> None:
    one = version("2026.1", question("S01-01", "For all?", alone="For you alone?"))
    two = version("2027.1", question("S01-01", "For everybody?", alone="For you alone?"), follows=one.key)
    alone = Reader.of("school", {"buys": "alone"})

    assert between(one, two).now["S01-01"].kind is Kind.REWORDED
    assert between(one, two, then=alone, now=alone).now["S01-01"].kind is Kind.SAME
    moved = between(one, one, then=SCHOOL, now=alone).now["S01-01"]
    assert (moved.kind, moved.why) == (Kind.REWORDED, (WHY["for_you"],))


def test_why_is_told_to_those_whose_words_changed() -> None:
    one = version("2026.1", question("S01-01", "First?", alone="First, alone?"))
    two = version(
        "2027.1",
        question(
            "S01-01", "Second?", alone="Second, alone?", changed="It was long", changed_alone="It was odd"
        ),
        follows=one.key,
    )
    alone = Reader.of("school", {"buys": "alone"})

    assert between(one, two).now["S01-01"].why == ("It was long",)
    assert between(one, two, now=alone).now["S01-01"].why == ("It was odd",)


def test_what_was_not_asked_then_is_new_for_this_organisation() -> None:
    one = version("2026.1", question("S01-01"), question("S02-01", not_asked=BUYERS))
    buys, buys_nothing = (Reader.of("school", {"buys": answer}) for answer in ("yes", "no"))

    mapped = between(one, then=buys_nothing, now=buys).now["S02-01"]

    assert (mapped.kind, mapped.was, mapped.why) == (Kind.NEW, (), (WHY["not_asked"],))


def test_what_the_profile_spares_now_is_asked_no_more_for_that_reason() -> None:
    one = version("2026.1", question("S01-01"), question("S02-01", not_asked=BUYERS))
    buys, buys_nothing = (Reader.of("school", {"buys": answer}) for answer in ("yes", "no"))

    found = between(one, then=buys, now=buys_nothing)

    assert [(r.criterion.id, r.why) for r in found.retired] == [("S02-01", BUYERS[0].because)]


def test_a_question_that_simply_is_not_there_any_more() -> None:
    one, two = (
        version("2026.1", question("S01-01"), question("S01-02")),
        version("2027.1", question("S01-01"), follows="small@2026.1"),
    )

    assert [r.why for r in between(one, two).retired] == [WHY["retired"]]


def test_half_of_a_split_that_is_not_asked_leaves_one_reworded_question() -> None:
    one = version("2026.1", question("S01-01"))
    two = version(
        "2027.1",
        question("S01-01", "Half of it?"),
        question("S02-01", was=("S01-01",), not_asked=BUYERS),
        follows=one.key,
    )
    buys_nothing = Reader.of("school", {"buys": "no"})

    assert {m.kind for m in between(one, two).now.values()} == {Kind.SPLIT}
    found = between(one, two, then=buys_nothing, now=buys_nothing)
    assert became(found) == {"S01-01": ("reworded", ("S01-01",))}
    assert found.retired == ()


def test_over_several_versions_every_change_is_told() -> None:
    first = version("2025.1", question("S01-01", "First?"), question("S01-02"), question("S01-03"))
    second = version(
        "2026.1",
        question("S01-01", "Second?", changed="The law changed"),
        question("S02-01", was=("S01-02",)),
        question("S01-03"),
        follows=first.key,
    )
    third = version(
        "2027.1",
        question("S01-01", "Third?", changed="So did the guidance"),
        question("S02-02", was=("S02-01", "S01-03")),
        follows=second.key,
        retired={},
    )

    found = between(first, second, third)

    assert became(found) == {
        "S01-01": ("reworded", ("S01-01",)),
        "S02-02": ("merged", ("S01-02", "S01-03")),
    }
    assert found.now["S01-01"].why == ("The law changed", "So did the guidance")


def test_a_change_that_was_taken_back_is_none() -> None:
    line = [
        version(number, question("S01-01", text, changed="For clarity"), follows=follows)
        for number, text, follows in (
            ("2025.1", "First?", ""),
            ("2026.1", "Second?", "small@2025.1"),
            ("2027.1", "First?", "small@2026.1"),
        )
    ]

    (mapped,) = between(*line).now.values()

    assert (mapped.kind, mapped.why) == (Kind.SAME, ())


def test_why_a_question_was_retired_is_remembered_over_later_versions() -> None:
    first = version("2025.1", question("S01-01"), question("S01-02"))
    second = version("2026.1", question("S01-01"), question("S01-03", was=("S01-02",)), follows=first.key)
    third = version("2027.1", question("S01-01"), follows=second.key, retired={"S01-03": "Ofsted asks it"})

    assert [(r.criterion.id, r.why) for r in between(first, second, third).retired] == [
        ("S01-02", "Ofsted asks it")
    ]


def test_a_family_that_follows_another() -> None:
    one = version("2026.1", question("S01-01"), question("S01-02"), name="section-11")
    two = version("2026.1", question("E01", was=("S01-02",)), name="education", follows=one.key)

    found = between(one, two)

    assert became(found) == {"E01": ("reworded", ("S01-02",))}
    assert [r.criterion.id for r in found.retired] == ["S01-01"]


@pytest.mark.parametrize("said_by", ["the later", "the earlier"])
def test_where_no_line_leads_what_corresponds_does(said_by: str) -> None:
    forth = {"education": "E01"} if said_by == "the earlier" else {}
    back = {"section-11": "S01-01"} if said_by == "the later" else {}
    one = version(
        "2026.2", question("S01-01", corresponds=forth), question("S01-02"), name="section-11", follows=""
    )
    two = version("2026.1", question("E01", corresponds=back), question("E02"), name="education")

    assert became(between(one, two)) == {"E01": ("reworded", ("S01-01",)), "E02": ("new", ())}


def test_a_line_that_goes_in_a_circle_or_leads_nowhere_ends() -> None:
    one = version("2026.1", question("S01-01"), follows="small@2027.1")
    two = version("2027.1", question("S01-01"), follows="small@2026.1")
    other = version("2020.1", question("S01-01"), name="other")
    shelf = {f.key: f for f in (one, two, other)}

    assert line_to(two, other.key, shelf.__getitem__) == (other, two)
    assert line_to(version("2028.1", follows="gone@2027.1"), other.key, shelf.__getitem__)[0] is other
    with pytest.raises(KeyError):
        line_to(two, "gone@2026.1", shelf.__getitem__)


def test_another_scale_is_noticed() -> None:
    one = version("2026.1", question("S01-01"), scale=scale("Not yet", "In place"))
    again = version("2027.1", question("S01-01"), scale=scale("Not yet", "In place"), follows=one.key)
    other = version("2027.1", question("S01-01"), scale=scale("Inadequate", "Good"), follows=one.key)

    assert between(one, again).same_scale
    found = between(one, other)
    assert not found.same_scale
    assert found.now["S01-01"].kind is Kind.SAME


def test_was_that_names_nothing_known_is_new() -> None:
    one = version("2026.1", question("S01-01"))
    two = version("2027.1", question("S01-02", was=("S09-09",)), follows=one.key)

    assert became(between(one, two)) == {"S01-02": ("new", ())}


def test_the_line_begins_with_what_was_answered_last() -> None:
    first = version("2025.1", question("S01-01"))
    second = version("2026.1", question("S01-01"), follows=first.key)
    third = version("2027.1", question("S01-01"), follows=second.key)
    shelf = {f.key: f for f in (first, second, third)}

    assert line_to(third, second.key, shelf.__getitem__) == (second, third)
    assert line_to(third, third.key, shelf.__getitem__) == (third,)


def test_a_family_that_follows_an_older_version_than_was_answered() -> None:
    shelf = [
        version("2026.1", question("S01-01"), question("S01-02"), name="section-11"),
        version(
            "2026.2", question("S01-01"), question("S01-02"), name="section-11", follows="section-11@2026.1"
        ),
        version(
            "2026.1",
            question("V01", was=("S01-01",)),
            name="voluntary",
            follows="section-11@2026.1",
            retired={"S01-02": "Small groups have none"},
        ),
    ]
    _, answered, now = shelf

    line = line_to(now, answered.key, {f.key: f for f in shelf}.__getitem__)
    found = changes(line, SCHOOL, SCHOOL)

    assert became(found) == {"V01": ("reworded", ("S01-01",))}
    assert [(r.criterion.id, r.why) for r in found.retired] == [("S01-02", "Small groups have none")]


def test_the_line_passes_another_version_of_what_was_answered() -> None:
    shelf = [
        version("2026.1", question("S01-01"), name="section-11"),
        version("2026.2", question("S01-01"), name="section-11", follows="section-11@2026.1"),
        version("2026.1", question("E01", was=("S01-01",)), name="education", follows="section-11@2026.1"),
        version("2027.1", question("E09", was=("E01",)), name="education", follows="education@2026.1"),
    ]
    answered, between_them, now = shelf[1:]

    line = line_to(now, answered.key, {f.key: f for f in shelf}.__getitem__)

    assert line == (answered, between_them, now)
    assert became(changes(line, SCHOOL, SCHOOL)) == {"E09": ("reworded", ("S01-01",))}


@pytest.mark.parametrize("first", ["ours", "with theirs"])
def test_a_partnership_that_adds_questions_or_takes_them_back(first: str) -> None:
    ours = version("2026.1", question("S01-01"), name="education")
    theirs = version(
        "2026.1",
        question("S01-01"),
        question("L01-01", own_of="saltmarsh"),
        name="saltmarsh.plus",
        base=ours.key,
        follows=ours.key,
    )
    shelf = {f.key: f for f in (ours, theirs)}
    then, now = (ours, theirs) if first == "ours" else (theirs, ours)

    found = changes(line_to(now, then.key, shelf.__getitem__), SCHOOL, SCHOOL)

    assert found.now["S01-01"].kind is Kind.SAME
    assert [m.kind for m in found.now.values()] == ([Kind.SAME, Kind.NEW] if now is theirs else [Kind.SAME])
    assert [r.criterion.id for r in found.retired] == ([] if now is theirs else ["L01-01"])
