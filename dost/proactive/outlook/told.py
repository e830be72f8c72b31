"""Lines of an outlook in words, for whoever reads them: the person, or a member of staff who serves them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from dost.proactive.models import OutlookLine
from dost.ui.contexts import Text
from dost.ui.formats import date_long, money
from registries.facts import catalogue
from services_catalog.models import in_language

from .entries import Coming, NotEntitled
from .words import cause_in_words, end_in_words

Line = OutlookLine.Standing


def coming_headline(one: Coming) -> Text:
    """What will be otherwise, from when, and how much it is."""
    if one.kind == Line.ENDS:
        return _("Ends after %(date)s") % {"date": date_long(one.day - timedelta(days=1))}
    words = {"date": date_long(one.day), "amount": money(one.amount or Decimal(0)), "before": money(one.before or 0)}
    if one.kind == Line.CHANGES:
        return _("From %(date)s: %(amount)s a month instead of %(before)s") % words
    if one.amount is None or one.amount <= 0:
        return _("From %(date)s") % words
    return (_("From %(date)s: %(amount)s a month") if one.monthly else _("From %(date)s: %(amount)s, once")) % words


def why_in_words(one: Coming) -> Text:
    """Why on that day."""
    return end_in_words(one.cause, one.text) if one.kind == Line.ENDS else cause_in_words(one.cause, one.text)


def first_reason(one: NotEntitled) -> Text:
    """Why a service is not theirs: what is not known, what is not met first, or that there is no record."""
    if one.is_unknown:
        return _("The registries do not say: %(facts)s") % {"facts": ", ".join(map(fact_in_words, one.facts))}
    if one.text:
        return _("Not met: %(criterion)s") % {"criterion": in_language(one.text)}
    return no_record(one.basis)


def no_record(basis: str) -> str:
    """What is said where a right rests on a record that there is not."""
    return _("It rests on a record that the registries do not have about you: %(basis)s") % {
        "basis": in_language(catalogue.bases[basis].labels)
    }


def fact_in_words(name: str) -> str:
    """The label of a fact, by the name a rule uses."""
    fact = catalogue.facts.get(".".join(name.split(".")[-2:]))
    return in_language(fact.labels) if fact else name
