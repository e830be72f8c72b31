"""The passport of a service: what it is, for whom, what they get, how long it takes, and how it is done.

The fields are those of the ministry's own service passports (dost.gov.az/services-passport/N-N). Texts that many
passports share are phrases of `phrases.yaml`, named by their word instead of being written again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from . import schema
from .library import Library
from .located import Document, Where
from .schema import LANGUAGES, Reader

REQUIRED = (
    "code",
    "area",
    "name",
    "provider",
    "kind",
    "delivery",
    "digitized",
    "audience",
    "summary",
    "receives",
    "takes",
    "next",
    "words",
    "life_events",
    "audiences",
    "passport",
    "law",
    "registries",
    "provenance",
)
OPTIONAL = ("availability", "counts_as", "sensitive", "help")
SHEET = (
    "users",
    "channels",
    "answers",
    "refusals",
    "front_minutes",
    "back_minutes",
    "standard_minutes",
    "fee",
    "places",
    "documents",
    "steps",
    "electronic",
    "automated",
)
MOST_WORDS = 24
_MINUTES = 60 * 24 * 90
_TELEPHONE = re.compile(r"\+?\d{2,15}")
_Read = Callable[[Any, Where], Any]


class PassportReader(Reader):
    """Reads everything a service file says besides its versions."""

    def __init__(self, document: Document, library: Library) -> None:
        super().__init__(document)
        self.library = library

    def passport(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns of `Service` apart from the code; what may be left out is empty then."""
        readers: dict[str, _Read] = {
            "area": self._word(schema.AREAS),
            "name": self.texts,
            "provider": lambda value, where: self.text(value, where, most=60),
            "kind": self._word(schema.KINDS),
            "delivery": self._word(schema.DELIVERIES),
            "digitized": self.yes_or_no,
            "sensitive": self.yes_or_no,
            "help": self.help,
            "audience": self.texts,
            "summary": self.texts,
            "receives": self.phrase,
            "takes": self.phrase,
            "next": self.phrase,
            "words": self.everyday_words,
            "life_events": self._words(schema.LIFE_EVENTS),
            "audiences": self._words(schema.AUDIENCES),
            "availability": self.availability,
            "passport": self.sheet,
            "law": lambda value, where: [self.text(item, place) for place, item in self.items(value, where)],
            "registries": self._words(schema.REGISTRIES),
            "counts_as": self._words(schema.COUNTED_AS),
            "provenance": self.provenance,
        }
        said = {key: read(found[key], (key,)) for key, read in readers.items() if found.get(key) is not None}
        if "help" in said and not said.get("sensitive"):
            self.problem(("help",), _("“help” goes with “sensitive: true”, and only with it."))
        return {"availability": {}, "counts_as": [], "sensitive": False, "help": {}, **said}

    def _word(self, allowed: tuple[str, ...]) -> _Read:
        return lambda value, where: self.one_of(value, where, allowed)

    def _words(self, allowed: tuple[str, ...]) -> _Read:
        return lambda value, where: self.several_of(value, where, allowed)

    def provenance(self, value: Any, where: Where) -> dict[str, Any]:
        """Return how sure the rule, and the passport, are, with a note in three languages of what exactly is which."""
        found = self.mapping(value, where, required=("rule", "passport", "note"))
        result: dict[str, Any] = {
            key: self.one_of(found[key], (*where, key), schema.CONFIDENCES)
            for key in ("rule", "passport")
            if key in found
        }
        if "note" in found:
            result["note"] = self.texts(found["note"], (*where, "note"))
        return result

    def help(self, value: Any, where: Where) -> dict[str, Any]:
        """Return what a page for people in danger says: whom to call, what stays between us, and where it may lead."""
        found = self.mapping(value, where, required=("telephones", "confidential", "neighbours"))
        telephones = [
            self.telephone(item, place) for place, item in self.items(found.get("telephones"), (*where, "telephones"))
        ]
        if not telephones:
            self.problem((*where, "telephones"), _("At least one is expected here."))
        return {
            "telephones": telephones,
            "confidential": self.phrases(found.get("confidential"), (*where, "confidential")),
            "neighbours": [
                self.code(item, place) for place, item in self.items(found.get("neighbours"), (*where, "neighbours"))
            ],
        }

    def telephone(self, value: Any, where: Where) -> dict[str, Any]:
        """Return a number to call, and for what."""
        found = self.mapping(value, where, required=("number", "text"))
        return {
            "number": self.matching(found.get("number"), (*where, "number"), _TELEPHONE, 'a number such as "102"'),
            "text": self.texts(found.get("text"), (*where, "text")),
        }

    def phrase(self, value: Any, where: Where) -> dict[str, str]:
        """Return a text in three languages, written here or named from `phrases.yaml`."""
        if isinstance(value, str):
            name = self.one_of(value, where, tuple(self.library.phrases))
            return dict(self.library.phrases.get(name, {}))
        return self.texts(value, where)

    def phrases(self, value: Any, where: Where) -> list[dict[str, str]]:
        """Return a list of texts in three languages; it may be empty."""
        return [self.phrase(item, place) for place, item in self.items(value, where)]

    def everyday_words(self, value: Any, where: Where) -> dict[str, list[str]]:
        """Return what people call the service, by language: short, and each word once."""
        found = self.mapping(value, where, required=LANGUAGES)
        result: dict[str, list[str]] = {}
        for language in LANGUAGES:
            place = (*where, language)
            words = [self.text(item, spot, most=60) for spot, item in self.items(found.get(language), place)]
            if language in found and not words:
                self.problem(place, _("At least one everyday word or phrase is expected."))
            if len(words) != len(set(words)):
                self.problem(place, _("A word is here twice."))
            if len(words) > MOST_WORDS:
                self.problem(place, _("At most %(most)d words or phrases.") % {"most": MOST_WORDS})
            result[language] = words
        return result

    def availability(self, value: Any, where: Where) -> dict[str, Any]:
        """Return whether people can have the service now; anything but open says why, or when."""
        found = self.mapping(value, where, required=("state",), optional=("from", "until", "note"))
        result: dict[str, Any] = {"state": self.one_of(found.get("state"), (*where, "state"), schema.AVAILABILITIES)}
        for key in ("from", "until"):
            if found.get(key) is not None:
                result[key] = self.day(found[key], (*where, key)).isoformat()
        if found.get("note") is not None:
            result["note"] = self.phrase(found["note"], (*where, "note"))
        elif result["state"] != "open":
            self.problem(where, _("“note” is missing: what should people know while the service is not open?"))
        return result

    def sheet(self, value: Any, where: Where) -> dict[str, Any]:
        """Return the passport's sheet: minutes of the front and the back office, fee in AZN, and lists."""
        readers: dict[str, _Read] = {
            "users": self._words(schema.USERS),
            "channels": self._words(schema.CHANNELS),
            "answers": self._words(schema.ANSWERS),
            "refusals": self.phrases,
            "front_minutes": lambda item, place: self.whole(item, place, most=480),
            "back_minutes": lambda item, place: self.whole(item, place, most=_MINUTES),
            "standard_minutes": lambda item, place: self.whole(item, place, most=480),
            "fee": self.fee,
            "places": self._words(schema.PLACES),
            "documents": self.phrases,
            "steps": self.phrases,
            "electronic": self._word(schema.DEGREES),
            "automated": self._word(schema.DEGREES),
        }
        found = self.mapping(value, where, required=SHEET)
        result = {key: read(found[key], (*where, key)) for key, read in readers.items() if key in found}
        for key in ("users", "channels", "answers", "refusals", "places", "steps"):
            if key in result and not result[key]:
                self.problem((*where, key), _("At least one is expected here."))
        return result

    def fee(self, value: Any, where: Where) -> str:
        """Return the fee in AZN as text, "0" when the service is free."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            self.problem(where, _("Here a fee in AZN is expected; 0 when the service is free."))
            return "0"
        return str(value)
