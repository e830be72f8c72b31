from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from dost.studio.rule_urls import urlpatterns
from dost.studio.views.acting import Handler, NotDoneError, acting, form_view, saved
from dost.studio.views.session import DraftSession
from services_catalog.changes import edits
from services_catalog.models import ChangeSet, DraftService
from tests.dost.studio.drafted import HTMX, at, content, fresh, typed_criterion
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW

NAMES = {"rule_section": "paid", "rule_terms": "paid", "rule_text": "names", "rule_edit_text": "names"}

READING = {
    "rule",
    "rule_law",
    "rule_changes",
    "rule_row",
    "rule_section",
    "rule_questions",
    "rule_examples",
    "rule_texts",
    "rule_text",
}


def _other_clashes(page: str, mine: str) -> dict[str, str]:
    """Every other place of the page, kept as mine."""
    found = dict(re.findall(r'name="(place-\d+)" value="([^"]+)"', page))
    assert mine in found.values()
    kept = {key: value for key, value in found.items() if value != mine}
    return {**kept, **{key.replace("place", "keep"): "mine" for key in kept}}


def test_a_conflict_shows_both_and_keeps_what_is_chosen(
    editing: Client, draft: DraftService, other_editor: Any
) -> None:
    item = next(item for item in draft.content["criteria"] if item.get("id") == "age")
    theirs = {**item, "require": "person.age >= 70", "law": "Law, art. 7"}
    edits.put_item(draft, "criteria", theirs, replaces="age", revision=draft.revision, by=other_editor, at=NOW)
    sent = typed_criterion(revision=draft.revision, require="person.age >= 66", law=item["law"])
    page = content(editing.post(at(draft, "rule_criterion"), sent))
    assert other_editor.get_full_name() in page
    assert "person.age &gt;= 66" in page
    assert "70" in page
    assert fresh(draft).revision == draft.revision + 1

    place = "criteria[age].require"
    keep = {"place-1": place, "keep-1": "mine"}
    response = editing.post(at(draft, "rule_criterion"), {**sent, **_other_clashes(page, place), **keep})
    assert response.status_code == 302
    now = next(item for item in fresh(draft).content["criteria"] if item.get("id") == "age")
    assert now["require"] == "person.age >= 66"
    assert now["law"] == "Law, art. 7"


def test_changes_of_different_places_are_brought_together(
    editing: Client, draft: DraftService, other_editor: Any
) -> None:
    edits.set_field(draft, "verify", ["DIN.alive"], revision=draft.revision, by=other_editor, at=NOW)
    response = editing.post(at(draft, "rule_criterion"), typed_criterion(revision=draft.revision), headers=HTMX)
    assert 'id="criterion-age"' in content(response)
    now = fresh(draft).content
    assert now["verify"] == ["DIN.alive"]
    assert "person.age >= 66" in [item.get("require") for item in now["criteria"]]


def test_what_was_typed_into_a_set_that_was_submitted_meanwhile_is_shown(editing: Client, draft: DraftService) -> None:
    ChangeSet.objects.filter(pk=draft.change_set_id).update(status=ChangeSet.Status.SUBMITTED)
    page = content(editing.post(at(draft, "rule_criterion"), typed_criterion(revision=draft.revision)))
    assert "person.age &gt;= 66" in page
    assert "Исполнилось 66" in page
    assert fresh(draft).content == draft.content


@pytest.mark.parametrize("name", [str(pattern.name) for pattern in urlpatterns])
def test_every_address_asks_who_one_is(client: Client, draft: DraftService, viewer: Any, name: str) -> None:
    address = at(draft, name, *([NAMES[name]] if name in NAMES else []))
    for call in (client.get, client.post):
        answer: Any = call(address, headers=HTMX)
        assert "sign-in" in answer.headers.get("HX-Redirect", "")
        assert "sign-in" in call(address).headers["Location"]
    sign_in(client, viewer)
    assert client.get(address).status_code in ({200, 302} if name in READING else {403})
    assert client.post(address, {}).status_code == (405 if name in READING else 403)


def test_whoever_may_only_look_gets_no_forms(client: Client, draft: DraftService, viewer: Any) -> None:
    sign_in(client, viewer)
    for name in ("rule", "rule_examples", "rule_texts", "rule_changes"):
        page = content(client.get(at(draft, name)))
        assert 'method="post"' not in page.split("<main")[1]
        assert "studio-rule.js" not in page


# -- handlers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pressed(draft: DraftService, editor: Any, rf: RequestFactory) -> Callable[..., HttpRequest]:
    """A form of the draft as the editor sends it, by the button that was pressed."""

    def request(act: str | None = None, **fields: str) -> HttpRequest:
        sent = rf.post("/", {**fields, **({} if act is None else {"act": act})})
        sent.user = editor
        return sent

    return request


def named(name: str) -> Handler:
    return lambda _session: HttpResponse(name)


@pytest.mark.parametrize(
    ("act", "answered"), [("save", "saved"), (None, "saved"), ("", "saved"), ("more", "more"), ("b-add:b", "other")]
)
def test_each_button_has_its_handler(
    pressed: Callable[..., HttpRequest], draft: DraftService, act: str | None, answered: str
) -> None:
    view = form_view(named("opened"), {"save": named("saved"), "more": named("more")}, otherwise=named("other"))

    response = view(pressed(act), pk=draft.change_set_id, code=draft.code)

    assert response.content.decode() == answered  # type: ignore[attr-defined]


def test_what_comes_to_nothing_is_answered_with_what_was_raised(
    pressed: Callable[..., HttpRequest], draft: DraftService
) -> None:
    def refuses(session: DraftSession) -> HttpResponse:
        raise NotDoneError(HttpResponse(f"not {session.draft.code}"))

    response = acting(refuses)(pressed(), pk=draft.change_set_id, code=draft.code)

    assert response.content == b"not 05-98"  # type: ignore[attr-defined]


def test_a_refusal_of_the_engine_is_shown_as_the_handler_says(
    pressed: Callable[..., HttpRequest], draft: DraftService
) -> None:
    session = DraftSession(pressed(revision=str(draft.revision)), draft, can_edit=True)

    with pytest.raises(NotDoneError) as caught:
        saved(
            session,
            lambda saving: edits.remove_item(draft, "criteria", "nothing_like_this", **saving),
            refused=lambda why: HttpResponse(f"refused: {why}"),
        )

    assert caught.value.response.content.decode().startswith("refused: “nothing_like_this”")
    assert fresh(draft).revision == draft.revision


def test_what_is_saved_is_read_anew(pressed: Callable[..., HttpRequest], draft: DraftService) -> None:
    session = DraftSession(pressed(revision=str(draft.revision)), draft, can_edit=True)
    before = len(session.content["criteria"])

    now = saved(
        session,
        lambda saving: edits.remove_item(draft, "criteria", "age", **saving),
        refused=HttpResponse,
    )

    assert len(now.content["criteria"]) == before - 1
    assert not now.merged
