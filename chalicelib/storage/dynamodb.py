"""The table in DynamoDB, through the plain client: our conditions become expressions here."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from botocore.exceptions import ClientError

from chalicelib.domain.errors import Busy
from chalicelib.storage.expressions import Names, condition_arguments, from_wire, to_wire, update_arguments
from chalicelib.storage.table import (
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    Key,
    Put,
    Update,
    Write,
    may_exist,
)

CONFLICT_RETRIES = 5
BATCH = 100
DUE_INDEX = "due"


class DynamoTable:
    """`client` is a DynamoDB client; `sleep` is passed in so that tests of the retries do not wait."""

    def __init__(self, client: Any, name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._name = name
        self._sleep = sleep

    def get(self, key: Key) -> Item | None:
        if not may_exist(key):
            return None
        answer = self._client.get_item(TableName=self._name, Key=to_wire(key._asdict()), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        waiting = [to_wire(key._asdict()) for key in dict.fromkeys(keys) if may_exist(key)]
        found: dict[Key, Item] = {}
        while waiting:
            request = {self._name: {"Keys": waiting[:BATCH], "ConsistentRead": True}}
            answer = self._client.batch_get_item(RequestItems=request)
            for wire in answer["Responses"].get(self._name, []):
                item = from_wire(wire)
                found[Key(item["pk"], item["sk"])] = item
            left = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            waiting = left + waiting[BATCH:]
        return found

    def put(self, item: Item, condition: Condition | None = None) -> None:
        self._one(self._client.put_item, Put(item, condition))

    def update(self, update: Update) -> None:
        self._one(self._client.update_item, update)

    def query(self, pk: str, prefix: str = "", only: tuple[str, ...] = ()) -> Iterator[Item]:
        if not may_exist(Key(pk, prefix)):
            return
        names = Names()
        keys = f"{names.of('pk')} = {names.value(pk)}"
        if prefix:
            keys += f" AND begins_with({names.of('sk')}, {names.value(prefix)})"
        arguments: dict[str, Any] = {"KeyConditionExpression": keys, "ConsistentRead": True}
        if only:
            wanted = dict.fromkeys(("pk", "sk", *only))  # DynamoDB refuses a name that comes twice
            arguments["ProjectionExpression"] = ", ".join(names.of(name) for name in wanted)
        arguments |= {"TableName": self._name, **names.arguments()}
        while True:
            answer = self._client.query(**arguments)
            yield from (from_wire(item) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def due(self, queue: str, until: str, limit: int) -> list[Key]:
        names = Names()
        keys = f"{names.of('queue')} = {names.value(queue)} AND {names.of('due')} <= {names.value(until)}"
        answer = self._client.query(
            TableName=self._name,
            IndexName=DUE_INDEX,
            KeyConditionExpression=keys,
            Limit=limit,
            **names.arguments(),
        )
        return [Key(item["pk"]["S"], item["sk"]["S"]) for item in answer["Items"]]

    def transact(self, writes: Sequence[Write]) -> None:
        items = [self._in_transaction(write) for write in writes]
        for attempt in range(CONFLICT_RETRIES + 1):
            try:
                self._client.transact_write_items(TransactItems=items)
                return
            except self._client.exceptions.TransactionCanceledException as error:
                self._raise_if_refused(error, writes)
                self._wait(attempt)
        raise Busy

    def _wait(self, attempt: int) -> None:
        """botocore does not retry a conflict with a transaction, for which nobody is at fault."""
        self._sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - jitter, not a secret

    @staticmethod
    def _raise_if_refused(error: ClientError, writes: Sequence[Write]) -> None:
        reasons = error.response.get("CancellationReasons", [])
        for write, reason in zip(writes, reasons, strict=False):
            if reason.get("Code") == "ConditionalCheckFailed":
                current = cast("Item", reason.get("Item") or {})
                raise ConditionFailed(write, from_wire(current) if current else None)
        if not any(reason.get("Code") == "TransactionConflict" for reason in reasons):
            raise error

    def _one(self, call: Callable[..., Any], write: Put | Update) -> None:
        for attempt in range(CONFLICT_RETRIES + 1):
            try:
                call(TableName=self._name, **_arguments(write))
                return
            except self._client.exceptions.TransactionConflictException:
                self._wait(attempt)  # a single write is refused while a transaction holds its item
            except self._client.exceptions.ConditionalCheckFailedException as error:
                current = cast("Item | None", error.response.get("Item"))
                raise ConditionFailed(write, from_wire(current) if current else None) from error
        raise Busy

    def _in_transaction(self, write: Write) -> dict[str, Any]:
        verb = {Put: "Put", Update: "Update", Delete: "Delete", Check: "ConditionCheck"}[type(write)]
        return {verb: {"TableName": self._name, **_arguments(write)}}


def _arguments(write: Write) -> dict[str, Any]:
    names = Names()
    arguments: dict[str, Any] = {}
    if isinstance(write, Put):
        arguments["Item"] = to_wire(write.item)
    else:
        arguments["Key"] = to_wire(write.key._asdict())
    if isinstance(write, Update):
        arguments |= update_arguments(write, names)
    if write.condition is not None:
        arguments |= condition_arguments(write.condition, names)
        arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return arguments | names.arguments()
