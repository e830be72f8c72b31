"""All that the registries hold about a person, and who looked, as a PDF that anybody can read (PDF/UA-1)."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import typst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dost.cases.queries import institution_names
from dost.cases.text.document_pdf import STANDARD, wordmark
from dost.cases.text.records_text import InWords, RegistryView
from dost.portal.my.looks.page import LookRow, rows_of
from dost.proactive.who_looked import Asked, looks_of
from dost.ui.formats import date_long, moment_long
from registries.holdings import holdings_of
from registries.models import Person

from .download import service_names_of_all
from .page import readable

TEMPLATE: Final = Path(__file__).with_name("my_data.typ")
MOST_LOOKS: Final = 500
"""Looks on paper: the newest; all of them are in the JSON."""


def data_pdf(person: Person, *, now: datetime, on: date, sensitive: bool) -> bytes:
    """The PDF, in the active language. Not `sensitive`: as whoever acts for the person may read it."""
    say = InWords(institution_names(), service_names_of_all())
    keys = looks_of(person.pk, Asked())
    shown = list(keys[:MOST_LOOKS])
    left = keys.count() - len(shown)
    contents = {
        "title": _("My data in the social registries"),
        "language": (get_language() or "az")[:2],
        "made": [on.year, on.month, on.day],
        "wordmark": _("Wordmark of DOST"),
        "name": person.full_name,
        "fin_label": _("FİN"),
        "fin": person.fin,
        "day": date_long(on),
        "nothing": _("This registry holds nothing about you."),
        "registries": [
            _registry(say.registry(one)) for one in readable(holdings_of(person, on=on), sensitive=sensitive)
        ],
        "looks_title": _("Who looked at my data"),
        "looks": [_look_row(row) for row in rows_of(person.pk, shown, sensitive=sensitive)],
        "looks_left": ngettext(
            "The newest looks; %(n)d older one is in the JSON.",
            "The newest looks; %(n)d older ones are in the JSON.",
            left,
        )
        % {"n": left}
        if left
        else "",
        "no_looks": _("Nobody has looked at your data yet."),
    }
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        output=None,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(contents, ensure_ascii=False, default=str), "wordmark": wordmark()},
        pdf_standards=[STANDARD],
        timestamp=int(now.timestamp()),
    )
    return made if isinstance(made, bytes) else made[0]


def _registry(one: RegistryView) -> dict[str, Any]:
    return {
        "name": one.name,
        "incomplete": list(one.incomplete),
        "tables": [
            {
                "title": table.title,
                "records": [
                    {
                        "state": record.state.word,
                        "days": record.days,
                        "told": record.told,
                        "correction": record.correction,
                        "fields": [[one.label, one.value] for one in record.fields],
                    }
                    for record in table.records
                ],
            }
            for table in one.tables
        ],
    }


def _look_row(row: LookRow) -> dict[str, Any]:
    return {
        "at": moment_long(row.at),
        "who": row.who,
        "why": row.why,
        "result": row.result,
        "registries": "; ".join(map(str, row.registries)),
    }
