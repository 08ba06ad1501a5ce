"""All or nothing; and conflicts between transactions, which no emulator makes by itself."""

import threading

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.errors import Busy
from chalicelib.storage.dynamodb import CONFLICT_RETRIES, DynamoTable
from chalicelib.storage.table import ABSENT, Check, ConditionFailed, Delete, Equals, Key, Put, Update


def item(pk, sk, **attributes):
    return {"pk": pk, "sk": sk, **attributes}


def test_every_kind_of_write_happens_together(table, pk):
    table.put(item(pk, "gone"))
    table.put(item(pk, "changed", seq=1))
    table.put(item(pk, "looked at", status="open"))
    table.transact(
        [
            Put(item(pk, "new"), ABSENT),
            Update(key=Key(pk, "changed"), add={"seq": 1}),
            Delete(Key(pk, "gone")),
            Check(Key(pk, "looked at"), Equals("status", "open")),
        ]
    )
    assert {i["sk"]: i.get("seq") for i in table.query(pk)} == {"new": None, "changed": 2, "looked at": None}


@pytest.mark.parametrize("refused", [0, 1, 2])
def test_one_refusal_undoes_all_and_says_which(table, pk, refused):
    table.put(item(pk, f"{refused}", mark="already here"))
    writes = [Put(item(pk, f"{number}"), ABSENT) for number in range(3)]
    with pytest.raises(ConditionFailed) as refusal:
        table.transact(writes)
    assert refusal.value.write == writes[refused]
    assert refusal.value.current == item(pk, f"{refused}", mark="already here")
    assert [i["sk"] for i in table.query(pk)] == [f"{refused}"]


def test_of_two_refusals_the_first_is_reported(table, pk):
    table.put(item(pk, "1"))
    table.put(item(pk, "2"))
    with pytest.raises(ConditionFailed) as refusal:
        table.transact([Put(item(pk, sk), ABSENT) for sk in ("0", "1", "2")])
    assert refusal.value.write.key == Key(pk, "1")


def test_a_transaction_may_touch_an_item_only_once(table, pk):
    with pytest.raises((ValueError, ClientError)):
        table.transact([Put(item(pk, "a")), Update(key=Key(pk, "a"), set={"b": 1})])
    assert table.get(Key(pk, "a")) is None


def test_a_hundred_writes_are_taken_and_one_more_is_not(table, pk):
    table.transact([Put(item(pk, f"{number:03}")) for number in range(100)])
    assert len(list(table.query(pk))) == 100
    with pytest.raises((ValueError, ClientError)):
        table.transact([Put(item(pk + "x", f"{number:03}")) for number in range(101)])
    assert list(table.query(pk + "x")) == []


@pytest.mark.parametrize("table", ["memory", "emulator"], indirect=True)  # moto is not made for threads
def test_of_many_at_once_one_wins(table, pk):
    won, barrier = [], threading.Barrier(8)

    def race(number):
        barrier.wait()
        try:
            table.transact([Put(item(pk, "prize", by=number), ABSENT), Put(item(pk, f"entry {number}"))])
            won.append(number)
        except ConditionFailed:
            pass

    threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert table.get(Key(pk, "prize"))["by"] == won[0]
    assert [i["sk"] for i in table.query(pk, "entry")] == [f"entry {won[0]}"]


class Stubbed:
    """A client whose next transactions end as told; everything else is the real client's."""

    def __init__(self, client, *reasons):
        self._client = client
        self._reasons = list(reasons)
        self.tried = 0

    def __getattr__(self, name):
        return getattr(self._client, name)

    def transact_write_items(self, **arguments):
        self.tried += 1
        if self._reasons:
            codes = self._reasons.pop(0)
            error = {
                "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
                "CancellationReasons": [{"Code": code} for code in codes],
            }
            raise self._client.exceptions.TransactionCanceledException(error, "TransactWriteItems")
        return self._client.transact_write_items(**arguments)


class Slept(list):
    def __call__(self, seconds):
        self.append(seconds)


CONFLICT = ("None", "TransactionConflict")


@pytest.fixture
def writes(pk):
    return [Put(item(pk, "1")), Put(item(pk, "2"))]


