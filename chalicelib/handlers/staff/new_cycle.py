"""Setting up a cycle: one form, one page to check it, one button."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle, ReminderDays, Rhythm, Sharing
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.rhythm import next_cycle
from chalicelib.domain.times import london_day
from chalicelib.handlers.forms import Form
from chalicelib.handlers.staff.frame import (
    cycle_of,
    partnership_id,
    read_date,
    seat,
    sector_names,
    whole_number,
)
from chalicelib.handlers.staff.words import RHYTHMS, SHARING, SHARING_HINTS
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.cycles import CyclePlan, own_id, planned_cycle, set_up_cycle
from chalicelib.services.ports import Conflict
from chalicelib.services.progress import audience
from chalicelib.services.question_sets import offered, refuse_framework
from chalicelib.services.sectors import refuse_sectors

DATES = ("opens_on", "due_on", "closes_on")
MOST_DAYS = 90
# Field → what is asked, in the order of the page; the sign says before (-1) or after.
REMINDERS = {
    "heads_up": ("Days before it opens: a mail that says it is coming", -1),
    "not_opened": ("Days after it opens: a reminder to those who have not opened their link", 1),
    "started": ("Days before it is due: a reminder to those who have started", -1),
    "nearly_due": ("Working days before it is due: a reminder to everybody who has not sent it", -1),
    "just_past": ("Days after it was due: a mail to those who have not sent it", 1),
    "approval_1": ("Working days with the approver: a first reminder to approve", 1),
    "approval_2": ("Working days with the approver: a second reminder to approve", 1),
}
LISTS = ("sectors", "shared_criteria")
Values = Mapping[str, Any]


def new(request: Request) -> Response:
    """Empty, or as the next after another one."""
    if request.query.get("after"):
        return _form(request, _proposed(cycle_of(request, request.query.get("after"))))
    return _form(
        request,
        {
            "framework": "",
            "sectors": [],
            "sharing": Sharing.EVERYTHING.value,
            "shared_criteria": [],
            "rhythm": Rhythm.ONCE.value,
            **_usual_days(),
        },
    )


def check(request: Request) -> Response:
    """Shows what would happen. "Change" comes here too, with what was typed."""
    if request.form.has("_plan"):
        return _form(request, _values_of(request.form.get("_plan")))
    values = _typed(request.form)
    try:
        cycle = _planned(request, values)
        refuse_sectors(parts(), cycle.framework, cycle.sectors)
    except Invalid as invalid:
        return _form(request, values, status=400, errors=invalid.messages())
    if cycle.sharing is Sharing.RATINGS:
        return _questions_page(request, cycle, values)
    return _check_page(request, cycle, values)


def choose_questions(request: Request) -> Response:
    """Which questions are shared, where the rest stays the organisations' own."""
    values = _values_of(request.form.get("_plan"))
    values |= {"shared_criteria": request.form.getlist("shared_criteria")}
    cycle = _planned(request, values)
    return _check_page(request, cycle, values)


def _questions_page(request: Request, cycle: Cycle, values: Values) -> Response:
    framework = parts().framework(cycle.framework)
    groups = [(s, [c for c in framework.criteria if c.section == s.number]) for s in framework.sections]
    return page(
        request,
        "pages/staff/shared_questions.html",
        groups=groups,
        chosen=cycle.shared_criteria,
        section_word=framework.section_word,
        plan=json.dumps(values),
    )


def _check_page(request: Request, cycle: Cycle, values: Values) -> Response:
    framework = parts().framework(cycle.framework)
    return page(
        request,
        "pages/staff/check_cycle.html",
        cycle=cycle,
        sharing=SHARING[cycle.sharing],
        shared=[c for c in framework.criteria if c.id in cycle.shared_criteria],
        audiences=audience(parts(), partnership_id(request), cycle.sectors),
        names=sector_names(),
        questions=framework,
        reminders=[(words, values[name]) for name, (words, _) in REMINDERS.items()],
        at_once=cycle.opens_on <= london_day(parts().now()),
        plan=json.dumps(values),
        nonce=parts().new_id(),
    )


def open_cycle(request: Request) -> Response:
    """Pressing twice opens one: its id was made with the page."""
    whose = partnership_id(request)
    cycle_id = own_id(whose, request.form.get("_cycle"))
    plan = _plan(_values_of(request.form.get("_plan")), whose)
    in_steps = request.form.get("_steps") == "yes"
    after = _values_of(request.form.get("_plan"))["after"]
    plan = replace(plan, in_steps=in_steps, after=cycle_of(request, after) if after else None)
    with suppress(Conflict):  # the first press set it up
        set_up_cycle(parts(), whose, plan, seat(request).member.id, cycle_id)
    return redirect(f"/staff/cycles/{cycle_id}{'/opening' if in_steps else ''}")


