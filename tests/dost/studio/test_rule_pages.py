"""The rule editor through its addresses: what is changed, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dost.studio.pages.rule import place_url, problems
from dost.studio.rule_urls import urlpatterns
from services_catalog.changes import drafts, edits
from services_catalog.changes.checking import check_draft
from services_catalog.models import ChangeSet, DraftService
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, begun
from tests.services_catalog.rules.forged import FORGED

HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(small_catalogue: Path, editor: Any) -> DraftService:
    """05-98 in a change set, as the editor has begun it."""
    return begun(editor)[1]


@pytest.fixture
def desk(client: Client, editor: Any, draft: DraftService) -> Client:
    """The editor's browser."""
    sign_in(client, editor)
    return client


def at(draft: DraftService, name: str, *args: Any) -> str:
    return reverse(f"studio:{name}", args=[draft.change_set_id, draft.code, *args])


def fresh(draft: DraftService) -> DraftService:
    return DraftService.objects.select_related("change_set").get(pk=draft.pk)


def typed(**changes: Any) -> dict[str, Any]:
    """A form of the criterion `age` as it is sent."""
    return {
        "name": "age",
        "as": "text",
        "act": "save",
        "id": "age",
        "require": "person.age >= 66",
        "text_az": "66 yaşı var",
        "text_en": "Is 66",
        "text_ru": "Исполнилось 66",
        "law": "Law, art. 2",
        **changes,
    }


def content(response: Any) -> str:
    return response.content.decode()


# -- criteria ----------------------------------------------------------------------------------------------------------


def test_a_criterion_is_changed_and_everything_else_stays(desk: Client, draft: DraftService) -> None:
    before = draft.content
    response = desk.post(at(draft, "rule_criterion"), typed(revision=draft.revision))
    assert response.status_code == 302
    assert response["Location"] == at(draft, "rule") + "#criterion-age"
    now = fresh(draft)
    assert now.revision == draft.revision + 1
    changed = [item for item in now.content["criteria"] if item not in before["criteria"]]
    assert [item["require"] for item in changed] == ["person.age >= 66"]
    assert {key: value for key, value in now.content.items() if key != "criteria"} == {
        key: value for key, value in before.items() if key != "criteria"
    }


def test_with_htmx_only_the_row_comes_back_with_what_changed_around_it(desk: Client, draft: DraftService) -> None:
    response = desk.post(at(draft, "rule_criterion"), typed(revision=draft.revision), headers=HTMX)
    page = content(response)
    assert "<html" not in page
    assert page.index('id="criterion-age"') < page.index('id="law"')
    assert page.count("hx-swap-oob") == 3
    assert "autofocus" in page


def test_a_wrong_expression_is_not_saved_and_stands_where_it_was_typed(desk: Client, draft: DraftService) -> None:
    sent = typed(revision=draft.revision, require="person.alive AND person.agee >= 66", text_az="Yeni mətn")
    page = content(desk.post(at(draft, "rule_criterion"), sent))
    assert '<mark class="dost-wrongword">person.agee</mark>' in page
    assert "Yeni mətn" in page
    assert "person.alive AND person.agee &gt;= 66" in page
    assert fresh(draft).revision == draft.revision


