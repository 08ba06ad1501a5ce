"""What differs between two copies: all of it, nothing else, and enough to make one from the other."""

import copy as copying
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.differences import (
    ANSWER_FIELDS,
    EVIDENCE_FIELDS,
    PLAN_FIELDS,
    TELLING_FIELDS,
    Differences,
    Differing,
    differences,
)
from chalicelib.domain.marking import MOST_WORDS, marked
from tests.support.reporting import snapshot

texts = st.sampled_from(["", "We do", "We do not", "Ydym, bob tro", "نعم", "x" * 300, "Two\nlines"])
ids = st.sampled_from(["S01-01", "S01-02", "S02-01", "S02-02"])
levels = st.sampled_from([{"id": f"l{n}", "label": f"Level {n}", "sentence": "So"} for n in (1, 2, 3)])
days = st.none() | st.dates().map(str)
names = st.sampled_from(["e1", "e2", "e3"])


def criterion(criterion_id: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.just(criterion_id),
            "title": st.just(f"Criterion {criterion_id}"),
            "question": st.sampled_from(["What do you do?", "What does your school do?"]),
            "rating": st.none() | levels,
            "not_applicable_reason": st.none() | texts,
            "narrative": texts,
            "evidence": st.lists(names, unique=True, max_size=2).map(sorted),
            "answered_by": texts,
        },
        optional={"help_wanted": st.booleans()},
    )


