"""The message that asks whether a person wants a right: what they would receive, and what that would cost them.

A message has few letters, so names are shortened where they must be; sums and days never are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from services_catalog.formats import MANAT, NBSP, money, number
from services_catalog.models import in_language

from .offers import Offer, Side
from .texts import neutral

LONGEST: Final = 4 * 67
"""Letters of a message: four of the parts that a network sends, in an alphabet beyond its own. Three are too few for
two names, two sums and a day: what is left of the names would not tell one benefit from another."""
SHORTEST_NAME: Final = 32
"""Of every name at least so many letters stay, however many names there are."""
STEP: Final = 4

Named = Callable[[Side], str]


@dataclass(frozen=True, slots=True)
class ReplyBy:
    """A question can be answered by replying to it; with `code`, where its number alone does not say which it is."""

    code: str = ""


def question(*, offer: Offer, language: str, reply: ReplyBy | None = None) -> str:
    """The message about a choice: the right, what is paid and from when, what ends, and how to answer.

    Where one of the rights is of a sensitive service, it says only that there is something to be told. `reply`: it goes
    to a telephone that may answer it.
    """
    if offer.is_sensitive:
        return neutral(language=language)
    with translation.override(language):
        sides = [offer.gain, *offer.ends, *offer.not_given, *offer.stays]
        width = max(len(_full_name(side)) for side in sides)
        ending = _ending(offer, reply)
        text = _written(offer, _full_name, ending)
        while len(text) > LONGEST and width > SHORTEST_NAME:
            width = max(width - STEP, SHORTEST_NAME)
            text = _written(offer, lambda side, width=width: _shortened(_full_name(side), width), ending)  # type: ignore[misc]
        return text


def _ending(offer: Offer, reply: ReplyBy | None) -> str:
    """How to answer."""
    if offer.stays:
        return _("Questions: 142.")
    if reply is not None:
        return how_to_reply(reply)
    if offer.is_exclusive:
        return _("Yes or no? Tell a DOST centre or 142.")
    return _("Do you want it? Tell us at a DOST centre or by calling 142.")


def how_to_reply(reply: ReplyBy) -> str:
    """How a question is answered by replying to it, in the active language."""
    if reply.code:
        return _("Do you want it? Reply YES %(code)s or NO %(code)s.") % {"code": reply.code}
    return _("Do you want it? Reply YES or NO.")


def without_reply(text: str, language: str) -> str:
    """A question for a way by which nobody can reply: it says where to answer instead. Other messages stay."""
    with translation.override(language):
        plain = _("Do you want it? Reply YES or NO.")
        with_code = re.escape(_("Do you want it? Reply YES %(code)s or NO %(code)s."))
        with_code = with_code.replace(re.escape("%(code)s"), r"[0-9]{4}")
        instead = _("Do you want it? Tell us at a DOST centre or by calling 142.")
        return re.sub(with_code, lambda _match: instead, text.replace(plain, instead))


def _full_name(side: Side) -> str:
    return in_language(dict(side.name))


def _shortened(name: str, width: int) -> str:
    """A name cut at the end of a word; one that is a single long word is cut in it."""
    cut = shorten(name, width, placeholder="…")
    return cut if cut != "…" else f"{name[: width - 1]}…"


def _written(offer: Offer, name: Named, ending: str) -> str:
    said = [_("DOST: you have a right to “%(service)s”.") % {"service": name(offer.gain)}]
    if offer.stays:
        stays = ngettext(
            "%(rights)s is given for this already, and nobody receives both.",
            "%(rights)s are given for this already, and nobody receives both.",
            len(offer.stays),
        )
        said.append(stays % {"rights": _listed(offer.stays, name)})
    else:
        said += _terms(offer, name)
    return " ".join([*said, ending])


def _terms(offer: Offer, name: Named) -> list[str]:
    """What a yes brings and takes."""
    said = []
    if offer.ends:
        said.append(_instead(offer, name))
    elif gain := gain_in_words(offer.gain):
        said.append(_("You would receive: %(gain)s.") % {"gain": gain})
    elif offer.gain.is_paid:
        said.append(_("How much it is will be known with the decision."))
    if offer.not_given:
        lost = ngettext("%(rights)s is then not given.", "%(rights)s are then not given.", len(offer.not_given))
        said.append(lost % {"rights": _listed(offer.not_given, name)})
    change = offer.change_a_month
    if change is not None and change < 0:
        said.append(_("That is %(amount)s a month less.") % {"amount": _sum(-change)})
    return said


def _instead(offer: Offer, name: Named) -> str:
    gain = gain_in_words(offer.gain)
    words = {"rights": _listed(offer.ends, name), "gain": gain}
    many = len(offer.ends)
    if gain:
        text = ngettext(
            "If you choose it, %(rights)s ends that day, and you receive %(gain)s instead.",
            "If you choose it, %(rights)s end that day, and you receive %(gain)s instead.",
            many,
        )
    elif offer.gain.is_paid:
        text = ngettext(
            "If you choose it, %(rights)s ends that day; how much you receive instead will be known with the decision.",
            "If you choose it, %(rights)s end that day; how much you receive instead will be known with the decision.",
            many,
        )
    else:
        text = ngettext(
            "If you choose it, %(rights)s ends that day.", "If you choose it, %(rights)s end that day.", many
        )
    return text % words


def gain_in_words(side: Side) -> str:
    """How much a right pays, how often and from when, in the active language; nothing while that is not known."""
    if side.amount is None:
        return ""
    words = {"amount": _sum(side.amount), "day": f"{side.starts:%d.%m.%Y}" if side.starts else ""}
    if not side.is_monthly:
        return pgettext("right", "%(amount)s, paid once") % words
    if not side.starts:
        return pgettext("right", "%(amount)s a month") % words
    return pgettext("right", "%(amount)s a month from %(day)s") % words


def _sum(amount: Decimal) -> str:
    """A sum without the qəpik where there are none: a message has few letters."""
    return f"{number(amount)}{NBSP}{MANAT}" if amount == amount.to_integral_value() else money(amount)


def _listed(sides: Sequence[Side], name: Named) -> str:
    return ", ".join(_with_amount(side, name) for side in sides)


def _with_amount(side: Side, name: Named) -> str:
    quoted = _("“%(service)s”") % {"service": name(side)}
    if side.amount is None:
        return quoted
    how = pgettext("right", "%(amount)s a month") if side.is_monthly else pgettext("right", "%(amount)s, paid once")
    return f"{quoted} ({how % {'amount': _sum(side.amount)}})"
