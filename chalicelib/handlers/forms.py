"""What a browser typed: URL-encoded forms, made safe to keep and to print."""

import re
from urllib.parse import parse_qsl

from chalicelib.domain.texts import clean

MAX_BYTES = 1_000_000
MAX_FIELDS = 500


class Form:
    """The fields of a form or a query, in the order they came.

    A field whose name starts with "_" is ours, not typed: it is never shown back as text.
    """

    def __init__(self, fields: list[tuple[str, str]] | None = None) -> None:
        self._fields = fields or []

    def get(self, name: str, default: str = "") -> str:
        """The first value of this name, without surrounding white space."""
        return next((value.strip() for key, value in self._fields if key == name), default)

    def has(self, name: str) -> bool:
        """Whether it was sent at all, even empty."""
        return any(key == name for key, _ in self._fields)

    def getlist(self, name: str) -> list[str]:
        """Every value of this name, as check boxes send them."""
        return [value.strip() for key, value in self._fields if key == name]

    def first(self) -> dict[str, str]:
        """Every name with its first value, as a mapping."""
        return {name: value.strip() for name, value in reversed(self._fields)}

    def typed(self) -> str:
        """All that the person entered, as one text to copy; "" when there was nothing."""
        blocks = [
            f"{_readable(name)}\n{value.strip()}"
            for name, value in self._fields
            if value.strip() and name != "form_token" and not name.startswith("_")
        ]
        return "\n\n".join(blocks)


def parse(body: bytes) -> Form:
    """A POSTed form. Raises ValueError beyond MAX_FIELDS; bytes that are not UTF-8 become U+FFFD."""
    pairs = parse_qsl(
        body.decode("utf-8", errors="replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
    )
    return Form([(name, clean(value)) for name, value in pairs])


def _readable(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:] + ":"
