from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from dost.studio.views.session import DraftSession, Opened
from services_catalog.models import DraftService

pytestmark = pytest.mark.django_db


def session(draft: DraftService, request: HttpRequest, editor: Any, *, htmx: bool = False) -> DraftSession:
    request.user = editor
    if htmx:
        request.META["HTTP_HX_REQUEST"] = "true"
        request.META["HTTP_HX_TARGET"] = "shared-list"
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return DraftSession(request, draft, can_edit=True)


@pytest.mark.parametrize(
    ("sent", "revision"), [("3", 3), ("", 2), ("x", 2), ("-1", 2), ("٣", 2), ("9999999999", 2), ("1.5", 2)]
)
def test_an_editor_begins_from_the_revision_of_the_form_else_from_the_present_one(
    draft: DraftService, editor: Any, rf: RequestFactory, sent: str, revision: int
) -> None:
    draft.revision = 2

    assert session(draft, rf.post("/", {"revision": sent}), editor).revision == revision


def test_addresses_carry_what_is_asked_besides(draft: DraftService, editor: Any, rf: RequestFactory) -> None:
    there = session(draft, rf.get("/"), editor)

    assert (
        there.url("rule_row", name="a b") == f"/studio/sets/{draft.change_set_id}/services/05-98/criteria/row/?name=a+b"
    )
    assert there.to("rule", "criteria")["Location"].endswith("/services/05-98/#criteria")


def test_with_htmx_the_whole_window_goes_elsewhere(draft: DraftService, editor: Any, rf: RequestFactory) -> None:
    there = session(draft, rf.get("/"), editor, htmx=True)

    assert there.target == "shared-list"
    assert there.to("rule")["HX-Redirect"] == there.url("rule")


def test_with_htmx_only_the_piece_that_is_open_comes_back(draft: DraftService, editor: Any, rf: RequestFactory) -> None:
    def never() -> dict[str, Any]:
        raise AssertionError("the rest of the page is not worked out")

    opened = Opened("extra", "studio/rule/_extra.html")
    answer = session(draft, rf.get("/"), editor, htmx=True).page("studio/rule/page.html", never, opened)

    assert "<html" not in answer.content.decode()


def test_an_expression_is_said_in_the_readers_language_or_marked(
    draft: DraftService, editor: Any, rf: RequestFactory
) -> None:
    there = session(draft, rf.get("/"), editor)

    right = there.in_words("person.age >= 65", there.checked("person.age >= 65", "require"))
    wrong = there.in_words("person.agee >= 65", there.checked("person.agee >= 65", "require"))

    assert right.says
    assert not wrong.says
    assert [run.text for run in wrong.runs if run.problem] == ["person.agee"]
