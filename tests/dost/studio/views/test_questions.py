from __future__ import annotations

from django.test import Client

from services_catalog.models import DraftService
from tests.dost.studio.drafted import at, content, fresh


def test_a_question_is_asked_named_in_the_rule_and_taken_out(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_question")
    form = {
        "id": "relation",
        "ask_az": "Kimsiniz?",
        "ask_en": "Who are you?",
        "ask_ru": "Кто вы?",
        "type": "choice",
        "code-0": "parent",
        "choice-0_az": "Valideyn",
        "choice-0_en": "A parent",
        "choice-0_ru": "Родитель",
    }
    more = content(editing.post(address, {**form, "act": "more"}))
    assert "Valideyn" in more
    assert 'name="code-4"' in more
    assert "govuk-error-message" in content(editing.post(address, {**form, "type": "yes_no"}))
    assert editing.post(address, {**form, "revision": draft.revision}).status_code == 302
    asked = fresh(draft).content["questions"]
    assert asked[0]["choices"] == {"parent": {"az": "Valideyn", "en": "A parent", "ru": "Родитель"}}
    looked = editing.post(at(draft, "rule_check") + "?field=require&at=x", {"require": "answer.relation = 'parent'"})
    assert "dost-good" in content(looked)
    editing.post(at(draft, "rule_remove_question"), {"name": "relation", "revision": fresh(draft).revision})
    assert fresh(draft).content["questions"] == []
