"""A reviewer's questions about what was submitted, and the replies of one organisation."""

from datetime import date

from chalicelib.domain.returns import Answer, Return
from chalicelib.services.answering import save_answer
from chalicelib.services.ports import Parts
from chalicelib.services.questioning import Asking, ask
from chalicelib.services.replying import save_reply
from infra.demonstration import texts
from infra.demonstration.register import STAFF

REVIEWER = STAFF[1]


def asked_about(parts: Parts, return_: Return) -> list[str]:
    """Two answers that meet the standard and say something: the reviewer asks for a little more."""
    levels = {level.id for level in parts.framework(return_.framework).scale.levels if level.meets_standard}
    whole = parts.returns.whole(return_.ref)
    found = [a for a in whole.answers if a.rating in levels and a.narrative] if whole else []
    return [answer.criterion for answer in found[3:5]]


def ask_two(parts: Parts, return_: Return, due: date) -> None:
    """The reviewer asks, and would like to hear by this day."""
    criteria = asked_about(parts, return_)
    said = dict(zip(criteria, texts.QUESTIONS, strict=True))
    ask(parts, REVIEWER, return_.ref, Asking(texts=said, due=due))


def answer_two(parts: Parts, return_: Return, token: str) -> None:
    """One by a reply and a longer text, the other by a reply alone."""
    for number, question in enumerate(return_.questions.values()):
        reply = texts.REPLIES[number % len(texts.REPLIES)]
        save_reply(parts, return_.ref, token, question.id, reply=reply, before="")
        if not number:
            _write_more(parts, return_, token, question.criterion)


def _write_more(parts: Parts, return_: Return, token: str, criterion: str) -> None:
    whole = parts.returns.whole(return_.ref)
    answers = {answer.criterion: answer for answer in whole.answers} if whole else {}
    before = answers.get(criterion, Answer(criterion=criterion))
    narrative = f"{before.narrative} {texts.MORE}"
    save_answer(
        parts,
        return_.ref,
        token,
        criterion,
        rating=before.rating,
        narrative=narrative,
        version=before.version,
    )
