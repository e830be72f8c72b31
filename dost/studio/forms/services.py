"""The form that begins a service which does not exist yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.studio.wording import rule_words as words
from services_catalog import schema
from services_catalog.models import DraftService, Service
from services_catalog.schema import CODE, LANGUAGES

from .changes import ChangeForm
from .fields import texts_of, three


class NewServiceForm(ChangeForm):
    """What it is called, what it is like, where it belongs, and into which change set it is taken."""

    name_az, name_en, name_ru = three(gettext_lazy("What is it called?"), rows=2, most=200).values()
    like = forms.CharField(
        label=gettext_lazy("Which service is it like?"),
        help_text=gettext_lazy(
            "Its code, or a word of its name to choose from the list: its rule, texts and examples are copied. "
            "Empty: begin from nothing."
        ),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"list": "services-to-copy", "autocomplete": "off"}),
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Area"),
        required=False,
        choices=lambda: words.labelled("area", schema.AREAS, empty=_("That of the service it is like")),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Such as 05-57. Empty: the next free one of the area."),
        required=False,
        max_length=12,
    )
    field_order = ("name_az", "name_en", "name_ru", "like", "area", "code", "change_set", "title")

    def __init__(self, data: Mapping[str, Any] | None = None, *, like: str = "", into: str = "") -> None:
        super().__init__(data)
        self.initial["like"] = like
        if into:
            self.initial["change_set"] = into
        self.fields["title"].help_text = _("Empty: the name of the service.")

    def clean_like(self) -> str:
        """The code alone: what follows it is its name, as the list completes it."""
        code = str(self.cleaned_data["like"]).strip().split(" ")[0]
        if code and not Service.objects.filter(code=code).exists():
            raise ValidationError(_("There is no service %(code)s.") % {"code": code})
        return code

    def clean_code(self) -> str:
        """A code of the right form that nothing has."""
        code = str(self.cleaned_data["code"]).strip()
        if code and not CODE.fullmatch(code):
            raise ValidationError(_("“%(code)s” is no code of a service; write one such as 05-40.") % {"code": code})
        if code and Service.objects.filter(code=code).exists():
            raise ValidationError(_("There is a service %(code)s already.") % {"code": code})
        return code

    def clean(self) -> dict[str, Any]:
        """A name in each language that no other service has, and an area; the set's title may be the name."""
        said = self.cleaned_data
        name = self.name
        for language in LANGUAGES:
            if language not in name:
                self.add_error(f"name_{language}", _("Write its name in this language too."))
            elif _is_taken(language, name[language]):
                self.add_error(f"name_{language}", _("Another service is called so."))
        if not said.get("like") and not said.get("area") and "like" not in self.errors:
            self.add_error("area", _("Choose the area, or a service that it is like."))
        said["title"] = said.get("title") or _("New service: %(name)s") % {"name": name.get("az", "")}
        return super().clean()

    @property
    def name(self) -> dict[str, str]:
        """The name by language, as far as it was written."""
        found = texts_of(self.cleaned_data, "name")
        return {language: " ".join(text.split()) for language, text in found.items()}


def _is_taken(language: str, name: str) -> bool:
    same = {f"name__{language}__iexact": name}
    drafted = {f"texts__name__{language}__iexact": name, "service": None, "change_set__status": "draft"}
    return Service.objects.filter(**same).exists() or DraftService.objects.filter(**drafted).exists()