@pytest.mark.parametrize("text", FORGED[::7], ids=lambda text: ascii(text[:40]))
def test_forged_expressions_get_an_error_and_never_reach_the_database(
    desk: Client, draft: DraftService, text: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        looked = desk.post(at(draft, "rule_check") + "?field=require&at=x", {"require": text})
        saved = desk.post(at(draft, "rule_criterion"), typed(revision=draft.revision, require=text))
    assert looked.status_code == 200
    assert "dost-good" not in content(looked)
    assert "govuk-error-message" in content(saved)
    assert fresh(draft).content == draft.content
    assert not [query for query in queries.captured_queries if text in query["sql"]]


def test_adding_renaming_and_refusing_a_name_that_is_taken(desk: Client, draft: DraftService) -> None:
    new = typed(name="", id="grown_up", require="person.age >= 18", revision=draft.revision)
    assert desk.post(at(draft, "rule_criterion"), new).status_code == 302
    assert [item.get("id") for item in fresh(draft).content["criteria"]][-1] == "grown_up"
    again = content(desk.post(at(draft, "rule_criterion"), {**new, "revision": fresh(draft).revision}))
    assert "grown_up" in again
    assert "govuk-error-message" in again
    bad = content(desk.post(at(draft, "rule_criterion"), {**new, "id": "Grown up!"}))
    assert "govuk-error-message" in bad
    assert len(fresh(draft).content["criteria"]) == len(draft.content["criteria"]) + 1


def test_a_shared_criterion_is_taken_and_written_out(desk: Client, draft: DraftService) -> None:
    desk.post(at(draft, "rule_remove"), {"name": "alive", "revision": draft.revision})
    page = content(desk.get(at(draft, "rule_shared")))
    assert "alive" in page
    desk.post(at(draft, "rule_shared"), {"use": "alive", "revision": fresh(draft).revision})
    assert fresh(draft).content["criteria"][-1] == {"use": "alive"}
    form = content(desk.get(at(draft, "rule_criterion") + "?name=alive"))
    assert "person.alive" in form
    sent = typed(name="alive", id="alive", require="person.alive", revision=fresh(draft).revision)
    desk.post(at(draft, "rule_criterion"), sent)
    assert fresh(draft).content["criteria"][-1]["require"] == "person.alive"


def test_order_removal_and_bringing_back(desk: Client, draft: DraftService) -> None:
    def names() -> list[str]:
        return [item.get("id") or item["use"] for item in fresh(draft).content["criteria"]]

    before = names()
    desk.post(at(draft, "rule_move"), {"name": before[0], "to": "down", "revision": draft.revision})
    assert names() == [before[1], before[0], *before[2:]]
    since = fresh(draft).revision
    response = desk.post(at(draft, "rule_remove"), {"name": before[0], "revision": since})
    assert f"removed={before[0]}" in response["Location"]
    assert before[0] not in names()
    page = content(desk.get(response["Location"].partition("#")[0]))
    assert at(draft, "rule_restore") in page
    desk.post(at(draft, "rule_restore"), {"name": before[0], "since": since})
    assert names() == [before[1], before[0], *before[2:]]


def test_forms_that_are_open_stay_when_the_list_is_drawn_anew(desk: Client, draft: DraftService) -> None:
    names = [item.get("id") or item["use"] for item in draft.content["criteria"]]
    sent = {"name": names[0], "to": "down", "revision": draft.revision, "open": [names[1]]}
    page = content(desk.post(at(draft, "rule_move"), sent, headers=HTMX))
    assert f'<li id="criterion-{names[1]}" hx-preserve="true">' in page


def test_several_criteria_are_joined(desk: Client, draft: DraftService) -> None:
    names = [item.get("id") or item["use"] for item in draft.content["criteria"]][:2]
    sent = {
        "names": names,
        "way": "any",
        "id": "either",
        "text_az": "a",
        "text_en": "b",
        "text_ru": "р",
        "revision": draft.revision,
    }
    assert desk.post(at(draft, "rule_group"), sent).status_code == 302
    first = fresh(draft).content["criteria"][0]
    assert first["id"] == "either"
    assert " OR " in first["require"]
    assert "govuk-error-message" in content(desk.post(at(draft, "rule_group"), {**sent, "names": names[:1]}))


# -- two editors -------------------------------------------------------------------------------------------------------


def test_a_conflict_shows_both_and_keeps_what_is_chosen(desk: Client, draft: DraftService, other_editor: Any) -> None:
    item = next(item for item in draft.content["criteria"] if item.get("id") == "age")
    theirs = {**item, "require": "person.age >= 70", "law": "Law, art. 7"}
    edits.put_item(draft, "criteria", theirs, replaces="age", revision=draft.revision, by=other_editor, at=NOW)
    sent = typed(revision=draft.revision, require="person.age >= 66", law=item["law"])
    page = content(desk.post(at(draft, "rule_criterion"), sent))
    assert other_editor.get_full_name() in page
    assert "person.age &gt;= 66" in page
    assert "70" in page
    assert fresh(draft).revision == draft.revision + 1

    place = "criteria[age].require"
    keep = {"place-1": place, "keep-1": "mine"}
    response = desk.post(at(draft, "rule_criterion"), {**sent, **_other_clashes(page, place), **keep})
    assert response.status_code == 302
    now = next(item for item in fresh(draft).content["criteria"] if item.get("id") == "age")
    assert now["require"] == "person.age >= 66"
    assert now["law"] == "Law, art. 7"


def _other_clashes(page: str, mine: str) -> dict[str, str]:
    """Every other place of the page, kept as mine."""
    found = dict(re.findall(r'name="(place-\d+)" value="([^"]+)"', page))
    assert mine in found.values()
    kept = {key: value for key, value in found.items() if value != mine}
    return {**kept, **{key.replace("place", "keep"): "mine" for key in kept}}


def test_changes_of_different_places_are_brought_together(desk: Client, draft: DraftService, other_editor: Any) -> None:
    edits.set_field(draft, "verify", ["DIN.alive"], revision=draft.revision, by=other_editor, at=NOW)
    response = desk.post(at(draft, "rule_criterion"), typed(revision=draft.revision), headers=HTMX)
    assert 'id="criterion-age"' in content(response)
    now = fresh(draft).content
    assert now["verify"] == ["DIN.alive"]
    assert "person.age >= 66" in [item.get("require") for item in now["criteria"]]


def test_what_was_typed_into_a_set_that_was_submitted_meanwhile_is_shown(desk: Client, draft: DraftService) -> None:
    ChangeSet.objects.filter(pk=draft.change_set_id).update(status=ChangeSet.Status.SUBMITTED)
    page = content(desk.post(at(draft, "rule_criterion"), typed(revision=draft.revision)))
    assert "person.age &gt;= 66" in page
    assert "Исполнилось 66" in page
    assert fresh(draft).content == draft.content


# -- typing ------------------------------------------------------------------------------------------------------------


def test_what_is_right_is_read_back_in_three_languages_at_once(desk: Client, draft: DraftService) -> None:
    page = content(desk.post(at(draft, "rule_check") + "?field=require&at=x", {"require": "formula.old_enough"}))
    assert "Yaşı çatır: bəli" in page
    assert "Is old enough: yes" in page
    assert "Достаточно лет: да" in page
    assert "person.age" not in page
    assert 'id="x-says" hx-swap-oob="true"' in page


def test_names_fit_at_the_cursor(desk: Client, draft: DraftService) -> None:
    sent = {"require": "person.ag >= 65", "cursor": "9"}
    page = content(desk.post(at(draft, "rule_options") + "?field=require&at=x", sent))
    assert 'data-insert="person.age" data-start="0" data-end="9"' in page
    assert 'role="listbox"' in page
    assert "subject.person" not in page


@pytest.mark.parametrize("query", ["field=other&at=x", "field=require&at=<b>", "field=require"])
def test_fields_and_elements_that_do_not_exist_are_not_found(desk: Client, draft: DraftService, query: str) -> None:
    assert desk.post(at(draft, "rule_check") + f"?{query}", {"require": "TRUE"}).status_code == 404


def test_looking_a_name_up_keeps_what_is_typed(desk: Client, draft: DraftService) -> None:
    sent = typed(revision=draft.revision, act="look-up", require="person.age >=", **{"look-up": "test_benefit"})
    page = content(desk.post(at(draft, "rule_criterion"), sent))
    assert "parameter.test_benefit" in page
    assert "person.age &gt;=" in page
    assert fresh(draft).content == draft.content


# -- who may -----------------------------------------------------------------------------------------------------------

NAMES = {"rule_section": "paid", "rule_terms": "paid", "rule_text": "names", "rule_edit_text": "names"}
LOOKING = {"rule", "rule_law", "rule_changes", "rule_row", "rule_section", "rule_questions"}
LOOKING |= {"rule_examples", "rule_texts", "rule_text"}


@pytest.mark.parametrize("name", [str(pattern.name) for pattern in urlpatterns])
def test_every_address_asks_who_one_is(client: Client, draft: DraftService, viewer: Any, name: str) -> None:
    address = at(draft, name, *([NAMES[name]] if name in NAMES else []))
    for call in (client.get, client.post):
        answer: Any = call(address, headers=HTMX)
        assert "sign-in" in answer.headers.get("HX-Redirect", "")
        assert "sign-in" in call(address).headers["Location"]
    sign_in(client, viewer)
    assert client.get(address).status_code in ({200, 302} if name in LOOKING else {403})
    assert client.post(address, {}).status_code == (405 if name in LOOKING else 403)


def test_whoever_may_only_look_gets_no_forms(client: Client, draft: DraftService, viewer: Any) -> None:
    sign_in(client, viewer)
    for name in ("rule", "rule_examples", "rule_texts", "rule_changes"):
        page = content(client.get(at(draft, name)))
        assert 'method="post"' not in page.split("<main")[1]
        assert "studio-rule.js" not in page


def test_the_page_asks_the_database_the_same_for_one_new_criterion_and_for_four(
    desk: Client, draft: DraftService, editor: Any
) -> None:
    def queries(number: int) -> int:
        found = fresh(draft)
        criterion = {"id": f"more_{number}", "require": "person.alive", "text": {"az": "a", "en": "b", "ru": "р"}}
        edits.put_item(found, "criteria", {**criterion, "law": ""}, revision=found.revision, by=editor, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            desk.get(at(draft, "rule"))
        return len(seen)

    asked = [queries(number) for number in range(4)]
    assert len(set(asked[1:])) == 1  # the first fills what the process keeps


def test_a_new_service_is_begun_from_nothing(desk: Client, draft: DraftService, editor: Any) -> None:
    new = drafts.add_new_service(draft.change_set, code="05-90", by=editor, at=NOW)
    for name in ("rule", "rule_examples", "rule_texts", "rule_changes", "rule_criterion", "rule_example"):
        assert desk.get(at(new, name)).status_code == 200
    way = {"basis": "person", "mode": "automatic", "revision": new.revision}
    assert desk.post(at(new, "rule_terms", "way"), way).status_code == 302
    sent = typed(name="", revision=fresh(new).revision)
    assert desk.post(at(new, "rule_criterion"), sent).status_code == 302
    assert fresh(new).content["basis"] == "person"
    assert len(fresh(new).content["criteria"]) == 1


def test_the_rule_can_end_and_not_end_after_all(desk: Client, draft: DraftService) -> None:
    desk.post(at(draft, "rule_ends"), {"ends": "yes", "revision": draft.revision})
    assert fresh(draft).withdraws
    assert at(draft, "rule_ends") in content(desk.get(at(draft, "rule")))
    desk.post(at(draft, "rule_ends"), {"ends": "no", "revision": fresh(draft).revision})
    assert not fresh(draft).withdraws


def test_what_is_wrong_leads_to_where_it_is_changed(desk: Client, draft: DraftService) -> None:
    content_now = draft.content

    def leads(path: str) -> str:
        return place_url(draft.change_set_id, draft.code, path, content_now).removeprefix(at(draft, "rule"))

    assert leads("criteria[1].require") == "#criterion-age"
    assert leads("criteria[7].require") == "#criteria"
    assert leads("amount") == "#terms-paid"
    assert leads("starts") == "#terms-days"
    assert leads("mode") == "#terms-way"
    assert leads("questions[0].ask") == "#questions"
    assert leads("examples[2].expect.verdict") == "examples/#example-3"
    assert leads("texts.name.az") == "texts/"
    assert leads("") == ""


def test_many_empty_texts_are_told_in_one_line(desk: Client, draft: DraftService, editor: Any) -> None:
    new = drafts.add_new_service(draft.change_set, code="05-90", by=editor, at=NOW)
    found = problems(new, new.content, check_draft(new))
    assert sum(problem.url == at(new, "rule_texts") for problem in found) == 1
