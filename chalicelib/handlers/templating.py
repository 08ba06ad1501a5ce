"""The pages' templates: where they are found, and what every template may use."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    ModuleLoader,
    PackageLoader,
    PrefixLoader,
    select_autoescape,
)

from chalicelib.domain import times
from chalicelib.domain.file_checks import size_in_words
from chalicelib.domain.organisations import Partnership
from chalicelib.settings import settings

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ROOT / "compiled_templates"
SERVICE_NAME = "Safeguarding self-assessment"


def render(template: str, **context: Any) -> str:
    """The template's HTML, with every value escaped unless it is markup already."""
    return environment().get_template(template).render(context)


@cache
def environment() -> Environment:
    """One for the process: loaded templates stay in it.

    The package ships templates compiled when it was built: compiling GOV.UK's macros at start would cost
    more than all the rest of a start.
    """
    return environment_from(ModuleLoader(COMPILED) if COMPILED.is_dir() else source_loader())


def environment_from(loader: BaseLoader) -> Environment:
    """How templates are compiled, and what every one of them may use."""
    env = Environment(
        loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    env.globals.update(
        url=url,
        asset=asset,
        stylesheet=stylesheet,
        logo_address=logo_address,
        count=times.count,
        error_for=error_for,
        service_name=SERVICE_NAME,
    )
    env.filters.update(
        day=times.long_date,
        month=times.month_and_year,
        iso_day=times.long_iso_date,
        weekday=times.day_of_week,
        clock=times.clock_time,
        nl2p=paragraphs,
        file_size=size_in_words,
    )
    return env


def source_loader() -> BaseLoader:
    """Templates as we write them, and GOV.UK's macros."""
    return ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )


def url(path: str) -> str:
    """One of our own paths as a browser needs it."""
    return settings().base_path + path


def asset(name: str) -> str:
    """The address of an asset under its hashed name. Raises KeyError for one that was never built."""
    base = settings().asset_base or url("/assets")
    return f"{base}/{manifest()[name]}"


def stylesheet(partnership: Partnership | None) -> str:
    """The address of the one style sheet: with the partnership's colour in it where it has one."""
    if not partnership or not partnership.colour:
        return asset("app.css")
    return url(f"/brand/{partnership.id}/{partnership.colour[1:]}.{style_version()}.css")


def style_version() -> str:
    """What changes with our style sheet's content."""
    return manifest()["app.css"].split(".")[1]


def logo_address(partnership: Partnership) -> str:
    """The address of a partnership's logo; "" where it has none."""
    logo = partnership.logo
    return url(f"/brand/{partnership.id}/{logo.sha256}.{logo.width}x{logo.height}.svg") if logo else ""


@cache
def manifest() -> dict[str, str]:
    """Plain name → hashed name, as scripts/build_assets.py wrote them."""
    names: dict[str, str] = json.loads((ROOT / "assets" / "manifest.json").read_text(encoding="utf-8"))
    return names


def error_for(errors: dict[str, str] | None, field: str) -> dict[str, str] | None:
    """A field's message as GOV.UK macros take it."""
    return {"text": errors[field]} if errors and field in errors else None


def paragraphs(text: str) -> list[str]:
    """What somebody typed, split where they left a line empty."""
    return [block.strip("\n") for block in text.split("\n\n") if block.strip()]
