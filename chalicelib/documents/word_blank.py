"""The questions alone in Word, each with space to write."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.documents.word_file import STRONG, WordFile, says
from chalicelib.domain.times import day_of_week

BOX, LINE, TICK = 5.0, 0.9, "☐"  # centimetres to write in, and what is ticked


def blank_word(form: Mapping[str, Any], made_at: datetime) -> bytes:
    """The questions (domain/blank.py), each with space to write."""
    word = WordFile(
        title=f"{form['organisation']}: {form['framework']['title']}, the questions",
        author=form["partnership"],
        foot=f"{form['reference']} · Questions to print",
        made_at=made_at,
    )
    word.title(form["organisation"], form["framework"]["title"], f"{form['partnership']}, {form['cycle']}")
    word.paragraph(
        f"{form['how_many']} questions, about {form['how_long']}. Please send your answers online by "
        f"{day_of_week(date.fromisoformat(form['due_on']))}. This paper is for preparing them, alone or "
        "together. Please name no child on it."
    )
    for section in form["sections"]:
        word.heading(f"{section['number']}. {section['title']}", 1)
        for question in section["criteria"]:
            _question(word, form, question)
    word.heading("Your action plan", 1)
    word.paragraph("What will you do about the answers that are below the standard?")
    empty = [(says(""),) * 4] * 8
    word.table(
        "Space for your actions", ("What", "Who", "By when", "Questions"), empty, (9, 4, 3, 3), height=1.6
    )
    return word.content()


def _question(word: WordFile, form: Mapping[str, Any], question: Mapping[str, Any]) -> None:
    word.heading(f"{question['id']} {question['title']}", 2)
    word.paragraph(question["question"], STRONG, keep=True)
    word.paragraph(question["why"])
    for words, lines in (
        ("Think about", question["think_about"]),
        ("Where to look", question["where_to_look"]),
    ):
        if lines:
            word.paragraph(words, STRONG, keep=True)
        for line in lines:
            word.paragraph(line, "List Bullet")
    if question["try_this"]:
        word.paragraph(question["try_this"], lead="Try this:")
    word.paragraph("What do you do, and where would someone find it?", STRONG, keep=True)
    word.box("Space for what you do, and where someone would find it", BOX)
    word.paragraph("Which of these is most like you today?", STRONG, keep=True)
    for level in question["levels"]:
        word.paragraph(level["sentence"], lead=f"{TICK} {level['label']}:")
    if form["help_wanted"]:
        word.paragraph(form["help_wanted"], lead=TICK)
    if not question["core"]:
        word.paragraph("because:", lead=f"{TICK} {form['does_not_apply']},", keep=True)
        word.box("Space for why it does not apply", LINE)
