"""MiniStack's state as one file, replaced whole.

MiniStack itself saves only when it is stopped in order, one file a service. A kill then loses
everything since the start, and a kill while it saves leaves services of different times. Here all services
go into one archive, encoded on the event loop between two requests, so that it shows one moment.

This uses parts of MiniStack that it does not promise to keep: its version is pinned exactly.
"""

import io
import json
import os
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

KEPT = ("cloudformation", "dynamodb", "s3", "ses", "ses_v2")
READS = ("GetItem", "BatchGetItem", "Query", "Scan", "DescribeTable", "ListTables", "TransactGetItems")


def changes_nothing(method: str, target: str) -> bool:
    """Whether a request only reads. `target` is its X-Amz-Target header, like DynamoDB_20120810.GetItem."""
    return target.endswith(tuple(f".{read}" for read in READS)) if target else method in ("GET", "HEAD")


def restore(archive: Path, directory: Path) -> None:
    """Lays out what was saved where MiniStack loads it from; must happen before MiniStack is imported."""
    directory.mkdir(parents=True, exist_ok=True)
    for leftover in directory.glob("*.json"):
        leftover.unlink()
    if archive.exists():
        with zipfile.ZipFile(archive) as saved:
            saved.extractall(directory)


def encode() -> bytes:
    """The state of this moment. Call it on the event loop: no request may run meanwhile."""
    from ministack import app
    from ministack.core import persistence

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for service, get_state in app._build_persistence_save_dict().items():
            if service not in KEPT:
                continue
            state = _state_of_tables() if service == "dynamodb" else get_state()
            if state is None:
                continue
            version = persistence._state_format_version(service)
            content = {"__ministack_format__": version, "payload": state}
            # In one go, by json's C encoder: five times as quick as json.dump.
            archive.writestr(f"{service}.json", json.dumps(content, default=persistence._json_default))
    return buffer.getvalue()


def _state_of_tables() -> Any:
    """As MiniStack gives it, without the deep copy, which takes longer than all the rest together.

    What is encoded before anything else runs needs no copy.
    """
    from ministack.services import dynamodb

    kept = dynamodb.copy
    dynamodb.copy = SimpleNamespace(copy=kept.copy, deepcopy=lambda value: value)
    try:
        return dynamodb.get_state()
    finally:
        dynamodb.copy = kept


def write(archive: Path, content: bytes) -> None:
    """Whoever is killed in here leaves the archive before or the archive after, never a part."""
    fresh = archive.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(archive)
