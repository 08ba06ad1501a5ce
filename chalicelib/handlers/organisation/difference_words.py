"""The differences between a spreadsheet and what is here, as people read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.domain.framework import Criterion
from chalicelib.domain.returns import Answer, Plan, PlanKind, asked
from chalicelib.domain.texts import stretch_of_change
from chalicelib.domain.times import count, long_date, saved_at
from chalicelib.domain.workbook import ANSWERS, PLAN
from chalicelib.domain.workbook_differences import (
    Difference,
    HelpDifference,
    PlanDifference,
    RatingDifference,
    TextDifference,
    Way,
)
from chalicelib.handlers.organisation.frame import is_own, label_of, name_of
from chalicelib.services.bringing_back import Review

AROUND = 300  # characters of what did not change, on either side of what did
MOST = 4_000  # characters of what changed
NAMED = 10  # how many are named before "and others"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts: what differs stands between what does not."""

    before: str
    changed: str
    after: str
    empty: str = "Nothing written"


@dataclass(frozen=True, slots=True)
class Shown:
    """One choice. `note` says who changed it here after the file was made."""

    key: str
    legend: str
    here: Side
    file: Side
    keep: str
    take: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """What is chosen about one question, or one line of the plan."""

    title: str
    choices: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    groups: tuple[Group, ...]


def groups(review: Review) -> list[Section]:
    """Section by section, then the plan; only what differs."""
    framework = review.seat.framework
    found = []
    for section in framework.sections:
        inside = [
            Group(f"{c.id} {c.title}", choices)
            for c in asked(framework, review.whole.return_)
            if c.section == section.number and (choices := tuple(_of_criterion(review, c)))
        ]
        if inside:
            title = f"{framework.section_word} {section.number}: {section.short_title}"
            found.append(Section(title, tuple(inside)))
    lines = [d for d in review.found.every if isinstance(d, PlanDifference)]
    if lines:
        found.append(Section("Your action plan", tuple(_of_line(review, d) for d in lines)))
    return found


def choices_needed(review: Review) -> dict[str, str]:
    """Key → what to say where somebody has chosen nothing."""
    return {
        shown.key: f"Choose what to keep: {group.title}, {shown.legend[:1].lower()}{shown.legend[1:]}"
        for section in groups(review)
        for group in section.groups
        for shown in group.choices
    }


def notes(review: Review) -> list[str]:
    """What else there is to know of the file. Each is a sentence."""
    brought = review.brought
    return list(
        filter(
            None,
            [
                "" if brought.answers else f"The file has no sheet “{ANSWERS}”, so your answers stay.",
                "" if brought.plan else f"The file has no sheet “{PLAN}”, so your action plan stays.",
                _left_out([c.id for c in brought.answers.left_out] if brought.answers else []),
                _later_here(review.found.later_here),
                *(f"We did not look at the sheet “{title}”." for title in brought.book.extra[:NAMED]),
            ],
        )
    )


def _left_out(ids: Sequence[str]) -> str:
    if not ids:
        return ""
    named = ", ".join(ids[:NAMED]) + (" and others" if len(ids) > NAMED else "")
    is_not = "is" if len(ids) == 1 else "are"
    return f"{count(len(ids), 'question')} {is_not} not in the file, and nothing changes there: {named}."


def _later_here(number: int) -> str:
    if not number:
        return ""
    words = "was changed here after you downloaded the file, but not in the file. It stays"
    if number > 1:
        words = "were changed here after you downloaded the file, but not in the file. They stay"
    return f"{count(number, 'answer or action', 'answers or actions')} {words} as here."


