from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.test import Client

from services_catalog.models import DraftService
from tests.dost.studio.drafted import HTMX, at, content, fresh

EXAMPLE = {
    "act": "save",
    "name": "Seventy",
    "on": "2026-03-01",
    "verdict": "entitled",
    "amount": "600,50",
    "fact:person.alive": "true",
    "fact:person.age": "70",
}


def sent(**fields: str | list[str]) -> QueryDict:
    """A form of conditions as it is sent."""
    found = QueryDict(mutable=True)
    for key, value in fields.items():
        found.setlist(key.replace("__", "-"), value if isinstance(value, list) else [value])
    return found


def test_examples_show_what_came_and_what_the_version_in_force_says(editing: Client, draft: DraftService) -> None:
    criterion = {
        "name": "age",
        "id": "age",
        "require": "person.age >= 70",
        "text_az": "70 yaşı var",
        "text_en": "Is 70",
        "text_ru": "Исполнилось 70",
        "law": "Law",
        "act": "save",
        "as": "text",
        "revision": draft.revision,
    }
    editing.post(at(draft, "rule_criterion"), criterion)
    page = content(editing.get(at(draft, "rule_examples"), headers={"Accept-Language": "en"}))
    off = page[page.index("Sixty-five") : page.index("Sixty-four")]
    assert "dost-bool3--no" in off
    assert "dost-changed" in off
    assert "600.50" in off
    right = page[page.index("Sixty-four") : page.index("Of unknown age")]
    assert "dost-good" in right
    assert "dost-changed" not in right


def test_an_example_is_added_with_typed_facts_and_copied(editing: Client, draft: DraftService) -> None:
    assert editing.post(at(draft, "rule_example"), {**EXAMPLE, "revision": draft.revision}).status_code == 302
    added = fresh(draft).content["examples"][-1]
    assert added == {
        "name": "Seventy",
        "on": "2026-03-01",
        "facts": {"person.alive": True, "person.age": 70},
        "expect": {"verdict": "entitled", "amount": "600.50"},
    }
    page = content(editing.get(at(draft, "rule_example") + "?copy=Seventy"))
    assert 'value="70"' in page
    assert 'name="name_before" value=""' in page


def test_facts_can_be_unknown_and_wrong_ones_are_refused(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_example")
    wrong = {**EXAMPLE, "fact:person.age": "old", "revision": draft.revision}
    page = content(editing.post(address, wrong))
    assert "govuk-error-message" in page
    assert 'value="old"' in page
    assert fresh(draft).content == draft.content
    unknown = {**EXAMPLE, "fact:person.age": "", "unknown:person.age": "on", "amount": "", "verdict": "unknown"}
    editing.post(address, {**unknown, "revision": draft.revision})
    assert fresh(draft).content["examples"][-1]["facts"]["person.age"] is None
    form = content(editing.get(address + "?name=Seventy"))
    assert "checked" in form[form.index('name="unknown:person.age"') :][:200]


def test_trying_saves_nothing(editing: Client, draft: DraftService) -> None:
    sent = {**EXAMPLE, "act": "try", "revision": draft.revision}
    page = content(editing.post(at(draft, "rule_example"), sent, headers=HTMX))
    assert page.count("govuk-tag--green") == 2
    assert fresh(draft).content == draft.content


def test_facts_that_nobody_knows_are_kept_until_emptied(editing: Client, draft: DraftService, editor: Any) -> None:
    strange = {**EXAMPLE, "fact:person.shoe_size": "42", "revision": draft.revision}
    editing.post(at(draft, "rule_example"), strange)
    assert fresh(draft).content["examples"][-1]["facts"]["person.shoe_size"] == "42"
    page = content(editing.get(at(draft, "rule_example") + "?name=Seventy"))
    assert 'name="fact:person.shoe_size"' in page
    emptied = {**strange, "name_before": "Seventy", "fact:person.shoe_size": "", "revision": fresh(draft).revision}
    editing.post(at(draft, "rule_example"), emptied)
    assert "person.shoe_size" not in fresh(draft).content["examples"][-1]["facts"]


def test_an_example_is_taken_out(editing: Client, draft: DraftService) -> None:
    editing.post(at(draft, "rule_remove_example"), {"name": "Sixty-four", "revision": draft.revision})
    assert "Sixty-four" not in [example["name"] for example in fresh(draft).content["examples"]]
