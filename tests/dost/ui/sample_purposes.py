"""The list of stated purposes on an ordinary day: invented people only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dost.backoffice.contexts import PurposeRow, PurposesPage
from dost.ui.contexts import Choice, FilterField, Pagination, SelectedFilter, Tag
from tests.dost.ui.samples import NOW

URL = "/office/purposes/"

_OPEN_NOW = PurposeRow(
    at=NOW - timedelta(minutes=12),
    until=NOW + timedelta(minutes=18),
    by="Məmmədova Aygün",
    role="Müfəttiş",
    centre="D-03",
    person_name="Süleymanova-Əliağayeva Məsumə Əbdülrəhman qızı",
    fin="5KX2M7A",
    purpose="İş üzrə",
    note="Şəxs 142 nömrəsinə zəng edib, müavinətinin niyə gecikdiyini soruşur",
    looks=3,
    state=Tag("Açıqdır", "blue"),
)
_RUN_OUT = replace(
    _OPEN_NOW,
    at=NOW - timedelta(days=1, minutes=40),
    until=NOW - timedelta(days=1, minutes=10),
    by="Əliyev Rauf",
    role="Nəzarətçi",
    centre="",
    person_name="Quliyev Elçin Rəşad oğlu",
    fin="7PQ4R1B",
    note="Bankın iki dəfə ödədiyi müavinətin yoxlanılması",
    looks=0,
    state=None,
)


def purposes_page() -> PurposesPage:
    """A purpose that is open, and some that have run out."""
    return PurposesPage(
        url=URL,
        filters=(
            FilterField("q", "Əməkdaşın adı", "text"),
            FilterField("role", "Rol", "select", (Choice("", "—"), Choice("examiner", "Müfəttiş", selected=True))),
            FilterField("from", "Bildirilib: bu gündən", "date", value="2026-03-01"),
        ),
        selected=(SelectedFilter("Rol", "Müfəttiş", URL),),
        rows=(_OPEN_NOW, *[_RUN_OUT] * 6),
        pagination=Pagination(1, 7, 7),
    )


def empty_purposes_page() -> PurposesPage:
    """Nobody has stated any."""
    return replace(purposes_page(), rows=(), selected=(), pagination=Pagination(0, 0, 0))
