"""Published own sets at run time: one read of the table and one of the bucket for each, once a process."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.framework import Framework, owner_of
from chalicelib.domain.own_questions import OwnSet
from chalicelib.frameworks.build import build
from chalicelib.frameworks.problems import FrameworkRefused

KEPT = 16
"""So many stay in a process: each is a megabyte or two."""


class Library:
    """`find` looks up what a partnership has published under a key, `fetch` reads an object of the bucket."""

    def __init__(self, find: Callable[[str, str], OwnSet | None], fetch: Callable[[str], bytes]) -> None:
        self._find = find
        self._fetch = fetch
        self._kept: OrderedDict[str, Framework] = OrderedDict()

    def framework(self, key: str) -> Framework:
        """Raises KeyError when there is none. What is published never changes, so it is read once."""
        kept = self._kept.get(key)
        if kept is None:
            kept = build(self.content(key)["framework"])
            self._kept[key] = kept
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept

    def content(self, key: str) -> Mapping[str, Any]:
        """All that was kept of it. Raises KeyError."""
        found = self._find(owner_of(key), key)
        if found is None:
            raise KeyError(key)
        content = self._fetch(objects.own_questions(found.partnership_id, found.sha256))
        if hashlib.sha256(content).hexdigest() != found.sha256:
            raise FrameworkRefused([f"{key}: what is kept is not what was published"])
        data: Mapping[str, Any] = json.loads(content)
        return data
