"""One JSON line an event. Never an answer, a name or a token: only what callers name as fields."""

import json
import logging
import sys
import traceback
from functools import cache
from types import TracebackType
from typing import Any

from chalicelib.settings import settings

NAME = "compact-audit"


class JsonLines(logging.Formatter):
    """An exception's message is left out: it may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"level": record.levelname, "event": record.getMessage()}
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _frames(record.exc_info[2])
        return json.dumps(line, default=str)


class StandardOutput(logging.Handler):
    """To whatever standard output is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stdout.write(self.format(record) + "\n")


@cache
def logger() -> logging.Logger:
    """Ours, to standard output, which Lambda keeps; Chalice writes to it too, under the same name."""
    ours = logging.getLogger(NAME)
    ours.setLevel(settings().log_level)
    ours.propagate = False
    handler = StandardOutput()
    handler.setFormatter(JsonLines())
    ours.addHandler(handler)
    return ours


def write(event: str, **fields: object) -> None:
    """An ordinary event."""
    logger().info(event, extra={"fields": fields})


def write_error(event: str, error: BaseException, **fields: object) -> None:
    """Something that should not have happened, with where."""
    logger().error(event, exc_info=error, extra={"fields": fields})


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
