"""What feedback says before anybody has written a word: chosen by the ratings of a submitted copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.feedback import MOST_STRENGTHS, Content, Course, Said
from chalicelib.domain.feedback_words import Paragraph, Situation, Training, Words
from chalicelib.domain.framework import Framework
from chalicelib.domain.sector_figures import BesideOthers
from chalicelib.domain.times import count

MOST_SUGGESTED = 4
MOST_COURSES = 4
MOSTLY, HALF = 0.85, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One answer of a copy that has a rating. `sentence` is what its level says."""

    id: str
    standard: int
    standard_title: str
    title: str
    label: str
    sentence: str
    order: int
    meets: bool
    top: bool
    core: bool
    help_wanted: bool = False
    unchanged: int = 0


def rated(framework: Framework, copy: Mapping[str, Any]) -> tuple[Rated, ...]:
    """In the copy's order. What does not apply is left out, and so is a partnership's own question: only
    the shared ones are compared with others, and the library knows of no other standard.
    """
    known = {c.id: c for c in framework.criteria}
    titles = {s.number: s.short_title for s in framework.standards}
    highest = framework.scale.levels[-1].order
    found = []
    for answer in (a for standard in copy["standards"] for a in standard["criteria"]):
        criterion = known.get(answer["id"])
        if criterion is None or not answer["rating"] or answer.get("own_of"):
            continue
        level = framework.scale.level(answer["rating"]["id"])
        found.append(
            Rated(
                id=answer["id"],
                standard=criterion.standard,
                standard_title=titles.get(criterion.standard, ""),
                title=answer["title"],
                label=answer["rating"]["label"],
                sentence=answer["rating"]["sentence"],
                order=level.order,
                meets=level.meets_standard,
                top=level.order == highest,
                core=criterion.core,
                help_wanted=bool(answer.get("help_wanted")),
                unchanged=answer.get("unchanged_cycles", 0),
            )
        )
    return tuple(found)


def met(answers: Sequence[Rated]) -> dict[int, bool]:
    """Standard → whether nothing in it is below the standard."""
    return {n: all(a.meets for a in answers if a.standard == n) for n in {a.standard for a in answers}}


def short_titles(answers: Sequence[Rated]) -> dict[int, str]:
    """Standard → what it is called in short."""
    return {a.standard: a.standard_title for a in answers}


def automatic(answers: Sequence[Rated], copy: Mapping[str, Any], words: Words, today: date) -> Content:
    """From ratings and dates alone: nothing that anybody wrote is read for it."""
    below = [a for a in answers if not a.meets]
    next_on = _next_action(copy, today)
    return Content(
        opening=_in_figures(len(answers), len(below)),
        strengths=_strongest(answers),
        steps=_first_steps(below, words),
        courses=courses(training_for(words, {a.standard for a in below})),
        next_on=next_on,
        next_what="The first of your own actions is due" if next_on else "",
        others=BesideOthers(),
    )


def from_library(answers: Sequence[Rated], words: Words) -> Content:
    """A first draft out of the partnership's own paragraphs, for a reviewer to read and change."""
    below = [a for a in answers if not a.meets]
    opening = _opening(words, len(answers), len(below))
    return Content(
        opening=opening.text if opening else "",
        strengths=_strong_standards(answers, words),
        steps=(*_first_steps(below, words), *_beside(answers, words)),
    )


def training_for(words: Words, standards: set[int]) -> tuple[Training, ...]:
    """What helps with these standards; what helps with any comes last. Nothing when none is below."""
    if not standards:
        return ()
    exact = [t for t in words.training if standards & set(t.standards)]
    general = [t for t in words.training if not t.standards]
    return tuple([*exact, *general][:MOST_COURSES])


def courses(training: Sequence[Training]) -> tuple[Course, ...]:
    return tuple(Course(title=t.title, details=t.details, link=t.link) for t in training)


