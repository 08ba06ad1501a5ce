"""Nobody is asked too much: what may be added, and what anybody may be asked in all."""

from __future__ import annotations

import copy
from typing import Any

import yaml

from chalicelib.domain.framework import visible_criteria
from chalicelib.domain.previews import every_profile
from chalicelib.frameworks.own.burden import MOST, MOST_ADDED
from tests.support.own_sets import WHOLE, data_of, faults, published_overlay, spoiled


class _Plain(yaml.SafeDumper):
    """Writes the same thing out as often as it is there."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(data: dict[str, Any]) -> str:
    return str(yaml.dump(data, sort_keys=False, allow_unicode=True, Dumper=_Plain))


def with_more(count: int, minutes: int = 3, **changes: Any) -> dict[str, Any]:
    """The example with so many questions, in standards from 1 on."""
    data = data_of()
    for n in range(count - len(data["criteria"])):
        data["criteria"].append(
            {**copy.deepcopy(data["criteria"][0]), "id": f"L{n + 1:02}-99", "standard": n + 1}
        )
    for criterion in data["criteria"]:
        criterion.update({"minutes": minutes, **changes})
    return data


def test_no_answer_to_the_profile_leads_past_the_limits() -> None:
    framework = published_overlay().framework
    for profile in every_profile(framework):
        asked = visible_criteria(framework, "school", profile)
        own = [c for c in asked if c.own_of]
        assert len(asked) <= MOST.questions
        assert sum(c.minutes for c in asked) <= MOST.minutes
        assert len(own) <= MOST_ADDED.questions
        assert sum(c.minutes for c in own) <= MOST_ADDED.minutes


def test_without_leaving_any_out_there_are_too_many() -> None:
    data = data_of()
    del data["leave_out"]
    (fault,) = faults(written(data))
    asked = "School or college would be asked 47 questions, at most 45"
    assert fault.endswith(f"{asked}. Name questions of ours to leave out, or ask fewer")


def test_six_of_your_own_are_too_many() -> None:
    reasons = faults(written(with_more(6, minutes=2)))
    assert any("School or college would get 6 questions of yours, at most 5" in reason for reason in reasons)


def test_sixteen_minutes_of_your_own_are_too_many() -> None:
    reasons = faults(written(with_more(4, minutes=4)))
    assert any("your questions would take School or college 16 minutes, at most 15" in r for r in reasons)
    assert not any("minutes, at most 15" in r for r in faults(written(with_more(5, minutes=3))))


def test_a_cap_for_some_holds_too() -> None:
    """Whoever works alone is asked 20 at the most."""
    data = with_more(2, not_asked=[])
    data["base"], data["leave_out"] = "early-years@2026.1", []
    for criterion in data["criteria"]:
        criterion["wordings"].pop("college", None)
    reasons = faults(written(data))
    assert any(
        "Early years (Just me) would be asked 22 questions, at most 20." in reason for reason in reasons
    )
    assert any("Early years would be asked 44 questions, at most 42." in reason for reason in reasons)


def test_no_more_may_be_left_out_than_is_added() -> None:
    data = data_of()
    data["leave_out"].append({"id": "S08-01", "because": "We asked about this last year"})
    (reason,) = faults(written(data))
    assert reason.endswith("you leave out 3: at most as many as you add, so that areas can still be compared")


def test_a_whole_set_keeps_the_same_limits_whatever_its_own_caps_say() -> None:
    data = data_of(WHOLE)
    data["caps"] = [{"at_most": 900}]
    made = data["criteria"][0]
    data["criteria"] = [{**copy.deepcopy(made), "id": f"S01-{n:02}", "minutes": 3} for n in range(1, 47)]
    first, second = faults(written(data))
    assert first.endswith("Voluntary and community would be asked 46 questions, at most 45")
    assert second.endswith("Voluntary and community would need 138 minutes in all, at most 130")


def test_its_own_caps_hold_as_well() -> None:
    text = spoiled("at_most: 10", "at_most: 0", WHOLE)
    assert [reason.partition(": ")[2] for reason in faults(text)] == ["voluntary sees 1 criteria, at most 0"]


def test_a_profile_with_too_many_ways_is_not_even_tried() -> None:
    data = data_of(WHOLE)
    answers = {f"answer_{n}": f"Answer {n}" for n in range(10)}
    question = {"question": "Which?", "hint": "", "answers": answers}
    data["profile_questions"] = [{**question, "id": f"question_{n}"} for n in range(12)]
    (reason,) = faults(written(data))
    assert reason.endswith("the profile can be answered in 1,000,000,000,000 ways, at most 5,000")


def test_a_bank_of_questions_without_end_is_refused() -> None:
    data = data_of(WHOLE)
    data["criteria"] = [{**data["criteria"][0], "id": f"S01-{n:02}"} for n in range(100)]
    data["criteria"] += [{**data["criteria"][0], "id": f"S02-{n:02}"} for n in range(51)]
    (reason,) = faults(written(data))
    assert reason.endswith("151 questions, at most 150")
