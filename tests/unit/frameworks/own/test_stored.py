"""What was published stays readable: whatever this code learns, it still reads what it kept before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.domain.framework import visible_criteria
from chalicelib.domain.own_questions import CheckedQuestions, OwnSet
from chalicelib.frameworks.build import build
from chalicelib.frameworks.own.library import KEPT, Library
from chalicelib.frameworks.problems import FrameworkRefused
from tests.support.own_sets import PLUS, SCHEMES, WHOLE, checked, published_overlay

FIRST = Path(__file__).with_name("stored-1.json")
"""As it was kept when this came into the world. Never change it: it stands for what partnerships have."""


def test_what_the_first_version_kept_can_still_be_read() -> None:
    framework = build(json.loads(FIRST.read_bytes())["framework"])
    assert framework.key == SCHEMES
    assert [c.id for c in visible_criteria(framework, "voluntary", {"nights": "no"})] == ["S01-01"]
    assert framework.criterion("S01-01").own_of == "saltmarsh"


def test_what_is_kept_is_what_was_checked() -> None:
    for found in (published_overlay(), checked(WHOLE)):
        kept = json.loads(found.content)
        assert build(kept["framework"]) == found.framework
        assert kept["source"] == found.source
        assert hashlib.sha256(found.content).hexdigest() == found.sha256


def test_the_same_file_is_the_same_content() -> None:
    assert checked(WHOLE).content == checked(WHOLE).content


class Bucket:
    """One published set, and how often it was asked for."""

    def __init__(self, found: CheckedQuestions, content: bytes | None = None) -> None:
        self.found, self.content, self.reads = found, content or found.content, 0

    def find(self, partnership_id: str, key: str) -> OwnSet | None:
        if (partnership_id, key) != ("saltmarsh", self.found.framework.key):
            return None
        return OwnSet(
            key=key,
            partnership_id=partnership_id,
            title="",
            base="",
            sha256=self.found.sha256,
            published_at=datetime(2027, 1, 11, tzinfo=UTC),
            published_by="s1",
        )

    def fetch(self, key: str) -> bytes:
        assert key == f"questions/saltmarsh/{self.found.sha256}.json"
        self.reads += 1
        return self.content


def library_of(bucket: Bucket) -> Callable[[str], object]:
    return Library(bucket.find, bucket.fetch).framework


def test_it_is_read_once_a_process() -> None:
    bucket = Bucket(published_overlay())
    load = library_of(bucket)
    assert load(PLUS) is load(PLUS)
    assert load(PLUS) == published_overlay().framework
    assert bucket.reads == 1


def test_what_nobody_published_is_not_there() -> None:
    load = library_of(Bucket(published_overlay()))
    for key in ("saltmarsh.other@2027.1", "elsewhere.education-plus@2027.1", "education-plus@2027.1", ""):
        with pytest.raises(KeyError):
            load(key)


def test_content_that_was_changed_is_refused() -> None:
    load = library_of(Bucket(published_overlay(), published_overlay().content.replace(b"young", b"older")))
    with pytest.raises(FrameworkRefused, match="what is kept is not what was published"):
        load(PLUS)


def test_a_process_keeps_only_so_many() -> None:
    found = checked(WHOLE)
    bucket = Bucket(found)
    library = Library(lambda p, key: bucket.find("saltmarsh", found.framework.key), bucket.fetch)
    for n in range(KEPT + 1):
        library.framework(f"saltmarsh.set-{n}@2027.1")
    library.framework("saltmarsh.set-1@2027.1")
    assert bucket.reads == KEPT + 1
    library.framework("saltmarsh.set-0@2027.1")
    assert bucket.reads == KEPT + 2
