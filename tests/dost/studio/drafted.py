"""What tests of the rule editor share: its addresses, the draft as it is saved, and what comes back."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from services_catalog.models import DraftService

HTMX: Final = {"HX-Request": "true"}
KEPT: Final = "dost-rulerow__kept"
"""What stands beside an expression that is kept although it is wrong."""


def at(draft: DraftService, name: str, *args: Any) -> str:
    """The address of one of the editor's views about a draft."""
    return reverse(f"studio:{name}", args=[draft.change_set_id, draft.code, *args])


def fresh(draft: DraftService) -> DraftService:
    """The draft as it is saved now."""
    return DraftService.objects.select_related("change_set").get(pk=draft.pk)


def content(response: Any) -> str:
    """The page, or the piece of it, that came back."""
    return str(response.content.decode())


def typed_criterion(**changes: Any) -> dict[str, Any]:
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
