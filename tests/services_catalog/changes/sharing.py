"""What a set changes of what services share, as tests draft it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from services_catalog.changes import drafts, edits
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.shared_drafts import put_shared
from services_catalog.models import ChangeSet, DraftService
from tests.factories.studio import NOW

FIRST: Final = date(2019, 4, 1)
RESIDENT = {"az": "Sağdır və buradadır", "en": "Is alive and lives here", "ru": "Жив и живёт здесь"}
ALIVE = {"require": "person.alive AND NOT person.missing", "text": RESIDENT, "law": "Law, art. 1"}
OLD = {"value": "person.age >= 70", "label": {"az": "70 yaş", "en": "Is 70", "ru": "70 лет"}}
NEEDED = {
    "type": "money",
    "label": {"az": "Yeni məbləğ", "en": "New amount", "ru": "Новая сумма"},
    "value": "50.50",
    "least": "1",
    "most": "100",
    "source": "Act 7",
}


def put(change_set: ChangeSet, by: Any, kind: str = "criterion", name: str = "alive", **changes: Any) -> Any:
    """Draft one of the three above, with some of it said otherwise."""
    content = {"criterion": ALIVE, "formula": OLD, "parameter": NEEDED}[kind]
    if kind == "parameter":
        changes.setdefault("is_new", True)
    more = {key: changes.pop(key) for key in ("revision", "is_new", "merge") if key in changes}
    return put_shared(change_set, kind=kind, name=name, content={**content, **changes}, by=by, at=NOW, **more)


def messages(change_set: ChangeSet) -> list[str]:
    """What stands in the way of the set."""
    return [issue.message for _code, issue in check_change_set(change_set).serious]


def with_examples(change_set: ChangeSet, editor: Any, **facts: Any) -> DraftService:
    """05-98 in the set, with other facts in its examples, which are judged when the set is in force."""
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    examples = [
        {
            **one,
            "on": "2027-03-01",
            "facts": {**one["facts"], **(facts if one["expect"]["verdict"] == "entitled" else {})},
            "expect": {"verdict": one["expect"]["verdict"]},
        }
        for one in draft.content["examples"]
    ]
    return edits.set_field(draft, "examples", examples, revision=1, by=editor, at=NOW)
