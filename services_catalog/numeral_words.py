"""What is wrong with a number somebody typed, and what would be right, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from registries.numerals import NumeralError, Wrong


def in_words(error: NumeralError, *, places: int) -> str:
    """Return what is wrong with a number of at most `places` decimals; empty when it is none at all."""
    thousands, fraction = error.readings
    match error.wrong:
        case Wrong.DOUBTFUL:
            return _("Is it a thousand or a fraction? Write %(thousands)s or %(fraction)s.") % {
                "thousands": thousands,
                "fraction": fraction,
            }
        case Wrong.PLACES:
            said = _("At most %(places)d decimals.") % {"places": places}
            meant = _("If thousands are meant, write %(thousands)s.") % {"thousands": thousands} if thousands else ""
            return f"{said} {meant}".strip()
        case Wrong.LARGE:
            return _("The number is too large.")
        case Wrong.NEGATIVE:
            return _("Write a number of 0 or more.")
        case Wrong.NO_NUMBER:
            return ""
