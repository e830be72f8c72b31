from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dost.studio.pages.doubts import doubts_of_service, doubts_of_set
from services_catalog.changes.doubts import Doubt
from services_catalog.changes.shared_drafts import put_shared
from services_catalog.models import DraftService
from tests.factories.services_catalog import texts
from tests.factories.studio import NOW, ChangeSetFactory

pytestmark = pytest.mark.django_db


def doubt(subject: str, path: str, key: str = "k") -> Doubt:
    return Doubt(subject, path, "text_stays", f"About {subject}", key)


def test_a_doubt_of_a_service_leads_to_its_place_named_in_words(draft: DraftService) -> None:
    found = doubts_of_service(draft, [doubt("05-98", "criteria[1].text", "a")], may_confirm=True)
    assert (found.pk, found.back, found.may_confirm) == (draft.change_set_id, "05-98", True)
    [row] = found.rows
    assert "age" in row.where
    assert "05-98" not in row.where
    assert row.url == reverse("studio:rule", args=[draft.change_set_id, "05-98"]) + "#criterion-age"
    assert (row.message, row.key) == ("About 05-98", "a")


def test_a_draft_that_leaves_the_rule_alone_is_read_as_the_version_it_was_begun_from(draft: DraftService) -> None:
    draft.content = {}
    [row] = doubts_of_service(draft, [doubt("05-98", "criteria[1].text")], may_confirm=False).rows
    assert row.url.endswith("#criterion-age")


def test_in_the_list_of_a_set_each_says_whose_it_is(draft: DraftService) -> None:
    found = doubts_of_set(draft.change_set, [doubt("05-98", "texts.summary")], [draft], may_confirm=False)
    assert (found.back, found.may_confirm) == ("set", False)
    [row] = found.rows
    assert row.where.startswith("05-98: ")
    assert row.url == reverse("studio:rule_texts", args=[draft.change_set_id, "05-98"])


def test_what_is_shared_is_called_by_its_words_and_leads_to_its_form(draft: DraftService, editor: Any) -> None:
    content = {"require": "person.alive", "text": texts("Lives here"), "law": "Law"}
    put_shared(draft.change_set, kind="criterion", name="alive", content=content, by=editor, at=NOW)
    doubts = [doubt("criterion.alive", "shared[criterion/alive].text"), doubt("formula.gone", "shared[formula/gone].x")]
    first, second = doubts_of_set(draft.change_set, doubts, [draft], may_confirm=True).rows
    assert first.where == "Shared criterion “Lives here”"
    assert first.url == reverse("studio:set_shared", args=[draft.change_set_id, "criterion", "alive"])
    assert second.where == "Formula “gone”"


def test_what_another_set_calls_it_is_not_said_here(draft: DraftService, editor: Any) -> None:
    for change_set, called in ((draft.change_set, "Lives here"), (ChangeSetFactory(), "Lives elsewhere")):
        content = {"require": "person.alive", "text": texts(called), "law": "Law"}
        put_shared(change_set, kind="criterion", name="alive", content=content, by=editor, at=NOW)
    [row] = doubts_of_set(draft.change_set, [doubt("criterion.alive", "x")], [draft], may_confirm=True).rows
    assert row.where == "Shared criterion “Lives here”"
