"""Feedback and what goes with it. Each partnership's lies under a key where no other one reads."""

from collections.abc import Iterable

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.feedback import Draft, Feedback
from chalicelib.domain.feedback_marks import Mark
from chalicelib.domain.feedback_words import Paragraph, Training
from chalicelib.domain.follow_up import Replies, Talk
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Return, ReturnStatus
from chalicelib.domain.sector_figures import FrozenFigures
from chalicelib.domain.times import london_day
from chalicelib.services.ports.feedback import Desk, Told
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    AllOf,
    Delete,
    Equals,
    Item,
    Missing,
    Not,
    Put,
    Table,
    Update,
    Write,
    at_version,
    one_of,
)

IN = (ReturnStatus.SUBMITTED, ReturnStatus.QUESTIONS, ReturnStatus.AWAITING_APPROVAL)


class FeedbackStore:
    """Keeps `services.ports.feedback.FeedbackKeeping`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def desk(self, ref: str, partnership_id: str) -> Desk:
        wanted = keys.of_partnership(ref, partnership_id)
        items = list(self._table.query(wanted, "FEEDBACK")) + list(self._table.query(wanted, "REPLIES"))
        of_kind: dict[str, list[Item]] = {}
        for item in items:
            of_kind.setdefault(item["sk"].split("#")[0], []).append(item)
        sent = [decode(Feedback, item) for item in of_kind.get("FEEDBACK", ())]
        return Desk(
            draft=next((decode(Draft, item) for item in of_kind.get("FEEDBACK_DRAFT", ())), None),
            sent=tuple(sorted(sent, key=lambda feedback: feedback.number)),
            replies=_replies(next(iter(of_kind.get("REPLIES", ())), None)),
        )

    def sent(self, ref: str, partnership_id: str, number: int) -> Feedback | None:
        item = self._table.get(keys.feedback(ref, partnership_id, number))
        return decode(Feedback, item) if item else None

    def told(self, return_: Return, partnership_id: str, number: int) -> Told:
        audience = next(a for a in return_.audiences if a.partnership_id == partnership_id)
        ref, owner, cycle = return_.ref, keys.partnership(partnership_id), keys.cycle(audience.cycle_id)
        feedback, replies = keys.feedback(ref, partnership_id, number), keys.replies(ref, partnership_id)
        talk = keys.talk(partnership_id, ref)
        found = self._table.batch_get([owner, cycle, replies, talk, *([feedback] if number else [])])
        every = _replies(found.get(replies))
        return Told(
            partnership=decode(Partnership, found[owner]),
            cycle=decode(Cycle, found[cycle]),
            feedback=decode(Feedback, found[feedback]) if feedback in found else None,
            replies=Replies(every=every.sent, version=every.version),
            talk=decode(Talk, found[talk]) if talk in found else None,
        )

    def draft_saved(self, draft: Draft) -> list[Write]:
        place = keys.feedback_draft(draft.ref, draft.partnership_id)
        return [Put(encode(draft, place), at_version(draft.version - 1))]

    def draft_dropped(self, draft: Draft) -> list[Write]:
        return [Delete(keys.feedback_draft(draft.ref, draft.partnership_id), at_version(draft.version))]

    def was_sent(self, return_: Return, feedback: Feedback) -> list[Write]:
        mark = Mark(
            partnership_id=feedback.partnership_id,
            number=feedback.number,
            depth=feedback.depth,
            day=london_day(feedback.sent_at),
        )
        place = keys.feedback(feedback.ref, feedback.partnership_id, feedback.number)
        stands = AllOf(
            (
                one_of("status", IN),
                Equals("submissions", feedback.about),
                Not(Missing("submitted_at")),
            )
        )
        headers = [
            Update(
                key=keys.header(a.cycle_id, return_.organisation_id, a.number),
                set={"feedback": mark.in_header},
                condition=PRESENT,
            )
            for a in return_.audiences
            if a.partnership_id == feedback.partnership_id
        ]
        return [
            Put(encode(feedback, place), ABSENT),
            # In a set: what two partnerships send at once does not push each other out. No `seq`: nobody
            # who reads the return for approval is disturbed.
            Update(
                key=keys.return_(return_.ref),
                include={"feedback": frozenset({str(mark)})},
                condition=stands,
            ),
            *headers,
        ]

    def replies(self, wanted: Iterable[tuple[str, str]]) -> dict[str, Replies]:
        places = {keys.replies(ref, partnership_id): ref for ref, partnership_id in wanted}
        found = self._table.batch_get(list(places)) if places else {}
        return {places[key]: _replies(item) for key, item in found.items()}

    def replies_saved(self, ref: str, partnership_id: str, replies: Replies) -> list[Write]:
        return [Put(encode(replies, keys.replies(ref, partnership_id)), at_version(replies.version - 1))]

    def talk(self, partnership_id: str, ref: str) -> Talk | None:
        item = self._table.get(keys.talk(partnership_id, ref))
        return decode(Talk, item) if item else None

    def talks(self, partnership_id: str) -> list[Talk]:
        items = self._table.query(keys.partnership(partnership_id).pk, "TALK#")
        return sorted((decode(Talk, item) for item in items), key=lambda talk: (talk.asked_at, talk.ref))

    def talk_asked(self, partnership_id: str, talk: Talk) -> list[Write]:
        return [Put(encode(talk, keys.talk(partnership_id, talk.ref)), ABSENT)]

    def talk_had(self, partnership_id: str, talk: Talk) -> list[Write]:
        waits = AllOf((PRESENT, Equals("asked_at", talk.asked_at.isoformat())))
        kept = keys.talk_had(partnership_id, talk.ref, talk.asked_at)
        return [Delete(keys.talk(partnership_id, talk.ref), waits), Put(encode(talk, kept))]

    def paragraphs(self, partnership_id: str) -> list[Paragraph]:
        items = self._table.query(keys.partnership(partnership_id).pk, "PARAGRAPH#")
        return [decode(Paragraph, item) for item in items]

    def paragraph_saved(self, partnership_id: str, paragraph: Paragraph) -> list[Write]:
        place = keys.paragraph(partnership_id, paragraph.id)
        return [Put(encode(paragraph, place), at_version(paragraph.version - 1))]

    def training(self, partnership_id: str) -> list[Training]:
        items = self._table.query(keys.partnership(partnership_id).pk, "TRAINING#")
        return [decode(Training, item) for item in items]

    def training_saved(self, partnership_id: str, training: Training) -> list[Write]:
        place = keys.training(partnership_id, training.id)
        return [Put(encode(training, place), at_version(training.version - 1))]

    def figures(self, cycle_id: str) -> FrozenFigures | None:
        item = self._table.get(keys.figures(cycle_id))
        return decode(FrozenFigures, item) if item else None

    def figures_taken(self, figures: FrozenFigures) -> list[Write]:
        return [Put(encode(figures, keys.figures(figures.cycle_id)), ABSENT)]


def _replies(item: Item | None) -> Replies:
    return decode(Replies, item) if item else Replies()
