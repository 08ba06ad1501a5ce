"""The paragraphs that every partnership's library begins with: feedback.json, beside this."""

import json
from functools import cache
from pathlib import Path

from chalicelib.domain.feedback_words import Paragraph, Situation, Words

SOURCE = Path(__file__).with_suffix(".json")


@cache
def first_words() -> Words:
    """No training: what there is to go to differs from place to place."""
    found = json.loads(SOURCE.read_text(encoding="utf-8"))["paragraphs"]
    return Words(
        paragraphs=tuple(Paragraph(**{**each, "situation": Situation(each["situation"])}) for each in found)
    )
