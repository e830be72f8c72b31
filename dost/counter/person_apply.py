"""What the pages of applying at the window show: the services, and one application with its papers on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dost.cases.drafts.begin import Possible
from dost.cases.drafts.known import Known
from dost.cases.drafts.papers import PaperRow, kind_of, paper_rows, papers_of
from dost.cases.drafts.resume import Resumed
from dost.cases.models import ApplicationDraft
from dost.cases.text.contexts import FactView
from dost.ui.contexts import Text
from dost.ui.formats import date_long
from dost.ui.uploads import DocumentsField
from services_catalog.channels import channels_of
from services_catalog.models import Service, in_language

PAPER: Final = "paper-"
MOST_HITS: Final = 12


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in the list: `again` where it comes by itself, and is looked at again at somebody's wish."""

    code: str
    name: Text
    url: str
    again: bool


@dataclass(frozen=True, slots=True)
class RecordOption:
    """A record that can be meant: what stands for it, in words, whether it is chosen, and the case that runs for it."""

    value: str
    label: str
    selected: bool
    running_url: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """An application on one page: what can be meant, what the state knows, the papers, and what does not fit.

    `unmet` are criteria that are not met by what is known: nothing of it is a decision, and one may apply all the same.
    """

    code: str
    name: Text
    records: tuple[RecordOption, ...]
    facts: tuple[FactView, ...]
    unmet: tuple[str, ...]
    papers: tuple[PaperRow, ...]
    begun_on: Text


def service_row(service: Service) -> ServiceRow:
    """A service as the list shows it."""
    url = reverse("person:apply", args=[service.code])
    return ServiceRow(service.code, service.title, url, again=channels_of(service).look_again)


class PapersForm(forms.Form):
    """A control for each paper that the service asks for, and one for anything else; none must be given."""

    def __init__(self, data: Any = None, files: Any = None, *, draft: ApplicationDraft) -> None:
        super().__init__(data, files)
        self._papers = papers_of(draft)
        for number, paper in enumerate(self._papers, start=1):
            name = in_language(paper.name)
            self.fields[f"{PAPER}{number}"] = DocumentsField(required=False, label=name, help_text="")
        self.fields[f"{PAPER}0"] = DocumentsField(required=False, label=_("Something else"))

    def given(self) -> list[tuple[str, str, str, tuple[UploadedFile[bytes], ...]]]:
        """What was given: the name of the field, kind and title of the document, and its files; after `is_valid`."""
        found = []
        for number in range(len(self._papers) + 1):
            files = self.cleaned_data[f"{PAPER}{number}"]
            paper = self._papers[number - 1] if number else None
            if files:
                title = in_language(paper.name) if paper else ""
                found.append((f"{PAPER}{number}", kind_of(paper), title, files))
        return found


def application_page(
    service: Service, found: Sequence[Possible], resumed: Resumed | None, known: Known | None
) -> ApplicationPage:
    """The page; `known` is what the registries say of the record that is meant."""
    draft = resumed.draft if resumed else None
    chosen = (draft.basis, resumed.record.record_id) if draft and resumed else None
    saved = draft if draft is not None and draft.pk else None
    return ApplicationPage(
        code=service.code,
        name=service.title,
        records=tuple(_option(one, chosen) for one in found) if len(found) > 1 else (),
        facts=known.facts if known else (),
        unmet=known.unmet if known else (),
        papers=tuple(row for row in paper_rows(saved, url=lambda _number: "") if row.added) if saved else (),
        begun_on=date_long(saved.started_at) if saved else "",
    )


def _option(one: Possible, chosen: tuple[str, int] | None) -> RecordOption:
    record = one.meant.record
    return RecordOption(
        value=one.name,
        label=f"{one.about.full_name}, {date_long(record.on)}",
        selected=chosen == (one.meant.rule.basis, record.record_id),
        running_url=reverse("person:case", args=[one.running.pk]) if one.running else "",
    )


def chosen_record(given: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The record that a form or an address means."""
    return str(given.get("record") or query.get("record", ""))