def lines(prefix: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    keys = st.lists(st.sampled_from([f"{prefix}{n}" for n in range(4)]), unique=True)
    return keys.flatmap(
        lambda chosen: st.tuples(*(st.fixed_dictionaries({"id": st.just(k), **fields}) for k in chosen)).map(
            list
        )
    )


plans = lines(
    "a",
    kind=st.sampled_from(["action", "barrier"]),
    criteria=st.lists(ids, unique=True, max_size=2),
    what=texts,
    who=texts,
    by_when=days,
    how_known=texts,
)
evidence = lines("e", kind=st.just("location"), title=texts, where=texts, sha256=st.none() | texts)
profiles = st.dictionaries(st.sampled_from(["Do you buy?", "How many?"]), texts).map(
    lambda facts: [{"question": q, "answer": a} for q, a in facts.items()]
)
tellings = st.none() | st.fixed_dictionaries(
    {"proud_of": texts, "may_share": st.booleans(), "in_the_way": texts, "time_taken": st.none() | texts}
)


@st.composite
def copies(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(ids, unique=True))
    standards = [
        {
            "number": n,
            "title": f"Standard {n}",
            "criteria": [draw(criterion(c)) for c in chosen if int(c[1:3]) == n],
        }
        for n in (1, 2)
    ]
    return {
        "profile": draw(profiles),
        "standards": standards,
        "plan": draw(plans),
        "anything_else": draw(tellings),
        "evidence": draw(evidence),
    }


# An independent reading of what a copy says.


def said(copy: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Nothing said is the same as not there."""

    def of(item: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
        return {field: item[field] for field in fields if item.get(field)}

    answers = [c for s in copy["standards"] for c in s["criteria"]]
    return {
        "answers": {c["id"]: of(c, ANSWER_FIELDS) for c in answers},
        "plan": {p["id"]: of(p, PLAN_FIELDS) for p in copy["plan"]},
        "evidence": {e["id"]: of(e, EVIDENCE_FIELDS) for e in copy["evidence"]},
        "profile": {f["question"]: of(f, ("answer",)) for f in copy["profile"]},
        "anything_else": {"": of(copy["anything_else"] or {}, TELLING_FIELDS)},
    }


FIELDS = {"answers": ANSWER_FIELDS, "plan": PLAN_FIELDS, "evidence": EVIDENCE_FIELDS, "profile": ("answer",)}


def applied(copy: dict[str, Any], found: Differences) -> dict[str, dict[str, dict[str, Any]]]:
    """What the older copy says once the differences are carried out on it."""
    result = copying.deepcopy(said(copy))
    for part, fields in FIELDS.items():
        for each in getattr(found, part):
            put(result[part], each, fields)
    telling = result["anything_else"][""]
    for change in found.anything_else:
        replace(telling, change.field, change.after)
    return result


def put(into: dict[str, dict[str, Any]], each: Differing, fields: tuple[str, ...]) -> None:
    if each.after is None:
        del into[each.id]
    elif each.before is None:
        into[each.id] = {field: each.after[field] for field in fields if each.after.get(field)}
    else:
        for change in each.changes:
            replace(into[each.id], change.field, change.after)


def replace(item: dict[str, Any], field: str, value: Any) -> None:
    item.pop(field, None)
    if value:
        item[field] = value


@settings(deadline=None)
@given(copies(), copies())
def test_the_newer_copy_is_the_older_one_and_what_differs(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert applied(before, differences(before, after)) == said(after)


@settings(deadline=None)
@given(copies(), copies())
def test_nothing_is_named_that_is_the_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = differences(before, after)
    for part in FIELDS:
        for each in getattr(found, part):
            assert each.before is None or each.after is None or each.changes
            assert all((c.before or None) != (c.after or None) for c in each.changes)
    assert bool(found) == (said(before) != said(after))


@settings(deadline=None)
@given(copies())
def test_a_copy_does_not_differ_from_itself(copy: dict[str, Any]) -> None:
    assert not differences(copy, copying.deepcopy(copy))


def test_who_answered_and_who_approved_are_no_difference() -> None:
    before, after = snapshot(), snapshot()
    after["approved"] = {**after["approved"], "name": "Somebody Else"}
    after["standards"][0]["criteria"][0]["answered_by"] = "Somebody Else"

    assert not differences(before, after)


def test_an_answer_tells_its_section_and_each_field() -> None:
    before, after = snapshot(), snapshot()
    changed = after["standards"][1]["criteria"][0]
    changed["narrative"], changed["evidence"] = "Something else", ["e1"]

    (answer,) = differences(before, after).answers

    assert (answer.id, answer.now["section"]) == ("S02-01", 2)
    assert [change.field for change in answer.changes] == ["narrative", "evidence"]
    narrative = answer.change("narrative")
    assert narrative is not None
    assert narrative.after == "Something else"
    assert answer.change("rating") is None


def test_what_is_gone_comes_last() -> None:
    before, after = snapshot(actions=3), snapshot(actions=3)
    del after["plan"][0]
    after["plan"][0]["what"] = "Something else"

    assert [(p.id, p.after is None) for p in differences(before, after).plan] == [("a1", False), ("a0", True)]


# Word by word


def changed(pieces: Any) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("We train all staff", "We train all staff", [], []),
        ("We train all staff", "We train most of our staff", [" all"], [" most of our"]),
        ("", "We train", [], ["We train"]),
        ("We train", "", ["We train"], []),
        ("One two", "One two three", [], [" three"]),
        ("Red.\n\nBlue.", "Red.\n\nGreen.\n\nBlue.", [], ["\n\nGreen."]),
    ],
)
def test_words_that_differ_are_marked(before: str, after: str, gone: list[str], new: list[str]) -> None:
    found = marked(before, after)
    assert (changed(found.before), changed(found.after)) == (gone, new)


@settings(deadline=None)
@given(st.text(), st.text())
def test_the_pieces_are_the_texts_and_what_is_kept_is_common(before: str, after: str) -> None:
    found = marked(before, after)
    assert "".join(piece.text for piece in found.before) == before
    assert "".join(piece.text for piece in found.after) == after
    kept = ["".join(p.text for p in pieces if not p.changed) for pieces in (found.before, found.after)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("words", [("a", "b"), ("a", "a b"), ("a b", "b a"), ("a b c d", "d c b a")])
def test_texts_made_to_be_slow_are_quick(words: tuple[str, str]) -> None:
    longest = [" ".join([each] * 5_000)[:10_000] for each in words]
    within = [" ".join([each] * MOST_WORDS).split()[:MOST_WORDS] for each in words]
    started = time.process_time()

    marked(f"x {longest[0]}", f"y {longest[1]} z")
    marked(" ".join(["x", *within[0][:-2], "p"]), " ".join(["y", *within[1][:-2], "q"]))

    assert time.process_time() - started < 2
