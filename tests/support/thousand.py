"""The staff pages that need nothing but a cycle or an organisation, for looking at them with a thousand."""

from collections.abc import Iterator

from chalice.app import Chalice

from chalicelib.handlers.routing import declared_guards

ORGANISATIONS = 1_000
VALUES = {"cycle": "cycle2027", "organisation": "org001"}
FILES = ("csv", "xlsx", "calendar", "template", "file")


def pages(app: Chalice) -> Iterator[str]:
    """Their addresses, those of files to download left out."""
    for route in declared_guards(app):
        method, path = route.split(" ")
        names = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        if (
            method == "GET"
            and path.startswith("/staff")
            and names <= set(VALUES)
            and not path.endswith(FILES)
        ):
            yield path.format_map(VALUES)
