"""What the studio's codes and places are called on its pages, in the active language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dost.ui.contexts import Tag, TagColour
from dost.ui.formats import date_short
from services_catalog.changes import history
from services_catalog.changes.compare import shown
from services_catalog.changes.paths import path_of
from services_catalog.labels import LABELS, label
from services_catalog.laws import law_as_read
from services_catalog.models import ChangeSet

from . import rule_words
from .fact_words import fact_called, fact_worth
from .item_words import Names

_FACTS: Final = "facts"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ITEM: Final = "#"
_LAWS: Final = frozenset({"ground", "source", "law"})
"""Places that name acts, which are said in the reader's language as far as they are known."""
_LANGUAGES: Final = {"az": "AZ", "en": "EN", "ru": "RU"}

ACTIONS: Final[Mapping[str, Any]] = {
    history.CREATED: gettext_lazy("Change set begun"),
    history.SET_EDITED: gettext_lazy("Title, ground or day changed"),
    history.DISCARDED: gettext_lazy("Discarded"),
    history.SERVICE_ADDED: gettext_lazy("Service taken in"),
    history.SERVICE_EDITED: gettext_lazy("Service changed"),
    history.SERVICE_REBASED: gettext_lazy("Carried over to the version in force"),
    history.SERVICE_REMOVED: gettext_lazy("Service taken out"),
    history.PARAMETER_ADDED: gettext_lazy("Amount taken in"),
    history.PARAMETER_EDITED: gettext_lazy("Amount changed"),
    history.PARAMETER_REMOVED: gettext_lazy("Amount taken out"),
    history.SHARED_ADDED: gettext_lazy("What services share, taken in"),
    history.SHARED_EDITED: gettext_lazy("What services share, changed"),
    history.SHARED_REMOVED: gettext_lazy("What services share, taken out"),
    history.SHARED_PUBLISHED: gettext_lazy("What services share, published"),
    history.SHARED_WITHDRAWN: gettext_lazy("What services share, withdrawn"),
    history.IMPORTED: gettext_lazy("Imported"),
    history.CONFIRMED: gettext_lazy("Confirmed as right"),
    history.SUBMITTED: gettext_lazy("Handed in for review"),
    history.RETURNED: gettext_lazy("Given back"),
    history.PUBLISHED: gettext_lazy("Change set published"),
    history.VERSION_PUBLISHED: gettext_lazy("New version published"),
    history.VERSION_WITHDRAWN: gettext_lazy("Version ended or withdrawn"),
    history.PARAMETER_PUBLISHED: gettext_lazy("New amount published"),
    history.PARAMETER_WITHDRAWN: gettext_lazy("Amount withdrawn"),
    history.PASSPORT_APPLIED: gettext_lazy("Description of the service replaced"),
    history.WITHDRAWN: gettext_lazy("Change set withdrawn"),
}