def _planned(request: Request, values: Values) -> Cycle:
    whose = partnership_id(request)
    return planned_cycle(_plan(values, whose), whose, own_id(whose, ""))


def _form(request: Request, values: Values, *, status: int = 200, **more: Any) -> Response:
    frameworks = {key: parts().framework(key) for key in offered(parts(), partnership_id(request))}
    return page(
        request,
        "pages/staff/new_cycle.html",
        status=status,
        values=values,
        frameworks={key: f"{found.title}, version {found.version}" for key, found in frameworks.items()},
        sectors=sector_names(),
        rhythms=RHYTHMS,
        sharing=SHARING,
        sharing_hints=SHARING_HINTS,
        reminders=REMINDERS,
        **more,
    )


def _proposed(last: Cycle) -> dict[str, Any]:
    """The next cycle with the settings of the last, and the newest questions of its set."""
    cycle = next_cycle(last)
    framework, sectors = _newest(cycle)
    dates = {
        f"{name}-{part}": str(getattr(getattr(cycle, name), part))
        for name in DATES
        for part in ("day", "month", "year")
    }
    return {
        "name": cycle.name,
        "framework": framework,
        "sectors": sectors,
        "sharing": cycle.sharing.value,
        "shared_criteria": sorted(cycle.shared_criteria),
        "code_at_entry": "yes" if cycle.code_at_entry else "",
        "rhythm": cycle.rhythm.value,
        "after": last.id,
        **dates,
        **_usual_days(cycle.reminder_days),
    }


def _newest(cycle: Cycle) -> tuple[str, list[str]]:
    """The newest version of its question set, and those of its sectors that this one asks."""
    base = cycle.framework.partition("@")[0]
    key = next((k for k in offered(parts(), cycle.partnership_id) if k.partition("@")[0] == base), "")
    asked = {sector.id for sector in parts().framework(key).sectors} if key else set()
    return key, [sector for sector in cycle.sectors if sector in asked]


def _usual_days(usual: ReminderDays = ReminderDays()) -> dict[str, str]:  # noqa: B008 - frozen
    """A cycle's choice of days, ours to begin with, as the form shows them."""
    days = {name: getattr(usual, name) for name in REMINDERS if not name.startswith("approval")}
    days |= {"approval_1": usual.approval[0], "approval_2": usual.approval[1]}
    return {name: str(abs(number)) for name, number in days.items()}


def _typed(form: Form) -> dict[str, Any]:
    names = ["name", "framework", "sharing", "code_at_entry", "rhythm", "after", *REMINDERS]
    names += [f"{date}-{part}" for date in DATES for part in ("day", "month", "year")]
    return {name: form.get(name) for name in names} | {name: form.getlist(name) for name in LISTS}


def _values_of(text: str) -> dict[str, Any]:
    """What the check page carries. Raises NotFound for anything that is not ours."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise NotFound from None
    if not isinstance(values, dict):
        raise NotFound
    form = Form([(name, value) for name, value in values.items() if isinstance(value, str)])
    return _typed(form) | {name: _texts(values.get(name)) for name in LISTS}


def _texts(found: object) -> list[str]:
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _plan(values: Values, whose: str) -> CyclePlan:
    """Raises Invalid with everything to put right."""
    known = sector_names()
    days = {name: whole_number(values[name]) for name in REMINDERS}
    problems = {name: "days_needed" for name, number in days.items() if number is None or number > MOST_DAYS}
    try:
        refuse_framework(parts(), whose, values["framework"])
    except Invalid as invalid:
        problems |= invalid.problems
    if values["sharing"] not in set(Sharing):
        problems["sharing"] = "sharing_needed"
    signed = {name: (days[name] or 0) * sign for name, (_, sign) in REMINDERS.items()}
    approval = tuple(sorted((signed.pop("approval_1"), signed.pop("approval_2"))))
    plan = CyclePlan(
        name=values["name"],
        framework=values["framework"],
        sectors=tuple(name for name in known if name in values["sectors"]),
        reminder_days=ReminderDays(**signed, approval=approval),
        sharing=Sharing(values["sharing"]) if "sharing" not in problems else Sharing.EVERYTHING,
        shared_criteria=frozenset(values["shared_criteria"]),
        code_at_entry=values["code_at_entry"] == "yes",
        opens_on=read_date(values, "opens_on"),
        due_on=read_date(values, "due_on"),
        closes_on=read_date(values, "closes_on"),
        rhythm=Rhythm(values["rhythm"]) if values["rhythm"] in set(Rhythm) else Rhythm.ONCE,
    )
    if problems:
        raise Invalid({**_other_problems(plan), **problems}, most=MOST_DAYS)
    return plan


def _other_problems(plan: CyclePlan) -> Mapping[str, str]:
    """So that one look at the page shows all there is to put right."""
    try:
        planned_cycle(plan, "", "")
    except Invalid as invalid:
        return invalid.problems
    return {}
