"""The local run's folder: one run at a time, and what others may read while it runs."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.emulator.process import CLIENT_ENVIRONMENT
from infra.stack import Stores


class Taken(Exception):
    """Another run uses the folder."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything that the local run keeps."""

    path: Path

    @property
    def emulator(self) -> Path:
        return self.path / "emulator"

    @property
    def mail(self) -> Path:
        return self.path / "mail.json"

    @property
    def links(self) -> Path:
        return self.path / "links.json"

    @property
    def environment(self) -> Path:
        return self.path / "environment.json"

    def clear(self) -> None:
        """Begins afresh. The lock and what set-up keeps here stay."""
        shutil.rmtree(self.emulator, ignore_errors=True)
        for file in (self.mail, self.links, self.environment):
            file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Raises Taken while another run holds it. The system lets go of it for whoever is killed."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "run.lock").open("w") as lock:
            _hold(lock.fileno())
            yield

    def publish(self, file: Path, content: dict[str, Any]) -> None:
        """Whole or not at all."""
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(content, indent=2) + "\n")
        fresh.replace(file)

    def withdraw(self) -> None:
        """What is published is true only while the run lasts."""
        self.links.unlink(missing_ok=True)
        self.environment.unlink(missing_ok=True)


def environment_of(stores: Stores, emulator_url: str, base_url: str) -> dict[str, str]:
    """What the functions are told when deployed, for this run."""
    return {
        **CLIENT_ENVIRONMENT,
        "AWS_ENDPOINT_URL": emulator_url,
        "STAGE": "local",
        "TABLE_NAME": stores.table,
        "BUCKET_NAME": stores.bucket,
        "PUBLIC_URL": base_url,
        "SENDER_EMAIL": "no-reply@example.org",
        "MALWARE_SCAN": "false",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def _hold(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:
        return  # Windows: the busy port says enough
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Taken from error