_PLACES: Final[Mapping[str, Any]] = {
    "title": gettext_lazy("Title"),
    "ground": gettext_lazy("Legal ground"),
    "label": gettext_lazy("What it is called"),
    "least": gettext_lazy("The least it may be"),
    "most": gettext_lazy("The most it may be"),
    "valid_from": gettext_lazy("First day"),
    "value": gettext_lazy("Amount"),
    "source": gettext_lazy("Source"),
    "confidence": gettext_lazy("How sure it is"),
    "basis": gettext_lazy("What the right arises from"),
    "mode": gettext_lazy("How it comes to the person"),
    "criteria": gettext_lazy("Criterion"),
    "order": pgettext_lazy("of criteria", "Order"),
    "require": gettext_lazy("Condition"),
    "use": gettext_lazy("Shared criterion"),
    "shared": gettext_lazy("Shared criterion"),
    "id": gettext_lazy("Short name"),
    "text": gettext_lazy("Text"),
    "law": gettext_lazy("Law"),
    "amount": gettext_lazy("Amount"),
    "period": gettext_lazy("How often"),
    "starts": gettext_lazy("From when"),
    "until": gettext_lazy("Until when"),
    "payee": gettext_lazy("Who is paid"),
    "award": gettext_lazy("Registry that keeps it"),
    "award_kind": gettext_lazy("Kind of award"),
    "funding": gettext_lazy("Where the money comes from"),
    "outcome": gettext_lazy("What comes of it"),
    "document": gettext_lazy("Document"),
    "states": gettext_lazy("Facts it states"),
    "when": gettext_lazy("Only when"),
    "excludes": gettext_lazy("Not together with"),
    "verify": gettext_lazy("Asked of institutions"),
    "questions": gettext_lazy("Question"),
    "ask": gettext_lazy("Wording"),
    "type": gettext_lazy("Kind of answer"),
    "choices": gettext_lazy("Answers to choose from"),
    "terms": gettext_lazy("Time limits"),
    "decision": gettext_lazy("Decision"),
    "refusal_notice": gettext_lazy("Telling of a refusal"),
    "appeal": gettext_lazy("Time to appeal"),
    "appeal_answer": gettext_lazy("Answer to an appeal"),
    "days": gettext_lazy("Calendar days"),
    "working_days": gettext_lazy("Working days"),
    "months": gettext_lazy("Months"),
    "second_person": gettext_lazy("Second person"),
    "above": gettext_lazy("Above how much"),
    "examples": gettext_lazy("Example"),
    "on": gettext_lazy("Day"),
    "facts": gettext_lazy("Facts"),
    "expect": gettext_lazy("Expected"),
    "verdict": gettext_lazy("Answer"),
    "texts": gettext_lazy("Description"),
    "values": gettext_lazy("Amount from"),
    "withdraws": gettext_lazy("The rule ends"),
    "versions": gettext_lazy("Version"),
    "valid": gettext_lazy("In force"),
    "status": gettext_lazy("Status"),
    "name": gettext_lazy("Name"),
    "summary": gettext_lazy("Summary"),
    "audience": gettext_lazy("Who it is for"),
    "audiences": gettext_lazy("Groups of people"),
    "receives": gettext_lazy("What the person gets"),
    "takes": gettext_lazy("How long it takes"),
    "next": gettext_lazy("What happens next"),
    "words": gettext_lazy("Everyday words for it"),
    "life_events": gettext_lazy("Life events"),
    "area": gettext_lazy("Area"),
    "kind": gettext_lazy("Kind"),
    "provider": gettext_lazy("Provided by"),
    "delivery": gettext_lazy("Delivery"),
    "digitized": gettext_lazy("Digitised"),
    "sensitive": gettext_lazy("A leak would harm"),
    "help": gettext_lazy("Help in danger"),
    "availability": gettext_lazy("Availability"),
    "passport": gettext_lazy("Passport"),
    "registries": gettext_lazy("Registries used"),
    "counts_as": gettext_lazy("What its awards count as"),
    "provenance": gettext_lazy("Where this is known from"),
}

_CODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "mode": {
        "automatic": gettext_lazy("By itself"),
        "ask_first": gettext_lazy("The person is asked first"),
        "on_application": gettext_lazy("The person applies"),
    },
    "period": rule_words.PERIOD,
    "funding": rule_words.FUNDING,
    "verdict": rule_words.VERDICT,
    "status": {
        "draft": gettext_lazy("Draft"),
        "published": gettext_lazy("Published"),
        "withdrawn": gettext_lazy("Withdrawn"),
    },
}


def action(code: str) -> str:
    """Return what was done, in words."""
    return str(ACTIONS.get(code, code))


