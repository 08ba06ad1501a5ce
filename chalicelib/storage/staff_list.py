"""Changes of the staff list, each only while the list is still as it was read."""

from collections.abc import Iterator

from chalicelib.domain.organisations import StaffMember, StaffRole
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.organisations import OrganisationStore
from chalicelib.storage.table import ABSENT, AllOf, Check, Condition, Equals, Put, Table, Write


class StaffListStore:
    """Keeps `services.ports.StaffList`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._organisations = OrganisationStore(table)

    def of(self, partnership_id: str) -> Iterator[StaffMember]:
        for item in self._table.query(keys.partnership(partnership_id).pk, "STAFF#"):
            yield decode(StaffMember, item)

    def added(self, member: StaffMember) -> list[Write]:
        key = keys.staff(member.partnership_id, member.id)
        pointers = [w for w in self._organisations.staff_saved(member) if w.key != key]
        return [Put(encode(member, key), ABSENT), *pointers]

    def changed(
        self, before: StaffMember, after: StaffMember, stays: StaffMember | None = None
    ) -> list[Write]:
        item = encode(after, keys.staff(after.partnership_id, after.id))
        writes: list[Write] = [Put(item, _still(before))]
        if stays is not None:
            coordinator = AllOf((Equals("role", StaffRole.COORDINATOR.value), Equals("active", True)))
            writes.append(Check(keys.staff(stays.partnership_id, stays.id), coordinator))
        return writes


def _still(member: StaffMember) -> Condition:
    return AllOf(
        (
            Equals("name", member.name),
            Equals("role", member.role.value),
            Equals("active", member.active),
        )
    )
