"""What is said to whoever has written to this house: kindly, shortly, and what to do next."""

from __future__ import annotations

from textwrap import shorten
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from services_catalog.models import Service, in_language

from .models import TextReading

Finding = TextReading.Finding
LONGEST_NAME: Final = 80
"""Letters of a service's name in an answer."""


def reply(finding: Finding, *, service: Service | None, language: str) -> str:
    """The answer to a text message; `service` is the one that the question it answers is about."""
    with translation.override(language):
        name = shorten(in_language(service.name), LONGEST_NAME, placeholder="…") if service else ""
        return _text(finding) % {"service": name} if name else _text(finding)


def _text(finding: Finding) -> str:
    match finding:
        case Finding.YES:
            return _("DOST: thank you. Your YES to “%(service)s” is recorded.")
        case Finding.NO:
            return _("DOST: thank you. Your NO to “%(service)s” is recorded. Nothing is given.")
        case Finding.CANCELLED:
            return _("DOST: your appointment is cancelled. You can book another in your DOST or at 142.")
        case Finding.COMING:
            return _("DOST: thank you. We expect you.")
        case Finding.TOO_LATE:
            return _("DOST: this question is not open any more, so nothing has changed. Questions: 142.")
        case Finding.NO_QUESTION:
            return _("DOST: thank you for writing. No question to you is open. Questions: 142.")
        case Finding.NEEDS_CODE:
            return _("DOST: please write the four digits of the question too, for example YES 4821. Or call 142.")
        case Finding.NOT_CONFIRMED:
            return _("DOST: we cannot tell whose number this is. Please answer in the portal, at a centre or at 142.")
        case _:
            return _("DOST: we did not understand. Please reply only YES or NO, or call 142.")
