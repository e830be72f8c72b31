from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services_catalog.changes import drafts, edits
from services_catalog.models import DraftService
from tests.dost.studio.drafted import at, content, fresh, typed_criterion
from tests.factories.studio import NOW


def test_the_page_asks_the_database_the_same_for_one_new_criterion_and_for_four(
    editing: Client, draft: DraftService, editor: Any
) -> None:
    def queries(number: int) -> int:
        found = fresh(draft)
        criterion = {"id": f"more_{number}", "require": "person.alive", "text": {"az": "a", "en": "b", "ru": "р"}}
        edits.put_item(found, "criteria", {**criterion, "law": ""}, revision=found.revision, by=editor, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            editing.get(at(draft, "rule"))
        return len(seen)

    asked = [queries(number) for number in range(4)]
    assert len(set(asked[1:])) == 1  # the first fills what the process keeps


def test_a_new_service_is_begun_from_nothing(editing: Client, draft: DraftService, editor: Any) -> None:
    new = drafts.add_new_service(draft.change_set, code="05-90", by=editor, at=NOW)
    for name in ("rule", "rule_examples", "rule_texts", "rule_changes", "rule_criterion", "rule_example"):
        assert editing.get(at(new, name)).status_code == 200
    way = {"basis": "person", "mode": "automatic", "revision": new.revision}
    assert editing.post(at(new, "rule_terms", "way"), way).status_code == 302
    sent = typed_criterion(name="", revision=fresh(new).revision)
    assert editing.post(at(new, "rule_criterion"), sent).status_code == 302
    assert fresh(new).content["basis"] == "person"
    assert len(fresh(new).content["criteria"]) == 1


def test_the_rule_can_end_and_not_end_after_all(editing: Client, draft: DraftService) -> None:
    editing.post(at(draft, "rule_ends"), {"ends": "yes", "revision": draft.revision})
    assert fresh(draft).withdraws
    assert at(draft, "rule_ends") in content(editing.get(at(draft, "rule")))
    editing.post(at(draft, "rule_ends"), {"ends": "no", "revision": fresh(draft).revision})
    assert not fresh(draft).withdraws
