"""Drawing a kept sample again from its frame, its seed and its terms, and comparing the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.sample_files import sample_json
from chalicelib.domain.sampling import Sample, Terms, draw, frame_sha256, read_frame
from chalicelib.domain.sampling_line import ALGORITHM


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a second draw gave. `same` only where frame, parts, chances, chosen and reserves all agree."""

    known_method: bool
    frame_agrees: bool = False
    same: bool = False


def replay(record: Mapping[str, Any], frame_text: str) -> Replay:
    """Draws again what `sample_json` recorded. A record of another method is only told to be one."""
    if record["algorithm"] != ALGORITHM:
        return Replay(known_method=False)
    units = read_frame(frame_text)
    agrees = frame_sha256(units) == record["frame"]["sha256"]
    again = _without_names(sample_json(drawn_again(record, frame_text)))
    return Replay(known_method=True, frame_agrees=agrees, same=agrees and again == _without_names(record))


def drawn_again(record: Mapping[str, Any], frame_text: str) -> Sample:
    return draw(read_frame(frame_text), Terms(**record["terms"]), record["seed"])


def _without_names(thing: Any) -> Any:
    if isinstance(thing, Mapping):
        return {name: _without_names(value) for name, value in thing.items() if name != "name"}
    return [_without_names(value) for value in thing] if isinstance(thing, list) else thing
