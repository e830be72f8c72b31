"""What institutions can be asked to confirm before a right is decided, as people ask it.

This is the one list: a service version names its codes (`<institution>.<question>`), `dost.cases.verification` says
about whom each is asked and what confirms, and every page takes the words from here. How a question travels is in
`directory`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONFIRMATIONS: Final[Mapping[str, Promise]] = {
    "DIN.identity": _("Is it this person?"),
    "DIN.alive": _("Is the person alive?"),
    "EDLIYYE.birth_act": _("Is there a birth act?"),
    "EDLIYYE.death_act": _("Is there a death act?"),
    "EDLIYYE.kinship": _("Are they related?"),
    "DVX.employment": _("Does the person work?"),
    "DVX.representation": _("May the person act for the employer?"),
    "DVX.income": _("What does the person earn?"),
    "DSMF.pension_capital": _("How much pension capital is there?"),
    "DSMF.payments": _("What is the person paid already?"),
    "DTSERA.disability": _("Is the disability decision in force?"),
    "SHXCDX.service": _("Does the person serve?"),
    "ETN.study": _("Does the person study?"),
    "MN.status": _("Which status has the person?"),
    "PENITENSIAR.release": _("Is the person in prison?"),
}


def confirmation(code: str) -> str:
    """Return a question as people ask it, in the active language; its code when nobody has given it words."""
    return str(CONFIRMATIONS.get(code, code))
