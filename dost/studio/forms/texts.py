"""The forms of what people are told about a service. Each writes its places into the texts of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words
from dost.studio.wording.text_parts import LISTS, PARTS, at, labels, phrase
from dost.ui.fields import DayField
from services_catalog import schema
from services_catalog.passport import MOST_WORDS
from services_catalog.schema import LANGUAGES

from .fields import AmountField, texts_in, texts_of

MOST_ROWS: Final = 30
_SPARE: Final = 2


class TextsForm(forms.Form):
    """A part of the texts: `begin` from a passport, `write` into one."""

    use_required_attribute = False
    three: tuple[str, ...] = ()

    def __init__(self, *args: Any, texts: Mapping[str, Any], spare: int = _SPARE, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.begin(texts))
        super().__init__(*args, **kwargs)
        called = labels()
        for place in self.three:
            for language in LANGUAGES:
                self.fields[f"{place}_{language}"] = forms.CharField(
                    label=called.get(place, place),
                    required=False,
                    max_length=600,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )
        self.prepare(spare)

    def prepare(self, spare: int) -> None:
        """Add the fields that depend on what there is."""

    def begin(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the form for a passport."""
        begun: dict[str, Any] = {}
        for place in self.three:
            begun |= texts_in(phrase(at(texts, place)), place)
        return begun

    def write(self, texts: dict[str, Any]) -> None:
        """Put what was said into a passport."""
        for place in self.three:
            phrase_said = texts_of(self.cleaned_data, place)
            if phrase_said:
                texts[place] = phrase_said
            else:
                texts.pop(place, None)

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The texts in three languages: (label, names of the groups of three)."""
        called = labels()
        return [(called.get(place, place), [place]) for place in self.three]

    @property
    def others(self) -> list[BoundField]:
        """The fields that are no texts in three languages."""
        return []


class NamesForm(TextsForm):
    """What it is called."""

    three = PARTS["names"]


class GetsForm(TextsForm):
    """What people get."""

    three = PARTS["gets"]


class WordsForm(TextsForm):
    """What people call it: one word or phrase a line."""

    def prepare(self, spare: int) -> None:
        """One field for each language."""
        for language in LANGUAGES:
            self.fields[f"words_{language}"] = forms.CharField(
                label=labels()["words"],
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
            )

    def begin(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """One a line."""
        known = texts.get("words")
        found = known if isinstance(known, Mapping) else {}
        return {f"words_{language}": "\n".join(map(str, found.get(language) or ())) for language in LANGUAGES}

    def clean(self) -> dict[str, Any]:
        """Not too many, each once, short."""
        said = super().clean() or {}
        self.found: dict[str, list[str]] = {}
        for language in LANGUAGES:
            lines = [
                " ".join(line.split()) for line in said.get(f"words_{language}", "").replace(",", "\n").splitlines()
            ]
            found = list(dict.fromkeys(line for line in lines if line))
            if len(found) > MOST_WORDS:
                self.add_error(f"words_{language}", _("At most %(most)d words or phrases.") % {"most": MOST_WORDS})
            self.found[language] = found
        return said

    def write(self, texts: dict[str, Any]) -> None:
        """Put the words in."""
        if any(self.found.values()):
            texts["words"] = self.found
        else:
            texts.pop("words", None)

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The words by language."""
        return [(_("Everyday words, one a line"), ["words"])]


