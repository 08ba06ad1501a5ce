"""Headers that differ from their returns are found, and put right only when asked."""

import dataclasses

from chalicelib.domain.returns import ReturnStatus
from chalicelib.services.repairing import repair_cycle
from tests.support import builders
from tests.support.fakes import FakeParts


def spoilt() -> FakeParts:
    parts = FakeParts()
    builders.stored_return(parts)
    (header,) = parts.returns.headers("cycle2027")
    parts.commit(
        parts.returns.header_rebuilt(dataclasses.replace(header, status=ReturnStatus.SUBMITTED, total=3))
    )
    return parts


def test_a_spoilt_header_is_reported_with_what_differs() -> None:
    parts = spoilt()

    (difference,) = repair_cycle(parts, "cycle2027", fix=False)

    assert difference.fields == ("status", "total")
    assert len(list(repair_cycle(parts, "cycle2027", fix=False))) == 1


def test_fixing_leaves_nothing_to_repair() -> None:
    parts = spoilt()

    list(repair_cycle(parts, "cycle2027", fix=True))

    assert list(repair_cycle(parts, "cycle2027", fix=True)) == []


def test_whether_mail_arrives_is_known_to_the_header_alone_and_is_kept() -> None:
    parts = spoilt()
    (header,) = parts.returns.headers("cycle2027")
    parts.commit(parts.returns.header_rebuilt(dataclasses.replace(header, mail_state="bounced")))

    list(repair_cycle(parts, "cycle2027", fix=True))

    (header,) = parts.returns.headers("cycle2027")
    assert header.mail_state == "bounced"
