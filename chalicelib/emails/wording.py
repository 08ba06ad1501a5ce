"""How mails say dates, lengths of time, and names that somebody typed."""

import re
from datetime import date

LONGEST_NAME = 120
LONGEST_QUOTE = 400
# What mail programs would turn into a link: evil.example.org, http://…, somebody@….
_LINKS = re.compile(r"(?<=\w)([.@])(?=\w)")


def name(typed: str) -> str:
    """A name on one line, without anything that a mail program could read as a link or a command: whoever
    can name somebody must not be able to make us send out their own text.
    """
    return _on_a_line(typed, LONGEST_NAME)


def quote(typed: str) -> str:
    """A sentence or two, made as harmless as a name."""
    return _on_a_line(typed, LONGEST_QUOTE)


def _on_a_line(typed: str, longest: int) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in typed)
    line = " ".join(_LINKS.sub(r"\1 ", printable.replace("://", ": ")).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def short_day(day: date) -> str:
    """Like "20 March", for a subject."""
    return f"{day.day} {day:%B}"


def short_weekday(day: date) -> str:
    """Like "Friday 20 March", for a subject."""
    return f"{day:%A} {short_day(day)}"


def about(minutes: int) -> str:
    """An estimate as people say it: "about 40 minutes", "about an hour and a half"."""
    if minutes < 50:
        return f"about {max(5 * round(minutes / 5), 5)} minutes"
    hours, half = divmod(round(minutes / 30), 2)
    if hours == 1:
        return "about an hour and a half" if half else "about an hour"
    return f"about {hours} and a half hours" if half else f"about {hours} hours"
