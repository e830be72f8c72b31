from __future__ import annotations

from django.test import Client
from django.urls import reverse

from services_catalog.changes.checking import check_draft
from services_catalog.models import DraftService, HistoryEntry
from tests.dost.studio.drafted import HTMX, at, content, fresh, typed_criterion


def test_it_is_asked_at_the_condition_and_at_hand_in_and_confirmed_there(editing: Client, draft: DraftService) -> None:
    editing.cookies["django_language"] = "en"
    before = next(item for item in draft.content["criteria"] if item.get("id") == "age")
    typed = {f"text_{language}": text for language, text in before["text"].items()}
    sent = typed_criterion(revision=draft.revision, **typed)
    piece = content(editing.post(at(draft, "rule_criterion"), sent, headers=HTMX))
    assert "dost-rulerow__doubt" in piece
    assert "Is this right?" in piece
    the_set = reverse("studio:set", args=[draft.change_set_id])
    page = content(editing.get(the_set))
    assert "is the same in all three languages" in page
    handed_in = editing.post(reverse("studio:submit", args=[draft.change_set_id]), follow=True)
    assert "have changed apart" in content(handed_in) or "to be mended" in content(handed_in)
    [doubt] = check_draft(fresh(draft)).doubts
    confirm = reverse("studio:confirm", args=[draft.change_set_id])
    nothing = content(editing.post(confirm, {"back": draft.code}, follow=True))
    assert "Tick what is right as it is." in nothing
    done = editing.post(confirm, {"key": doubt.key, "back": draft.code})
    assert done["Location"] == at(draft, "rule")
    assert HistoryEntry.objects.get(action="confirmed").subject == draft.code
    assert "Is this right?" not in content(editing.get(the_set))


def test_texts_say_in_which_language_they_stayed(editing: Client, draft: DraftService) -> None:
    editing.cookies["django_language"] = "en"
    sent = {"summary_az": "Yeni mətn", "summary_en": "Paid once", "summary_ru": "Выплачивается один раз"}
    names = {f"name_{key}": text for key, text in draft.texts["name"].items()}
    audience = {f"audience_{key}": text for key, text in draft.texts["audience"].items()}
    editing.post(at(draft, "rule_edit_text", "names"), {**sent, **names, **audience, "revision": draft.revision})
    page = content(editing.get(at(draft, "rule_texts")))
    assert "The text has changed in AZ, and not in EN, RU." in page
