"""The action plan in Word: tables of what will be done and of what is in the way."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.documents.word_file import Fill, WordFile, says
from chalicelib.domain.times import clock_time, long_date

Copy = Mapping[str, Any]


def plan_word(copy: Copy, made_at: datetime) -> bytes:
    """The plan on pages on their side: actions, then what is in the way."""
    name = copy["organisation"]["name"]
    word = WordFile(
        title=f"{name}: action plan",
        author=name,
        foot=f"{copy['reference']} · As it was at {clock_time(made_at)} on {long_date(made_at)}",
        made_at=made_at,
        wide=True,
    )
    word.title(name, "Action plan", f"{copy['partnership']['name']}, {copy['cycle']['name']}")
    write_plan(word, copy)
    return word.content()


def write_plan(word: WordFile, copy: Copy) -> None:
    """Both tables, each under its heading."""
    titles = {c["id"]: c["title"] for section in copy["standards"] for c in section["criteria"]}
    actions = [line for line in copy["plan"] if line["kind"] == "action"]
    barriers = [line for line in copy["plan"] if line["kind"] == "barrier"]
    word.heading("What we will do", 1)
    if actions:
        headings = ("What", "Who", "By when", "How we will know", "Helps with")
        word.table("Actions", headings, [_action(line, titles) for line in actions], (7, 3, 3, 4, 4))
    else:
        word.paragraph("No actions were needed or planned.")
    word.heading("What is in the way", 1)
    if barriers:
        rows = [(says(line["what"]), says(_titles(line, titles))) for line in barriers]
        word.table("What is in the way", ("What", "About"), rows, (7, 4))
    else:
        word.paragraph("Nothing outside our control was named.")


def _action(line: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[Fill, ...]:
    when = long_date(date.fromisoformat(line["by_when"])) if line["by_when"] else ""
    texts = (line["what"], line["who"], when, line["how_known"], _titles(line, titles))
    return tuple(says(text) for text in texts)


def _titles(line: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    return "\n".join(titles.get(id, id) for id in line["criteria"])