@pytest.mark.parametrize("conflicts", [1, CONFLICT_RETRIES])
def test_a_conflict_is_tried_again(moto_table, pk, writes, conflicts):
    client, name = moto_table
    stubbed, slept = Stubbed(client, *[CONFLICT] * conflicts), Slept()
    DynamoTable(stubbed, name, slept).transact(writes)
    assert stubbed.tried == conflicts + 1
    assert len(list(DynamoTable(client, name).query(pk))) == 2
    assert all(0 <= seconds <= 0.05 * 2**attempt for attempt, seconds in enumerate(slept))


def test_waits_between_tries_differ(moto_table, writes):
    client, name = moto_table
    waits = set()
    for _ in range(5):
        slept = Slept()
        DynamoTable(Stubbed(client, CONFLICT), name, slept).transact(writes)
        waits |= set(slept)
    assert len(waits) > 1


def test_five_retries_and_then_busy(moto_table, pk, writes):
    client, name = moto_table
    stubbed = Stubbed(client, *[CONFLICT] * 20)
    with pytest.raises(Busy):
        DynamoTable(stubbed, name, Slept()).transact(writes)
    assert stubbed.tried == CONFLICT_RETRIES + 1 == 6
    assert list(DynamoTable(client, name).query(pk)) == []


def test_a_refused_condition_is_never_tried_again(moto_table, writes):
    client, name = moto_table
    stubbed = Stubbed(client, ("ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(ConditionFailed):
        DynamoTable(stubbed, name, Slept()).transact(writes)
    assert stubbed.tried == 1


def test_any_other_reason_is_not_ours_to_retry(moto_table, writes):
    client, name = moto_table
    stubbed = Stubbed(client, ("None", "ItemCollectionSizeLimitExceeded"))
    with pytest.raises(ClientError):
        DynamoTable(stubbed, name, Slept()).transact(writes)
    assert stubbed.tried == 1


class Held:
    """A client whose item is held by somebody else's transaction for the first few tries."""

    def __init__(self, client, tries):
        self._client = client
        self.left = tries

    def __getattr__(self, name):
        return getattr(self._client, name)

    def put_item(self, **arguments):
        if self.left:
            self.left -= 1
            error = {"Error": {"Code": "TransactionConflictException", "Message": "held"}}
            raise self._client.exceptions.TransactionConflictException(error, "PutItem")
        return self._client.put_item(**arguments)


def test_a_single_write_waits_for_a_transaction_that_holds_its_item(moto_table, pk):
    client, name = moto_table
    slept = Slept()
    DynamoTable(Held(client, 2), name, slept).put(item(pk, "1"))
    assert len(slept) == 2
    assert len(list(DynamoTable(client, name).query(pk))) == 1


def test_a_single_write_that_never_gets_through_is_busy(moto_table, pk):
    client, name = moto_table
    with pytest.raises(Busy):
        DynamoTable(Held(client, 20), name, Slept()).put(item(pk, "1"))


class Unhurried:
    """A client that leaves a part of every batch for later, as DynamoDB may."""

    def __init__(self, client):
        self._client = client
        self.asked = 0

    def __getattr__(self, name):
        return getattr(self._client, name)

    def batch_get_item(self, RequestItems):
        self.asked += 1
        ((name, request),) = RequestItems.items()
        now, later = request["Keys"][:30], request["Keys"][30:]
        answer = self._client.batch_get_item(RequestItems={name: {**request, "Keys": now}})
        return {**answer, "UnprocessedKeys": {name: {"Keys": later}} if later else {}}


def test_what_a_batch_left_is_asked_for_again(moto_table):
    client, name = moto_table
    table, keys = DynamoTable(client, name), [Key("B", f"{number:03}") for number in range(130)]
    for key in keys:
        table.put(key._asdict())
    unhurried = Unhurried(client)
    assert sorted(DynamoTable(unhurried, name).batch_get(keys)) == keys
    assert unhurried.asked == 5


def test_pages_of_a_query_are_followed(emulator_table):
    """That the emulator really cuts a page at 1 MB, or the test of long queries proves nothing."""
    client, name = emulator_table
    for number in range(12):
        client.put_item(
            TableName=name,
            Item={"pk": {"S": "LONG"}, "sk": {"S": f"{number:02}"}, "text": {"S": "x" * 100_000}},
        )
    page = client.query(
        TableName=name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "LONG"}},
    )
    assert "LastEvaluatedKey" in page
    assert len(list(DynamoTable(client, name).query("LONG"))) == 12