def place(path: str, names: Names | None = None) -> str:
    """Return a place of a draft as people say it: `criteria[alive].text.az` is “Criterion “Is alive”, text, AZ”.

    `names` are what the items are called (see `item_words`); one that they do not know stands under its short name.
    """
    try:
        segments = path_of(path)
    except ValueError:
        return path
    parts: list[str] = []
    for number, segment in enumerate(segments):
        if number and segments[number - 1] == _FACTS:
            parts.append(fact_called(segment))
        elif segment.startswith(_ITEM) and parts:
            name = (names or {}).get((segments[number - 1], segment[1:]), segment[1:])
            parts[-1] = f"{parts[-1]} {name}" if name.isdecimal() else f"{parts[-1]} “{name}”"
        elif segment in _LANGUAGES:
            parts.append(_LANGUAGES[segment])
        elif parts and parts[-1] == str(_PLACES["values"]):
            parts[-1] = f"{parts[-1]} {_day(segment)}"
        else:
            word = str(_PLACES.get(segment, segment))
            parts.append(word if not parts else word[:1].lower() + word[1:])
    return ", ".join(parts) or _("The whole")


def value(worth: Any, path: str = "") -> str:
    """Return a value of a draft as people read it; codes and days in words, empty for what is not there."""
    fact = _fact_at(path)
    if fact and (in_words := fact_worth(fact, worth)):
        return in_words
    if worth is None or worth == "" or worth == [] or worth == {}:
        return ""
    if isinstance(worth, bool):
        return _("yes") if worth else _("no")
    key = path.rpartition(".")[2]
    if isinstance(worth, str):
        if key in _CODES and worth in _CODES[key]:
            return str(_CODES[key][worth])
        if key in LABELS and worth in LABELS[key]:
            return label(key, worth)
        if key in _LAWS:
            return law_as_read(worth)
        return _DAY.sub(lambda found: _day(found[0]), worth) if key == "valid" else _day(worth)
    if isinstance(worth, list) and key in LABELS:
        return ", ".join(label(key, str(code)) for code in worth)
    if isinstance(worth, Mapping) and key == _FACTS:
        return "; ".join(
            f"{fact_called(name)}: {fact_worth(name, part) or value(part)}" for name, part in worth.items()
        )
    if isinstance(worth, Mapping):
        return "; ".join(f"{place(str(name))}: {value(part, str(name))}" for name, part in worth.items())
    return shown(worth)


def sides(change: Mapping[str, Any]) -> tuple[str, str]:
    """Return what stood at the place of a difference and what stands there now; empty where there is no such place."""
    path, kind = str(change["path"]), change["kind"]
    before = "" if kind == "added" else value(change["before"], path)
    return before, "" if kind == "removed" else value(change["after"], path)


def _fact_at(path: str) -> str:
    """Return the fact whose value stands at a place; empty for any other place."""
    if _FACTS not in path:
        return ""
    try:
        segments = path_of(path)
    except ValueError:
        return ""
    return segments[-1] if len(segments) > 1 and segments[-2] == _FACTS else ""


def _day(text: str) -> str:
    try:
        return date_short(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text


def status(change_set: ChangeSet, *, today: date) -> Tag:
    """Return how a change set stands: a published one is scheduled until its day."""
    Status = ChangeSet.Status  # noqa: N806 - a class
    if change_set.status == Status.PUBLISHED:
        scheduled = change_set.valid_from is not None and change_set.valid_from > today
        return Tag(_("Scheduled"), "blue") if scheduled else Tag(_("In force"), "green")
    colours: dict[str, TagColour] = {
        Status.DRAFT: "grey",
        Status.SUBMITTED: "yellow",
        Status.WITHDRAWN: "orange",
        Status.DISCARDED: "grey",
    }
    return Tag(change_set.get_status_display(), colours[change_set.status])


def person_called(username: str) -> str:
    """Return the name of whoever signs in under this name; the name itself when nobody does."""
    return person(get_user_model().objects.filter(username=username).first()) or username


def person(user: Any) -> str:
    """Return the name of a member of staff; empty for None."""
    if user is None:
        return ""
    return str(user.get_full_name() or user.get_username())
