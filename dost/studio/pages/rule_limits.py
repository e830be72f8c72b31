"""The time limits of a drafted version, a line each: how long, by which law, how sure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dost.studio.wording.limit_names import limit_names
from services_catalog.json_fields import FieldError
from services_catalog.labels import label
from services_catalog.laws import law_as_read
from services_catalog.limit_words import limit_in_words
from services_catalog.time_limits import STANDARD, TimeLimit, TimeLimits, limits_from_json


def limits_in_words(value: Any) -> tuple[str, ...]:
    """Return a line for each limit; what a draft does not say is as for everybody."""
    limits = _limits(value)
    if limits is None:
        return ("–",)
    return tuple(_line(name, getattr(limits, key)) for key, name in limit_names().items())


def _limits(value: Any) -> TimeLimits | None:
    if not value:
        return STANDARD
    try:
        return limits_from_json(value)
    except FieldError:  # a draft that is not right yet; what is wrong is said beside it
        return None


def _line(name: str, limit: TimeLimit) -> str:
    return _("%(name)s: %(limit)s – %(law)s (%(sure)s)") % {
        "name": name,
        "limit": limit_in_words(limit),
        "law": law_as_read(limit.law),
        "sure": label("confidence", limit.confidence),
    }
