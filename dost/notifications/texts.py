"""The words of the messages people receive, in their own language: plain, short and kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django.utils import translation
from django.utils.translation import gettext as _

from services_catalog.models import in_language


def money(amount: Decimal, *, language: str) -> str:
    """An amount in manat as the language writes it: "600,00 ₼"."""
    return format_currency(amount, "AZN", locale=language, format="#,##0.00 ¤")


def granted(*, service_name: dict[str, str], amount: Decimal | None, monthly: bool, language: str) -> str:
    """The message that a right was granted: what, how much, where it is."""
    with translation.override(language):
        words: dict[str, Any] = {"service": in_language(service_name)}
        if amount is None:
            return _("DOST: “%(service)s” – your right was confirmed. You need do nothing. Questions: 142.") % words
        words["amount"] = money(amount, language=language)
        if monthly:
            return (
                _(
                    "DOST: “%(service)s” – %(amount)s a month is paid to your account. "
                    "You need do nothing. Questions: 142."
                )
                % words
            )
        return (
            _("DOST: “%(service)s” – %(amount)s was sent to your account. You need do nothing. Questions: 142.") % words
        )


def refused(*, service_name: dict[str, str], language: str) -> str:
    """The message that an application was refused, and what can be done about it."""
    with translation.override(language):
        return _(
            "DOST: “%(service)s” was not granted. The reasons are in your inbox. "
            "You may complain within 30 days. Questions: 142."
        ) % {"service": in_language(service_name)}


def question(*, service_name: dict[str, str], language: str) -> str:
    """The message that asks whether the person wants what they have a right to."""
    with translation.override(language):
        return _(
            "DOST: you have a right to “%(service)s”. Do you want it? Say yes or no at a DOST centre or by calling 142."
        ) % {"service": in_language(service_name)}


def ended(*, service_name: dict[str, str], language: str) -> str:
    """The message that a payment has ended."""
    with translation.override(language):
        return _("DOST: the payment “%(service)s” has ended. The reason is in your inbox. Questions: 142.") % {
            "service": in_language(service_name)
        }
