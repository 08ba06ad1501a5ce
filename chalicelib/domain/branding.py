"""A partnership's colour and logo: what may be one, and the shades that follow from a colour."""

import re
from dataclasses import dataclass

from chalicelib.domain.errors import Refused

LEAST_CONTRAST = 4.5  # of text: WCAG 2.2, success criterion 1.4.3
LOGO_LIMIT = 8_000  # bytes: what a first view of 45 KB leaves
LOGO_SIDE = 2_000  # pixels
WHITE = "#ffffff"
COLOUR = re.compile("#[0-9a-f]{6}")

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD = b"\x00\x00\x00\rIHDR"
_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A PNG, kept under the SHA-256 of its content. `alt` is "" when the name beside it says the same."""

    sha256: str
    width: int
    height: int
    alt: str = ""


def fitting_colour(text: str) -> str:
    """A colour as "#0b4f5c". Raises Refused for what is none, or on which white text could not be read."""
    colour = text.strip().lower()
    if not COLOUR.fullmatch(colour):
        raise Refused("colour_not_real")
    ratio = contrast(colour, WHITE)
    if ratio < LEAST_CONTRAST:
        raise Refused("colour_too_pale", ratio=f"{int(ratio * 10) / 10:.1f}")
    return colour


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def darker(colour: str) -> str:
    """For what is pointed at, and for text."""
    return _mixed(colour, "#000000", 0.3)


def pale(colour: str) -> str:
    """For behind dark text."""
    return _mixed(colour, WHITE, 0.9)


def size_of_logo(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises Refused for anything but a small PNG."""
    if len(content) > LOGO_LIMIT:
        raise Refused("logo_too_large", limit=f"{LOGO_LIMIT:,}")
    if not (content.startswith(_PNG + _HEAD) and content.endswith(_END)):
        raise Refused("logo_not_png")
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if not (0 < width <= LOGO_SIDE and 0 < height <= LOGO_SIDE):
        raise Refused("logo_not_png")
    return width, height


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
