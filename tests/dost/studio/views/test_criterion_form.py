from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services_catalog.changes.checking import check_draft
from services_catalog.models import DraftService
from tests.dost.studio.drafted import HTMX, KEPT, at, content, fresh, typed_criterion
from tests.services_catalog.rules.forged import FORGED


def test_a_criterion_is_changed_and_everything_else_stays(editing: Client, draft: DraftService) -> None:
    before = draft.content
    response = editing.post(at(draft, "rule_criterion"), typed_criterion(revision=draft.revision))
    assert response.status_code == 302
    assert response["Location"] == at(draft, "rule") + "#criterion-age"
    now = fresh(draft)
    assert now.revision == draft.revision + 1
    changed = [item for item in now.content["criteria"] if item not in before["criteria"]]
    assert [item["require"] for item in changed] == ["person.age >= 66"]
    assert {key: value for key, value in now.content.items() if key != "criteria"} == {
        key: value for key, value in before.items() if key != "criteria"
    }


def test_with_htmx_only_the_row_comes_back_with_what_changed_around_it(editing: Client, draft: DraftService) -> None:
    response = editing.post(at(draft, "rule_criterion"), typed_criterion(revision=draft.revision), headers=HTMX)
    page = content(response)
    assert "<html" not in page
    assert page.index('id="criterion-age"') < page.index('id="law"')
    assert page.count("hx-swap-oob") == 4
    assert "autofocus" in page


def test_a_wrong_expression_is_kept_and_its_set_cannot_be_handed_in(editing: Client, draft: DraftService) -> None:
    sent = typed_criterion(revision=draft.revision, require="person.alive AND person.agee >= 66", text_az="Yeni mətn")
    assert editing.post(at(draft, "rule_criterion"), sent).status_code == 302
    page = content(editing.get(at(draft, "rule")))
    assert '<mark class="dost-wrongword">person.agee</mark>' in page
    assert "Yeni mətn" in page
    assert KEPT in page
    assert not check_draft(fresh(draft)).ok
    opened = content(editing.get(at(draft, "rule_criterion") + "?name=age"))
    assert "person.alive AND person.agee &gt;= 66" in opened
    mended = typed_criterion(revision=fresh(draft).revision)
    assert KEPT not in content(editing.post(at(draft, "rule_criterion"), mended, headers=HTMX))


@pytest.mark.parametrize("text", FORGED[::14], ids=lambda text: ascii(text[:40]))
def test_forged_expressions_are_kept_as_text_at_most_and_nothing_asks_by_them(
    editing: Client, draft: DraftService, text: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        looked = editing.post(at(draft, "rule_check") + "?field=require&at=x", {"require": text})
        saved = editing.post(at(draft, "rule_criterion"), typed_criterion(revision=draft.revision, require=text))
        page = content(editing.get(at(draft, "rule")))
    assert looked.status_code == 200
    assert "dost-good" not in content(looked)
    assert "govuk-error-message" in content(saved) or KEPT in page
    assert not check_draft(fresh(draft)).ok
    asked = [query["sql"] for query in queries.captured_queries if text in query["sql"]]
    assert not [sql for sql in asked if not sql.startswith(("UPDATE", "INSERT"))]


def test_adding_renaming_and_refusing_a_name_that_is_taken(editing: Client, draft: DraftService) -> None:
    new = typed_criterion(name="", id="grown_up", require="person.age >= 18", revision=draft.revision)
    assert editing.post(at(draft, "rule_criterion"), new).status_code == 302
    assert [item.get("id") for item in fresh(draft).content["criteria"]][-1] == "grown_up"
    again = content(editing.post(at(draft, "rule_criterion"), {**new, "revision": fresh(draft).revision}))
    assert "grown_up" in again
    assert "govuk-error-message" in again
    bad = content(editing.post(at(draft, "rule_criterion"), {**new, "id": "Grown up!"}))
    assert "govuk-error-message" in bad
    assert len(fresh(draft).content["criteria"]) == len(draft.content["criteria"]) + 1


def test_looking_a_name_up_keeps_what_is_typed(editing: Client, draft: DraftService) -> None:
    sent = typed_criterion(
        revision=draft.revision, act="look-up", require="person.age >=", **{"look-up": "test_benefit"}
    )
    page = content(editing.post(at(draft, "rule_criterion"), sent))
    assert "parameter.test_benefit" in page
    assert "person.age &gt;=" in page
    assert fresh(draft).content == draft.content


def test_a_condition_is_chosen_step_by_step_and_saved_without_javascript(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_criterion")
    form = {"name": "", "id": "grown_up", "text_az": "a", "text_en": "b", "text_ru": "р", "law": "", "as": "text"}
    page = content(editing.post(address, {**form, "require": "", "act": "as-form", "revision": draft.revision}))
    assert 'name="b-0-fact"' in page
    step = {**form, "as": "form", "b-way": "all", "b-0-fact": "yaş", "revision": draft.revision}
    page = content(editing.post(address, {**step, "act": "b-refresh"}))
    assert "b-pick:b-0:person.age" in page
    page = content(editing.post(address, {**step, "act": "b-pick:b-0:person.age"}))
    assert 'name="b-0-is"' in page
    whole = {**step, "b-0-fact": "person.age", "b-0-is": ">=", "b-0-k0": "typed", "b-0-v0": ""}
    assert "govuk-error-message" in content(editing.post(address, {**whole, "act": "save"}))
    assert editing.post(address, {**whole, "b-0-v0": "18", "act": "save"}).status_code == 302
    assert fresh(draft).content["criteria"][-1]["require"] == "person.age >= 18"
