"""A partnership's own question sets: what is published, never changed again, and what is worked on."""

from chalicelib.domain.own_questions import Draft, OwnSet
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import ABSENT, PRESENT, AllOf, Delete, Equals, Put, Table, Update, Write


class OwnSetStore:
    """Keeps `services.ports.OwnSets`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, partnership_id: str, key: str) -> OwnSet | None:
        item = self._table.get(keys.own_set(partnership_id, key)) if partnership_id else None
        return decode(OwnSet, item) if item else None

    def of_partnership(self, partnership_id: str) -> list[OwnSet]:
        items = self._table.query(keys.partnership(partnership_id).pk, "FRAMEWORK#")
        return sorted((decode(OwnSet, item) for item in items), key=lambda s: s.published_at)

    def published(self, own_set: OwnSet) -> list[Write]:
        return [Put(encode(own_set, keys.own_set(own_set.partnership_id, own_set.key)), ABSENT)]

    def draft(self, partnership_id: str, draft_id: str) -> Draft | None:
        item = self._table.get(keys.draft(partnership_id, draft_id))
        return decode(Draft, item) if item else None

    def drafts(self, partnership_id: str) -> list[Draft]:
        items = self._table.query(keys.partnership(partnership_id).pk, "DRAFT#")
        return sorted((decode(Draft, item) for item in items), key=lambda d: d.created_at)

    def begun(self, draft: Draft) -> list[Write]:
        return [Put(encode(draft, keys.draft(draft.partnership_id, draft.id)), ABSENT)]

    def finished(self, draft: Draft, key: str) -> list[Write]:
        unpublished = AllOf((PRESENT, Equals("published", "")))
        place = keys.draft(draft.partnership_id, draft.id)
        return [Update(key=place, set={"published": key}, condition=unpublished)]

    def dropped(self, draft: Draft) -> list[Write]:
        unpublished = AllOf((PRESENT, Equals("published", "")))
        return [Delete(keys.draft(draft.partnership_id, draft.id), unpublished)]
