"""Question sets of a partnership's own."""

from typing import Protocol

from chalicelib.domain.own_questions import CheckedQuestions, Draft, OwnSet
from chalicelib.services.ports.commits import Writes


class OwnSets(Protocol):
    """A partnership's own question sets, and the drafts of such."""

    def get(self, partnership_id: str, key: str) -> OwnSet | None: ...

    def of_partnership(self, partnership_id: str) -> list[OwnSet]:
        """Oldest first."""
        ...

    def published(self, own_set: OwnSet) -> Writes:
        """Refuses (kind "FRAMEWORK") when there is a set with this key: it stays what it is."""
        ...

    def draft(self, partnership_id: str, draft_id: str) -> Draft | None: ...

    def drafts(self, partnership_id: str) -> list[Draft]:
        """Oldest first, also those that are published."""
        ...

    def begun(self, draft: Draft) -> Writes: ...

    def finished(self, draft: Draft, key: str) -> Writes:
        """Refuses (kind "DRAFT") when it has been published or dropped."""
        ...

    def dropped(self, draft: Draft) -> Writes:
        """As `finished`."""
        ...


class QuestionFiles(Protocol):
    """Files of a partnership's own questions. `base` is the key of one of our sets."""

    def check(self, content: bytes, partnership_id: str) -> CheckedQuestions:
        """Raises QuestionsRefused with everything that is wrong."""
        ...

    def empty_book(self, base: str, partnership_name: str) -> bytes:
        """The spreadsheet to begin with."""
        ...

    def book(self, checked: CheckedQuestions) -> bytes:
        """What was checked, as a spreadsheet; for sets that have a base."""
        ...

    def as_yaml(self, key: str) -> str:
        """A published set, ours or a partnership's own, to be worked on. Raises KeyError."""
        ...

    def empty_yaml(self, base: str, partnership_name: str) -> str:
        """How a file begins, with one made-up question."""
        ...
