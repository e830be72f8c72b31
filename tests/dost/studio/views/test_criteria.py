from __future__ import annotations

from django.test import Client

from services_catalog.models import DraftService
from tests.dost.studio.drafted import HTMX, at, content, fresh, typed_criterion


def test_a_shared_criterion_is_taken_and_written_out(editing: Client, draft: DraftService) -> None:
    editing.post(at(draft, "rule_remove"), {"name": "alive", "revision": draft.revision})
    page = content(editing.get(at(draft, "rule_shared")))
    assert "alive" in page
    editing.post(at(draft, "rule_shared"), {"use": "alive", "revision": fresh(draft).revision})
    assert fresh(draft).content["criteria"][-1] == {"use": "alive"}
    form = content(editing.get(at(draft, "rule_criterion") + "?name=alive"))
    assert "person.alive" in form
    sent = typed_criterion(name="alive", id="alive", require="person.alive", revision=fresh(draft).revision)
    editing.post(at(draft, "rule_criterion"), sent)
    assert fresh(draft).content["criteria"][-1]["require"] == "person.alive"


def test_order_removal_and_bringing_back(editing: Client, draft: DraftService) -> None:
    def names() -> list[str]:
        return [item.get("id") or item["use"] for item in fresh(draft).content["criteria"]]

    before = names()
    editing.post(at(draft, "rule_move"), {"name": before[0], "to": "down", "revision": draft.revision})
    assert names() == [before[1], before[0], *before[2:]]
    since = fresh(draft).revision
    response = editing.post(at(draft, "rule_remove"), {"name": before[0], "revision": since})
    assert f"removed={before[0]}" in response["Location"]
    assert before[0] not in names()
    page = content(editing.get(response["Location"].partition("#")[0]))
    assert at(draft, "rule_restore") in page
    editing.post(at(draft, "rule_restore"), {"name": before[0], "since": since})
    assert names() == [before[1], before[0], *before[2:]]


def test_forms_that_are_open_stay_when_the_list_is_drawn_anew(editing: Client, draft: DraftService) -> None:
    names = [item.get("id") or item["use"] for item in draft.content["criteria"]]
    sent = {"name": names[0], "to": "down", "revision": draft.revision, "open": [names[1]]}
    page = content(editing.post(at(draft, "rule_move"), sent, headers=HTMX))
    assert f'<li id="criterion-{names[1]}" hx-preserve="true">' in page


def test_several_criteria_are_joined(editing: Client, draft: DraftService) -> None:
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
    assert editing.post(at(draft, "rule_group"), sent).status_code == 302
    first = fresh(draft).content["criteria"][0]
    assert first["id"] == "either"
    assert " OR " in first["require"]
    assert "govuk-error-message" in content(editing.post(at(draft, "rule_group"), {**sent, "names": names[:1]}))
