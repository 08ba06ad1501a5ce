"""Every condition on every kind of item, for single writes and in transactions."""

import pytest

from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    AllOf,
    AnyOf,
    Before,
    Check,
    ConditionFailed,
    Delete,
    Equals,
    Key,
    Missing,
    Not,
    Put,
    Update,
    at_version,
    one_of,
)

STORED = {
    "status": "open",
    "seq": 3,
    "flag": True,
    "nothing": None,
    "due": "2027-01-05",
    "ratings": {"S01": 2},
    "version": 4,
}

# condition, whether it holds of the stored item, whether it holds where there is none
CASES = [
    (ABSENT, False, True),
    (PRESENT, True, False),
    (Missing("note"), True, True),
    (Missing("status"), False, True),
    (Missing("nothing"), False, True),
    (Missing("ratings.S01"), False, True),
    (Missing("ratings.S02"), True, True),
    (Missing("other.S02"), True, True),
    (Equals("status", "open"), True, False),
    (Equals("status", "closed"), False, False),
    (Equals("seq", 3), True, False),
    (Equals("seq", "3"), False, False),
    (Equals("flag", True), True, False),
    (Equals("ratings.S01", 2), True, False),
    (Equals("ratings.S02", 2), False, False),
    (Before("due", "2027-01-06"), True, False),
    (Before("due", "2027-01-05"), False, False),
    (Before("seq", 10), True, False),
    (Before("note", "z"), False, False),
    (Not(Equals("status", "closed")), True, True),
    (Not(Equals("note", "x")), True, True),
    (AllOf((PRESENT, Equals("seq", 3))), True, False),
    (AllOf((PRESENT, Equals("seq", 4))), False, False),
    (AllOf((AnyOf((Equals("seq", 3), Equals("seq", 4))),)), True, False),
    (AllOf((AnyOf((Equals("seq", 3),)), PRESENT)), True, False),
    (AnyOf((ABSENT, Equals("seq", 3))), True, True),
    (AnyOf((Equals("seq", 4), Equals("status", "closed"))), False, False),
    (AllOf((AnyOf((Equals("seq", 3), ABSENT)), Not(Missing("status")))), True, False),
    (one_of("status", ("not_started", "open")), True, False),
    (one_of("status", ("closed",)), False, False),
    (at_version(4), True, False),
    (at_version(3), False, False),
    (at_version(0), False, True),
]
IDS = [str(number) for number in range(len(CASES))]


def allowed(write) -> bool:
    try:
        write()
    except ConditionFailed:
        return False
    return True


@pytest.mark.parametrize(("condition", "of_stored", "of_nothing"), CASES, ids=IDS)
def test_put_update_and_transactions_agree_on_a_condition(table, pk, condition, of_stored, of_nothing):
    stored, nothing = Key(pk, "stored"), Key(pk, "nothing")
    table.put({**stored._asdict(), **STORED})
    assert allowed(lambda: table.transact([Check(stored, condition)])) is of_stored
    assert allowed(lambda: table.transact([Check(nothing, condition)])) is of_nothing
    assert (
        allowed(lambda: table.update(Update(key=stored, set={"touched": 1}, condition=condition)))
        is of_stored
    )
    assert allowed(lambda: table.put({**stored._asdict(), **STORED}, condition)) is of_stored
    assert allowed(lambda: table.transact([Delete(stored, condition)])) is of_stored
    assert (table.get(stored) is None) is of_stored
    assert allowed(lambda: table.put({**nothing._asdict(), **STORED}, condition)) is of_nothing
    assert (table.get(nothing) is not None) is of_nothing


def test_an_item_without_a_version_counts_as_version_0(table, pk):
    table.put({"pk": pk, "sk": "a", "evidence": frozenset({"e1"})})
    table.update(Update(key=Key(pk, "a"), set={"version": 1}, condition=at_version(0)))
    assert table.get(Key(pk, "a"))["version"] == 1


@pytest.mark.parametrize("verb", ["put", "update", "transact"])
def test_a_refusal_brings_the_item_as_it_stands(table, pk, verb):
    key = Key(pk, "a")
    other = {**key._asdict(), "narrative": "the other text", "evidence": frozenset({"e1"})}
    table.put(other)
    mine = {**key._asdict(), "narrative": "mine"}
    write = {
        "put": lambda: table.put(mine, ABSENT),
        "update": lambda: table.update(Update(key=key, set={"narrative": "mine"}, condition=ABSENT)),
        "transact": lambda: table.transact([Put(mine, ABSENT)]),
    }[verb]
    with pytest.raises(ConditionFailed) as refusal:
        write()
    assert refusal.value.current == other
    assert refusal.value.write.key == key
    assert table.get(key) == other


@pytest.mark.parametrize("verb", ["put", "update", "transact"])
def test_a_refusal_over_nothing_brings_none(table, pk, verb):
    key = Key(pk, "a")
    write = {
        "put": lambda: table.put(key._asdict(), PRESENT),
        "update": lambda: table.update(Update(key=key, set={"a": 1}, condition=PRESENT)),
        "transact": lambda: table.transact([Put(key._asdict(), PRESENT)]),
    }[verb]
    with pytest.raises(ConditionFailed) as refusal:
        write()
    assert refusal.value.current is None
    assert table.get(key) is None
