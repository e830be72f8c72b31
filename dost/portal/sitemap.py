"""Which pages there are for a search engine to find: every public page that is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from dost.ui.languages import in_language
from services_catalog import schema
from services_catalog.models import Service, ServiceVersion


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in one language, with its address in each."""

    url: str
    alternates: tuple[tuple[str, str], ...]


def _services() -> Iterable[str]:
    published = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED).values("service_id")
    return Service.objects.filter(code__in=published).order_by("code").values_list("code", flat=True)


def _having_services(field: str, codes: Iterable[str]) -> Callable[[], Iterable[str]]:
    """Return what asks which of the codes any service has; a page without one says nothing yet."""

    def asked() -> Iterable[str]:
        values = Service.objects.values_list(field, flat=True)
        had = {code for value in values for code in ([value] if isinstance(value, str) else value)}
        return [code for code in codes if code in had]

    return asked


ONE_PAGE: Final = (
    "services:home",
    "screening:start",
    "services:centres",
    "check:ask",
    "house:accessibility",
    "house:privacy",
)
ONE_FOR_EACH: Final[Mapping[str, Callable[[], Iterable[str]]]] = {
    "services:event": _having_services("life_events", schema.LIFE_EVENTS),
    "services:area": _having_services("area", schema.AREAS),
    "services:audience": _having_services("audiences", schema.AUDIENCES),
    "services:detail": _services,
}
"""Names of the addresses that are pages; of those with a code, which codes there are."""


def sitemap_entries(base: str) -> list[Entry]:
    """Return every page in every language; `base` is where the installation stands."""
    with translation.override(settings.LANGUAGE_CODE):
        paths = [reverse(name) for name in ONE_PAGE]
        paths += [reverse(name, args=[code]) for name, codes in ONE_FOR_EACH.items() for code in codes()]
    return [entry for path in paths for entry in _in_each_language(base, path)]


def _in_each_language(base: str, path: str) -> Iterable[Entry]:
    urls = {code: f"{base}{in_language(path, code)}" for code, _name in settings.LANGUAGES}
    alternates = (*urls.items(), ("x-default", urls[settings.LANGUAGE_CODE]))
    return [Entry(url, alternates) for url in urls.values()]
