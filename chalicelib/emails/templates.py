"""The mails' templates. Text bodies and subjects are not escaped; HTML bodies are."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from chalicelib.domain import times
from chalicelib.emails import wording

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "emails"


def render(template: str, **facts: Any) -> str:
    """A template of templates/emails, like "invitation/body.txt". Raises when a fact is missing."""
    return environment().get_template(template).render(facts)


@cache
def environment() -> Environment:
    """One for the process: loaded templates stay in it."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "clock": times.clock_time,
        "short_day": wording.short_day,
        "short_weekday": wording.short_weekday,
        "weekday": times.day_of_week,
    }
    return made