class OpenForm(TextsForm):
    """Whether it can be had now."""

    three = ("note",)

    state = forms.ChoiceField(
        label=gettext_lazy("Availability"), choices=lambda: words.labelled("availability", schema.AVAILABILITIES)
    )
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("Until"), required=False)

    def begin(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Open, when nothing is said."""
        known = texts.get("availability")
        found = known if isinstance(known, Mapping) else {}
        begun = {"state": found.get("state", "open"), "since": found.get("from", ""), "until": found.get("until", "")}
        return {**begun, **texts_in(phrase(found.get("note")), "note")}

    def write(self, texts: dict[str, Any]) -> None:
        """Open is not written down."""
        said = self.cleaned_data
        found: dict[str, Any] = {"state": said["state"]}
        if said["since"]:
            found["from"] = said["since"].isoformat()
        if said["until"]:
            found["until"] = said["until"].isoformat()
        note = texts_of(said, "note")
        if note:
            found["note"] = note
        if found == {"state": "open"}:
            texts.pop("availability", None)
        else:
            texts["availability"] = found

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The note."""
        return [(_("What should people know while it is not open?"), ["note"])]

    @property
    def others(self) -> list[BoundField]:
        """State and days."""
        return [self["state"], self["since"], self["until"]]


class PapersForm(TextsForm):
    """Lists of texts: a row of three languages for each; an empty row is left out."""

    def prepare(self, spare: int) -> None:
        """As many rows as there are, and some to spare."""
        known: Mapping[str, Any] = self.data if self.is_bound else self.initial
        self.counts: dict[str, int] = {}
        for place in LISTS:
            key = place.partition(".")[2]
            given = sum(f"{key}-{number}_az" in known for number in range(MOST_ROWS))
            self.counts[key] = min(given + (0 if self.is_bound else spare), MOST_ROWS)
            for number in range(self.counts[key]):
                for language in LANGUAGES:
                    self.fields[f"{key}-{number}_{language}"] = forms.CharField(
                        label=labels()[place],
                        required=False,
                        max_length=600,
                        widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                    )

    def begin(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """One row for each text."""
        begun: dict[str, Any] = {}
        for place in LISTS:
            items = at(texts, place)
            for number, item in enumerate(items if isinstance(items, list) else []):
                begun |= texts_in(phrase(item), f"{place.partition('.')[2]}-{number}")
        return begun

    def write(self, texts: dict[str, Any]) -> None:
        """Put the lists into the sheet."""
        sheet = _sheet(texts)
        for place in LISTS:
            key = place.partition(".")[2]
            rows = [texts_of(self.cleaned_data, f"{key}-{number}") for number in range(self.counts[key])]
            sheet[key] = [row for row in rows if row]

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The rows of each list."""
        called = labels()
        return [
            (called[place], [f"{key}-{number}" for number in range(self.counts[key])])
            for place in LISTS
            for key in (place.partition(".")[2],)
        ]


def _sheet(texts: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(texts.get("passport"), dict):
        texts["passport"] = {}
    sheet: dict[str, Any] = texts["passport"]
    return sheet


def _several(label: Any, group: str, codes: tuple[str, ...], *, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=lambda: words.labelled(group, codes),
        widget=forms.CheckboxSelectMultiple,
    )


class SheetForm(TextsForm):
    """How it is done: the ministry's sheet."""

    users = _several(gettext_lazy("Who may use it"), "user", schema.USERS)
    channels = _several(gettext_lazy("How it is asked for"), "channel", schema.CHANNELS)
    answers = _several(gettext_lazy("How the answer comes"), "answer", schema.ANSWERS)
    places = _several(gettext_lazy("Where"), "place", schema.PLACES)
    front_minutes = forms.IntegerField(label=gettext_lazy("Minutes at the desk"), min_value=0, max_value=480)
    back_minutes = forms.IntegerField(label=gettext_lazy("Minutes behind the desk"), min_value=0, max_value=129_600)
    standard_minutes = forms.IntegerField(label=gettext_lazy("Minutes by the standard"), min_value=0, max_value=480)
    fee = AmountField(label=gettext_lazy("Fee, ₼"), min_value=0, max_digits=8, decimal_places=2)
    electronic = forms.ChoiceField(
        label=gettext_lazy("Electronic"), choices=lambda: words.labelled("degree", schema.DEGREES)
    )
    automated = forms.ChoiceField(
        label=gettext_lazy("Automated"), choices=lambda: words.labelled("degree", schema.DEGREES)
    )

    def begin(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """The sheet as it is."""
        sheet = texts.get("passport")
        known = sheet if isinstance(sheet, Mapping) else {}
        return {key: known.get(key, "") for key in self.base_fields}

    def write(self, texts: dict[str, Any]) -> None:
        """Put everything into the sheet."""
        sheet = _sheet(texts)
        for key in self.base_fields:
            value = self.cleaned_data[key]
            sheet[key] = f"{value.normalize():f}" if isinstance(value, Decimal) else value

    @property
    def others(self) -> list[BoundField]:
        """All of them."""
        return list(self)


class OrderForm(TextsForm):
    """Where it belongs."""

    three = ("note",)

    area = forms.ChoiceField(label=gettext_lazy("Area"), choices=lambda: words.labelled("area", schema.AREAS))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=lambda: words.labelled("kind", schema.KINDS))
    provider = forms.CharField(label=gettext_lazy("Provided by"), max_length=60)
    delivery = forms.ChoiceField(
        label=gettext_lazy("How it reaches people"), choices=lambda: words.labelled("delivery", schema.DELIVERIES)
    )
    digitized = forms.BooleanField(label=gettext_lazy("It can be had electronically"), required=False)
    sensitive = forms.BooleanField(
        label=gettext_lazy("A leak would harm"),
        help_text=gettext_lazy(
            "Messages and lists do not say its name; only whoever opens the case with a reason sees it."
        ),
        required=False,
    )
    life_events = _several(gettext_lazy("Life events"), "life_event", schema.LIFE_EVENTS)
    audiences = _several(gettext_lazy("Groups of people"), "audience", schema.AUDIENCES)
    registries = forms.MultipleChoiceField(
        label=gettext_lazy("Registries it may read"),
        required=False,
        choices=[(code, code) for code in schema.REGISTRIES],
        widget=forms.CheckboxSelectMultiple,
    )
    counts_as = _several(
        gettext_lazy("What its awards count as"),
        "counts_as",
        schema.COUNTED_AS,
        help_text=gettext_lazy("What rules of other services ask about: whoever has an award of this one has these."),
    )
    law = forms.CharField(
        label=gettext_lazy("Legal basis"),
        help_text=gettext_lazy("One act a line, in English as the catalogue writes it."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rule_sure = forms.ChoiceField(
        label=gettext_lazy("How sure the rule is"), choices=lambda: words.labelled("confidence", schema.CONFIDENCES)
    )
    texts_sure = forms.ChoiceField(
        label=gettext_lazy("How sure the texts are"),
        choices=lambda: words.labelled("confidence", schema.CONFIDENCES),
    )
    _PLAIN: Final = (
        "area",
        "kind",
        "provider",
        "delivery",
        "digitized",
        "sensitive",
        "life_events",
        "audiences",
        "registries",
        "counts_as",
    )

    def begin(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """As it is."""
        law, known = texts.get("law"), texts.get("provenance")
        sure = known if isinstance(known, Mapping) else {}
        return {
            **{key: texts.get(key, "") for key in self._PLAIN},
            "law": "\n".join(map(str, law)) if isinstance(law, list) else "",
            "rule_sure": sure.get("rule", ""),
            "texts_sure": sure.get("passport", ""),
            **texts_in(sure.get("note"), "note"),
        }

    def clean_provider(self) -> str:
        """Not only spaces."""
        text = " ".join(self.cleaned_data["provider"].split())
        if not text:
            raise ValidationError(_("Who provides it?"))
        return text

    def write(self, texts: dict[str, Any]) -> None:
        """Put everything where it belongs; empty lists are left out, as in a file."""
        said = self.cleaned_data
        for key in self._PLAIN:
            if (said[key] == [] and key != "registries") or (key == "sensitive" and not said[key]):
                texts.pop(key, None)
            else:
                texts[key] = said[key]
        texts["law"] = [" ".join(line.split()) for line in said["law"].splitlines() if line.strip()]
        note = texts_of(said, "note")
        texts["provenance"] = {"rule": said["rule_sure"], "passport": said["texts_sure"], "note": note}

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The note."""
        return [(_("What exactly is which"), ["note"])]

    @property
    def others(self) -> list[BoundField]:
        """All but the note."""
        return [self[name] for name in self.base_fields]


FORMS: Final[Mapping[str, type[TextsForm]]] = {
    "names": NamesForm,
    "gets": GetsForm,
    "words": WordsForm,
    "open": OpenForm,
    "papers": PapersForm,
    "sheet": SheetForm,
    "order": OrderForm,
}