def _in_figures(all_of_them: int, below: int) -> str:
    if not all_of_them:
        return "You told us that none of the questions applies to you."
    if not below:
        return f"You rated {_all(all_of_them)} at the standard or above it."
    return (
        f"You rated {all_of_them - below} of {count(all_of_them, 'answer')} at the standard or above it, "
        f"and {below} below it. Saying so plainly is what makes a self-assessment useful."
    )


def _all(number: int) -> str:
    return f"all {count(number, 'answer')}" if number > 1 else "your answer"


def _strongest(answers: Sequence[Rated]) -> tuple[Said, ...]:
    """The two best answers, of different standards where there are such; else what can be said of anybody
    who has answered it all.
    """
    best = sorted((a for a in answers if a.meets), key=lambda a: (-a.order, not a.core))
    first = best[:1]
    second = [a for a in best[1:] if a.standard != first[0].standard] or best[1:]
    chosen = [
        Said(title=a.title, text=f"You rated this “{a.label}”, which says: “{a.sentence.rstrip('.')}”.")
        for a in [*first, *second[:1]]
    ]
    others = (
        Said(title="Your answers are in", text="You answered every question that you were asked."),
        Said(
            title="You say what is not there yet",
            text="You named what is below the standard, with what you will do or what is in the way.",
        ),
    )
    return (*chosen, *others[: MOST_STRENGTHS - len(chosen)])


def _first_steps(below: Sequence[Rated], words: Words) -> tuple[Said, ...]:
    """A paragraph for each standard with something below, the furthest below first."""
    worst: dict[int, Rated] = {}
    for answer in sorted(below, key=lambda a: (a.order, not a.core)):
        worst.setdefault(answer.standard, answer)
    found = [(a, words.fitting(Situation.BELOW, a.standard)) for a in worst.values()]
    steps = [Said(title=a.standard_title or a.title, text=p.text) for a, p in found if p]
    return tuple(steps[:MOST_SUGGESTED])


def _strong_standards(answers: Sequence[Rated], words: Words) -> tuple[Said, ...]:
    """The standards with most at the highest level and nothing below."""
    kept = [n for n, meets in met(answers).items() if meets]
    top = {n: _share(a.top for a in answers if a.standard == n) for n in kept}
    said: list[Said] = []
    for number in sorted(kept, key=lambda n: (-top[n], n)):
        situation = Situation.STRONG if top[number] else Situation.MEETS
        paragraph = words.fitting(situation, number)
        if paragraph and paragraph.text not in {s.text for s in said}:
            title = next(a.standard_title for a in answers if a.standard == number)
            said.append(Said(title=title, text=paragraph.text))
    found = [*said[:MOST_STRENGTHS], *_strongest(answers)]
    return tuple(found[:MOST_STRENGTHS])


def _beside(answers: Sequence[Rated], words: Words) -> list[Said]:
    """What is not about one standard: help that is wanted, and words that have long been the same."""
    found = []
    helped = [a for a in answers if a.help_wanted]
    if helped and (paragraph := words.fitting(Situation.HELP, helped[0].standard)):
        found.append(Said(title=helped[0].title, text=paragraph.text))
    old = [a for a in answers if a.unchanged]
    if old and (paragraph := words.fitting(Situation.UNCHANGED)):
        found.append(Said(title=paragraph.title, text=paragraph.text))
    return found


def _opening(words: Words, all_of_them: int, below: int) -> Paragraph | None:
    """By how much is in place: the library's openings, in the order of the set that everybody begins with."""
    found = [p for p in words.paragraphs if p.situation is Situation.OPENING]
    share = 1 - below / all_of_them if all_of_them else 1.0
    wanted = "most-in-place" if share >= MOSTLY else "mixed" if share >= HALF else "much-to-do"
    return next((p for p in found if p.id.endswith(wanted)), found[0] if found else None)


def _next_action(copy: Mapping[str, Any], today: date) -> date | None:
    days = [date.fromisoformat(line["by_when"]) for line in copy.get("plan", ()) if line.get("by_when")]
    return min((day for day in days if day >= today), default=None)


def _share(flags: Any) -> float:
    found = list(flags)
    return sum(found) / len(found) if found else 0.0