def _of_criterion(review: Review, criterion: Criterion) -> Iterator[Shown]:
    answer = next((a for a in review.whole.answers if a.criterion == criterion.id), None)
    for difference in review.found.every:
        match difference:
            case RatingDifference(criterion=found) if found == criterion:
                label = label_of(review.seat.framework, difference.here[0])
                theirs = label_of(review.seat.framework, difference.file[0])
                here = _side(_with_reason(label, difference.here[1]), "No rating")
                file = _side(_with_reason(theirs, difference.file[1]), "No rating")
                yield _choice(review, difference, "Rating", here, file, answer)
            case TextDifference(criterion=found) if found == criterion:
                legend = "What you do, and where someone would find it"
                yield _choice(review, difference, legend, *_sides(difference.here, difference.file), answer)
            case HelpDifference(criterion=found) if found == criterion:
                legend = review.seat.framework.help_wanted
                here, file = (
                    _side("Yes" if wanted else "No") for wanted in (difference.here, difference.file)
                )
                yield _choice(review, difference, legend, here, file, answer)


def _of_line(review: Review, difference: PlanDifference) -> Group:
    titles = {c.id: c.title for c in review.seat.framework.criteria}
    plan = difference.here or difference.file
    kind = "Action" if plan and plan.kind is PlanKind.ACTION else "Outside our control"
    here = _told(difference.here, difference.shown, titles)
    file = _told(difference.file, difference.file.criteria if difference.file else (), titles)
    legend = {
        Way.NEW: "New in the file",
        Way.CHANGED: "Changed in the file",
        Way.REMOVED: "No longer in the file",
    }[difference.way]
    sides = _sides(here, file, here_empty="Not in your plan", file_empty="Not in the file")
    what = " ".join(plan.what.split()) if plan else ""
    title = f"{kind}: {what[:79].rstrip()}…" if len(what) > 80 else f"{kind}: {what}"
    return Group(title, (_choice(review, difference, legend, *sides, difference.here),))


def _told(plan: Plan | None, criteria: Sequence[str], titles: dict[str, str]) -> str:
    """A line of the plan as one text, fact by fact."""
    if plan is None:
        return ""
    facts = (
        ("", plan.what),
        ("Who: ", plan.who),
        ("By when: ", long_date(plan.by_when) if plan.by_when else ""),
        ("How you will know: ", plan.how_known),
        ("Helps with: ", "; ".join(titles.get(c, c) for c in criteria)),
    )
    return "\n".join(lead + fact for lead, fact in facts if fact)


def _with_reason(label: str, reason: str) -> str:
    return f"{label}: {reason}" if reason else label


def _choice(
    review: Review, difference: Difference, legend: str, here: Side, file: Side, saved: Answer | Plan | None
) -> Shown:
    keep, take = "Keep what is here", "Take what is in the file"
    if difference.way is Way.NEW:
        keep, take = "Leave it out", "Add it"
    elif difference.way is Way.REMOVED:
        keep, take = "Keep it", "Remove it"
    return Shown(difference.key, legend, here, file, keep, take, _note(review, difference, saved))


def _note(review: Review, difference: Difference, saved: Answer | Plan | None) -> str:
    """Why this one has to be chosen, where it has to."""
    if difference.changed_here and saved is None:
        return "Somebody removed it here after you downloaded the file."
    if difference.changed_here and saved is not None:
        who = "You" if is_own(review.seat, saved) else name_of(review.whole.return_, saved)
        when = f" at {saved_at(saved.saved_at, review.now)}" if saved.saved_at else ""
        return f"{who} changed it here{when}, after you downloaded the file."
    if difference.way is Way.EMPTIED:
        return "It is empty in the file."
    return ""


def _side(text: str, empty: str = "Nothing written") -> Side:
    return Side("", text, "", empty)


def _sides(
    here: str, file: str, *, here_empty: str = "Nothing written", file_empty: str = "Nothing written"
) -> tuple[Side, Side]:
    """Both texts, cut down to what differs and a little of what does not."""
    before, ours, theirs, after = stretch_of_change(here, file)
    if len(before) > AROUND:
        before = f"… {before[-AROUND:]}"
    if len(after) > AROUND:
        after = f"{after[:AROUND]} …"
    return Side(before, _cut(ours), after, here_empty), Side(before, _cut(theirs), after, file_empty)


def _cut(text: str) -> str:
    if len(text) <= MOST:
        return text
    return f"{text[:MOST]} … (and {len(text) - MOST:,} more characters)"
