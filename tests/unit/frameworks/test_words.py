"""Each rule on words can fail, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.frameworks.lint import MOST_WORDS
from tests.unit.frameworks.builders import TINY, line_of, refusal, spoiled, tiny

TEXTS = {
    "short_title": "short_title: Plasters",
    "title": "title: Plasters at hand",
    "because": "because: You told us that you buy nothing",
    "question": "question: Where are the plasters?",
    "why": "why: Knees bleed",
    "think_about": "think_about: [Kitchen, Garden]",
    "try_this": "try_this: Look for one now",
    "where_to_look": "where_to_look: [The drawer, The van]",
    "do_not_attach": "do_not_attach: Used plasters",
    "levels": "absent: We have none",
    "first_step": "first_step: Buy a box",
    "changed": "changed: We count plasters now",
}


def with_words(kind: str, count: int) -> str:
    """TINY with a text of `count` words where the first text of that kind stood."""
    end = "?" if kind == "question" else ""
    value = "W" + " word" * (count - 1) + end
    key = TEXTS[kind].split(":")[0]
    bullets = f"[{value}, Garden]" if "[" in TEXTS[kind] else value
    return spoiled(TEXTS[kind], f"{key}: {bullets}")


@pytest.mark.parametrize("kind", MOST_WORDS)
def test_a_text_may_reach_its_limit_and_not_pass_it(tmp_path: Path, kind: str) -> None:
    most = MOST_WORDS[kind]
    assert tiny(tmp_path, with_words(kind, most))
    text = with_words(kind, most + 1)
    assert refusal(tmp_path, text) == (
        f"tiny.yaml:{line_of(text, 'W word')}: {most + 1} words in {kind}, at most {most}",
    )


def test_a_dash_is_not_a_word(tmp_path: Path) -> None:
    assert tiny(tmp_path, spoiled("title: Plasters at hand", "title: One two three – four five six"))


VAGUE = ["robust", "appropriately", "effective", "embedded", "regularly", "as necessary", "being developed"]


@pytest.mark.parametrize("word", [*VAGUE, "due to be"])
def test_a_level_may_not_be_vague(tmp_path: Path, word: str) -> None:
    text = spoiled("We have none", f"We have {word} none")
    line = line_of(text, word)
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: do not say {word!r} here",)


def test_a_vague_word_elsewhere_is_let_through(tmp_path: Path) -> None:
    assert tiny(tmp_path, spoiled("Knees bleed", "Knees bleed regularly"))


@pytest.mark.parametrize("word", ["Ensure", "chase", "sealed", "moderated", "non-compliant", "failed"])
def test_some_words_are_never_said(tmp_path: Path, word: str) -> None:
    text = spoiled("Buy a box", f"{word} a box")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, word)}: do not say {word!r} here",)


def test_longer_words_that_hold_a_banned_one_are_not_banned(tmp_path: Path) -> None:
    assert tiny(tmp_path, spoiled("We have none", "We have irregularities and an effectiveness report"))


@pytest.mark.parametrize("kind", MOST_WORDS)
def test_no_text_ends_with_a_full_stop(tmp_path: Path, kind: str) -> None:
    old = TEXTS[kind]
    new = old.replace(",", ".,", 1) if "[" in old else f"{old.removesuffix('?')}."
    problems = refusal(tmp_path, spoiled(old, new))
    assert f"tiny.yaml:{line_of(TINY, old)}: no full stop at the end of {kind}" in problems


def test_a_level_is_one_sentence(tmp_path: Path) -> None:
    text = spoiled("We have none", "We had some. Then they went")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, 'We had')}: levels must be one sentence",)


def test_a_question_ends_with_a_question_mark(tmp_path: Path) -> None:
    text = spoiled("Where are the plasters?", "Say where the plasters are")
    line = line_of(text, "Say where")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: a question ends with a question mark",)


def test_stray_space_is_refused(tmp_path: Path) -> None:
    text = spoiled("Buy a box", "Buy  a box")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, 'Buy  a')}: stray space in first_step",)


def test_the_top_level_builds_on_the_one_below_by_its_label(tmp_path: Path) -> None:
    text = spoiled("tested: As Present, and in", "tested: In")
    reason = "tested must start with 'As Present, '"
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line_of(text, 'tested: In')}: {reason}",)


def test_a_core_criterion_never_suggests_that_it_does_not_apply(tmp_path: Path) -> None:
    text = spoiled("Buy a box", "Choose not applicable")
    line = line_of(text, "Choose not")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: a core criterion may not say 'not applicable'",)
    elsewhere = "Choose not applicable".join(TINY.rsplit("Ask for the invoice", 1))
    assert tiny(tmp_path, elsewhere)
