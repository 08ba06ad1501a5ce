"""An export reads to the last page: DynamoDB gives some of a partition at a time."""

import csv
import io

from chalicelib.domain.cycles import header_of
from chalicelib.domain.tasks import Queue
from chalicelib.services.export_jobs import ask_for_export, run_export
from chalicelib.services.queue import work_off
from chalicelib.storage import keys
from chalicelib.storage.codec import encode
from chalicelib.storage.dynamodb import DynamoTable
from chalicelib.storage.expressions import to_wire
from chalicelib.storage.returns import ReturnStore
from tests.support import builders
from tests.support.fakes import FakeParts

A_PAGE = 90


class PagingClient:
    """DynamoDB's query over a list, a page at a time."""

    def __init__(self, items):
        self.items, self.pages = items, 0

    def query(self, ExclusiveStartKey=None, **_):
        begin = int(ExclusiveStartKey["at"]) if ExclusiveStartKey else 0
        self.pages += 1
        answer = {"Items": self.items[begin : begin + A_PAGE]}
        if begin + A_PAGE < len(self.items):
            answer["LastEvaluatedKey"] = {"at": begin + A_PAGE}
        return answer


def test_a_thousand_returns_on_a_dozen_pages():
    parts = FakeParts()
    parts.commit(parts.organisations.partnership_saved(builders.partnership()))
    parts.commit(parts.cycles.saved(builders.cycle()))
    items = []
    for number in range(1, 1_001):
        header = header_of(builders.return_(number, ref=f"R{number:05}"), "cycle2027", 68)
        key = keys.header("cycle2027", header.organisation_id, 1)
        items.append(to_wire(encode(header, key)))
    client = PagingClient(items)
    parts.returns = ReturnStore(DynamoTable(client, "table"), parts.now)
    made = ask_for_export(parts, "saltmarsh", "returns", "csv", actor="s1", cycle_id="cycle2027")
    work_off(parts, Queue.WORK, {"job.export": run_export})
    done = parts.exports.get("saltmarsh", made.id)
    rows = list(csv.reader(io.StringIO(parts.files.get(done.key).decode("utf-8-sig"))))
    assert len({row[0] for row in rows[1:]}) == len(rows) - 1 == 1_000 == done.rows
    assert client.pages >= 12 * 10
