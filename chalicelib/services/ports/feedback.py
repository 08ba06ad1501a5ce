"""Feedback, replies, requests to talk, and a partnership's library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.feedback import Draft, Feedback
from chalicelib.domain.feedback_words import Paragraph, Training
from chalicelib.domain.follow_up import Replies, Talk
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Return
from chalicelib.domain.sector_figures import FrozenFigures
from chalicelib.services.ports.commits import Writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one partnership keeps about a return: one query. `sent` has the oldest first."""

    draft: Draft | None = None
    sent: tuple[Feedback, ...] = ()
    replies: Replies = field(default_factory=Replies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an organisation reads, from whom: one batch. No draft is ever in it, and no reply that waits."""

    partnership: Partnership
    cycle: Cycle
    feedback: Feedback | None
    replies: Replies = field(default_factory=Replies)
    talk: Talk | None = None


class FeedbackKeeping(Protocol):
    def desk(self, ref: str, partnership_id: str) -> Desk: ...

    def sent(self, ref: str, partnership_id: str, number: int) -> Feedback | None: ...

    def told(self, return_: Return, partnership_id: str, number: int) -> Told:
        """`number` 0 where there is no feedback yet."""
        ...

    def draft_saved(self, draft: Draft) -> Writes:
        """`version` is the new one; refuses (kind "FEEDBACK_DRAFT") unless the stored one is one less."""
        ...

    def draft_dropped(self, draft: Draft) -> Writes:
        """Refuses as `draft_saved` when somebody saved meanwhile."""
        ...

    def was_sent(self, return_: Return, feedback: Feedback) -> Writes:
        """Kept for good, and marked on the return and in its header.

        Refuses (kind "FEEDBACK") when there is one with this number, and (kind "RETURN") when what it is
        about has been submitted again or was opened again.
        """
        ...

    def replies(self, wanted: Iterable[tuple[str, str]]) -> Mapping[str, Replies]:
        """(reference, partnership) → by reference, for those that there are: one batch for each hundred."""
        ...

    def replies_saved(self, ref: str, partnership_id: str, replies: Replies) -> Writes:
        """As `draft_saved`, kind "REPLIES"."""
        ...

    def talk(self, partnership_id: str, ref: str) -> Talk | None:
        """The one that waits."""
        ...

    def talks(self, partnership_id: str) -> list[Talk]:
        """Those that wait, the oldest first."""
        ...

    def talk_asked(self, partnership_id: str, talk: Talk) -> Writes:
        """Refuses (kind "TALK") while another waits."""
        ...

    def talk_had(self, partnership_id: str, talk: Talk) -> Writes:
        """Settled: off the list, and kept with the return. Refuses (kind "TALK") when it waits no more."""
        ...

    def paragraphs(self, partnership_id: str) -> list[Paragraph]:
        """The partnership's own, also those that it took out."""
        ...

    def paragraph_saved(self, partnership_id: str, paragraph: Paragraph) -> Writes:
        """As `draft_saved`, kind "PARAGRAPH"."""
        ...

    def training(self, partnership_id: str) -> list[Training]: ...

    def training_saved(self, partnership_id: str, training: Training) -> Writes:
        """As `draft_saved`, kind "TRAINING"."""
        ...

    def figures(self, cycle_id: str) -> FrozenFigures | None: ...

    def figures_taken(self, figures: FrozenFigures) -> Writes:
        """Once: refuses (kind "FIGURES") when they are there."""
        ...
