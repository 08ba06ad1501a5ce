"""Each verb of `Table`, as every implementation must keep it."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.storage.table import Delete, Key, Put, Update

EVERY_TYPE = {
    "text": "Ydym, bob tro. نعم 🙂\nline two",
    "empty": "",
    "number": -12,
    "big": 12345678901234567890,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": ["a", 1, None, {"b": ["c"]}],
    "no_list": [],
    "map": {"S01-01": 3, "deeper": {"x": ""}},
    "no_map": {},
    "set": frozenset({"e1", "e2"}),
}
REFUSED = (ValueError, ClientError)


def item(pk, sk="a", **attributes):
    return {"pk": pk, "sk": sk, **attributes}


def test_what_is_put_comes_back_as_it_was(table, pk):
    table.put(item(pk, **EVERY_TYPE))
    assert table.get(Key(pk, "a")) == item(pk, **EVERY_TYPE)


def test_a_bool_is_not_a_number(table, pk):
    table.put(item(pk, flag=True, number=1))
    found = table.get(Key(pk, "a"))
    assert (found["flag"] is True, type(found["number"])) == (True, int)


def test_what_was_never_put_is_none(table, pk):
    assert table.get(Key(pk, "a")) is None


@pytest.mark.parametrize("key", [Key("x" * 2049, "a"), Key("x", "é" * 513)], ids=["pk", "sk"])
def test_a_key_too_long_to_exist_is_not_there(table, key):
    assert table.get(key) is None
    assert table.batch_get([key]) == {}
    assert list(table.query(*key)) == []


def test_a_put_replaces_the_whole_item(table, pk):
    table.put(item(pk, old=1))
    table.put(item(pk, new=2))
    assert table.get(Key(pk, "a")) == item(pk, new=2)


def test_what_was_read_can_be_changed_without_changing_the_table(table, pk):
    table.put(item(pk, list=["a"]))
    table.get(Key(pk, "a"))["list"].append("b")
    assert table.get(Key(pk, "a"))["list"] == ["a"]


def test_batch_get_gives_those_that_exist_however_many_and_however_often_asked(table, pk):
    for number in range(0, 250, 2):
        table.put(item(pk, f"{number:03}"))
    keys = [Key(pk, f"{number:03}") for number in range(250)]
    found = table.batch_get([*keys, *keys])
    assert sorted(found) == keys[::2]
    assert found[keys[0]] == item(pk, "000")


def test_batch_get_of_nothing_is_nothing(table):
    assert table.batch_get([]) == {}


def test_an_update_creates_and_changes_only_what_it_names(table, pk):
    key = Key(pk, "a")
    table.update(Update(key=key, set={"kept": 1, "changed": "old"}))
    table.update(Update(key=key, set={"changed": "new"}))
    assert table.get(key) == item(pk, kept=1, changed="new")


def test_an_update_reaches_into_maps(table, pk):
    key = Key(pk, "a")
    table.put(item(pk, ratings={"S01-01": 1, "S01-02": 2}))
    table.update(Update(key=key, set={"ratings.S01-01": 4, "ratings.S02-01": 3}, remove=("ratings.S01-02",)))
    assert table.get(key)["ratings"] == {"S01-01": 4, "S02-01": 3}


def test_a_nested_path_without_its_map_is_refused(table, pk):
    table.put(item(pk, other=1))
    with pytest.raises(REFUSED):
        table.update(Update(key=Key(pk, "a"), set={"ratings.S01-01": 4}))
    assert table.get(Key(pk, "a")) == item(pk, other=1)


def test_add_counts_from_nothing(table, pk):
    key = Key(pk, "a")
    table.update(Update(key=key, add={"seq": 1}))
    table.update(Update(key=key, add={"seq": 5}))
    assert table.get(key)["seq"] == 6


def test_remove_of_what_is_not_there_is_fine(table, pk):
    table.put(item(pk, a=1))
    table.update(Update(key=Key(pk, "a"), remove=("b", "a")))
    assert table.get(Key(pk, "a")) == item(pk)


def test_sets_take_and_lose_members_and_are_never_empty(table, pk):
    key = Key(pk, "a")
    table.update(Update(key=key, include={"evidence": frozenset({"e1", "e2"})}))
    table.update(Update(key=key, include={"evidence": frozenset({"e2", "e3"})}))
    assert table.get(key)["evidence"] == frozenset({"e1", "e2", "e3"})
    table.update(Update(key=key, exclude={"evidence": frozenset({"e1", "e9"})}))
    assert table.get(key)["evidence"] == frozenset({"e2", "e3"})
    table.update(Update(key=key, exclude={"evidence": frozenset({"e2", "e3"})}))
    assert "evidence" not in table.get(key)
    table.update(Update(key=key, exclude={"evidence": frozenset({"e2"})}))
    assert "evidence" not in table.get(key)


def test_words_that_dynamodb_reserves_are_ordinary_names(table, pk):
    key = Key(pk, "a")
    table.update(Update(key=key, set={"status": "open", "name": "n", "size": 1, "values": {"data": 1}}))
    table.update(Update(key=key, set={"values.data": 2}, remove=("size",)))
    assert table.get(key) == item(pk, status="open", name="n", values={"data": 2})


def test_a_query_brings_one_partition_in_order(table, pk):
    for sk in ("b", "a#2", "a#10", "a#1", "é"):
        table.put(item(pk, sk))
    table.put(item(pk + "x", "a#0"))
    assert [i["sk"] for i in table.query(pk)] == ["a#1", "a#10", "a#2", "b", "é"]
    assert [i["sk"] for i in table.query(pk, "a#")] == ["a#1", "a#10", "a#2"]
    assert list(table.query(pk, "c")) == []


def test_a_query_may_ask_for_the_same_twice(table, pk):
    table.put(item(pk, status="open", name="n"))
    assert list(table.query(pk, only=("status", "pk", "status"))) == [item(pk, status="open")]


def test_a_query_brings_only_what_is_asked_and_the_keys(table, pk):
    table.put(item(pk, status="open", ratings={"S01": 1}, name="n"))
    assert list(table.query(pk, only=("status", "name", "absent"))) == [item(pk, status="open", name="n")]


def test_a_query_goes_on_to_the_last_page(table, pk):
    for number in range(30):
        table.put(item(pk, f"{number:02}", text="x" * 100_000))  # 3 MB; a page holds 1 MB
    found = list(table.query(pk))
    assert [i["sk"] for i in found] == [f"{number:02}" for number in range(30)]
    assert len(list(table.query(pk, only=("other",)))) == 30


def test_the_index_holds_only_what_has_a_due_time(table, pk):
    queue = f"queue {pk}"
    table.put(item(pk, "late", queue=queue, due="2027-01-03"))
    table.put(item(pk, "soon", queue=queue, due="2027-01-01"))
    table.put(item(pk, "done", queue=queue))
    table.put(item(pk, "other", queue="other" + pk, due="2027-01-01"))
    table.put(item(pk, "middle", queue=queue, due="2027-01-02"))
    assert [key.sk for key in table.due(queue, "2027-01-02", 10)] == ["soon", "middle"]
    assert [key.sk for key in table.due(queue, "2027-12-31", 2)] == ["soon", "middle"]
    table.update(Update(key=Key(pk, "soon"), remove=("due",)))
    assert table.due(queue, "2027-01-02", 10) == [Key(pk, "middle")]


def test_a_deleted_item_is_gone(table, pk):
    table.put(item(pk))
    table.transact([Delete(Key(pk, "a"))])
    assert table.get(Key(pk, "a")) is None
    table.transact([Delete(Key(pk, "a"))])


def test_a_write_of_what_cannot_be_stored_is_refused(table, pk):
    with pytest.raises(TypeError):
        table.transact([Put(item(pk, ratio=0.5))])
    with pytest.raises(TypeError):
        table.update(Update(key=Key(pk, "a"), set={"ratio": 0.5}))
    assert table.get(Key(pk, "a")) is None
