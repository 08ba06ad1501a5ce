"""The templates of the reports, and the few ways in which they show a value."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chalicelib.domain.texts import direction, paragraphs
from chalicelib.domain.times import clock_time, day_of_week, long_date


def templates_root() -> Path:
    """Where templates are: beside the package, in the project as in a deployed function."""
    return Path(__file__).resolve().parents[2] / "templates"


def render(template: str, context: Mapping[str, Any]) -> str:
    """HTML from a template under templates/reports. Everything in the context is escaped."""
    return environment().get_template(template).render(context)


@cache
def environment() -> Environment:
    """Made at the first use: importing this module reads nothing."""
    made = Environment(
        loader=FileSystemLoader(templates_root() / "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "paragraphs": paragraphs,
        "direction": direction,
        "day": day,
        "weekday": weekday,
        "moment": moment,
        "size": size,
    }
    return made


def day(value: str) -> str:
    """An ISO date or time as in "20 March 2027", in London."""
    return long_date(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))


def weekday(value: str) -> str:
    """An ISO date as in "Saturday 20 March 2027"."""
    return day_of_week(date.fromisoformat(value))


def moment(value: str | datetime) -> str:
    """An ISO time as in "2:02pm on 20 March 2027", in London."""
    known = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{clock_time(known)} on {long_date(known)}"


def size(octets: int) -> str:
    """As in "340 KB" or "1.2 MB"."""
    return f"{max(octets // 1000, 1)} KB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"
