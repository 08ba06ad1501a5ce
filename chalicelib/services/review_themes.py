"""A coordinator edits the partnership's list of themes."""

from collections.abc import Mapping

from chalicelib.domain.errors import Invalid
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.themes import LINE, MOST_THEMES
from chalicelib.domain.trail import Event
from chalicelib.services.desk import again
from chalicelib.services.ports import Parts


def edit(parts: Parts, member: StaffMember, names: Mapping[str, str], added: str) -> None:
    """`names`: id → what it is called now, "" for one to retire; `added`: new ones, one a line.

    Raises Invalid. One that somebody else added meanwhile stays.
    """
    lines = [" ".join(line.split()) for line in added.splitlines() if line.strip()]
    problems = {f"theme-{i}": "theme_too_long" for i, name in names.items() if len(name.strip()) > LINE}
    if any(len(line) > LINE for line in lines):
        problems["added"] = "theme_too_long"
    if problems:
        raise Invalid(problems, line=LINE)

    def attempt() -> None:
        before = parts.reviews.themes(member.partnership_id)
        current = {theme.id: "" if theme.retired else theme.name for theme in before.themes}
        known = {i: name for i, name in names.items() if i in current}
        after = before.edited({**current, **known}, [(parts.new_id(), line) for line in lines])
        if len(after.in_use) > MOST_THEMES or len(after.themes) > 3 * MOST_THEMES:
            raise Invalid({"added": "themes_full"}, most=MOST_THEMES)
        event = Event(
            subject=f"PARTNERSHIP#{member.partnership_id}",
            at=parts.now(),
            actor=member.id,
            what="themes.edited",
        )
        parts.commit(parts.reviews.themes_saved(member.partnership_id, after), parts.trail.recorded(event))

    again(attempt)
