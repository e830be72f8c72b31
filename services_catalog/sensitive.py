"""Services that a leak would harm (shelter, adoption, a past in prison …): which they are, and what they are called.

`sensitive: true` in a service's file is the list. Whatever shows, sends, prints or counts services for anybody but the
person themselves asks here; only whoever has opened the case, with a logged reason, reads the name (decision 25).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from .models import Service

NEUTRAL_CODE: Final = "00-00"
"""Stands for the code where a number is made of it: no service has it."""

HIDDEN: Final = "hidden"
"""Stands for all sensitive services together where rows are grouped or filtered by service."""


class ServiceLabel(NamedTuple):
    """How a service is called before somebody: its code, empty when it is not said, and its name."""

    code: str
    title: str


def neutral_title() -> str:
    """What every sensitive service is called, in the active language."""
    return _("Sensitive service")


def label_of(service: Service, *, opened: bool = False) -> ServiceLabel:
    """How a service is called before somebody; `opened`: they have opened this case with a reason."""
    if service.sensitive and not opened:
        return ServiceLabel("", neutral_title())
    return ServiceLabel(service.code, service.title)


def sensitive_codes() -> frozenset[str]:
    """The codes of all sensitive services; one query."""
    return frozenset(Service.objects.filter(sensitive=True).values_list("code", flat=True))


def code_in_numbers(service: Service) -> str:
    """The code as numbers of documents begin with it; it does not tell of a sensitive service."""
    return NEUTRAL_CODE if service.sensitive else service.code
