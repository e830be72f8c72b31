"""What the house says about itself: how accessible its pages are, and what is kept about people.

Every sentence is a claim about this software; tests/dost/portal/test_house_pages.py holds those that can be held. What
is not known, or not there yet, is said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

WRITTEN: Final = date(2026, 11, 30)
"""When the two statements were last held against the software."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence before the list, and the list; the sentence or the list may be empty."""

    heading: str
    before: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HousePage:
    """What `portal/house_page.html` shows."""

    title: str
    summary: str
    sections: tuple[Section, ...]
    written: date = WRITTEN
    demonstration: bool = False


def accessibility_page() -> HousePage:
    """Return the accessibility statement in the active language."""
    return HousePage(
        title=_("Accessibility"),
        summary=_(
            "What these pages do so that everybody can use them, what is known not to work yet, and how to tell us."
        ),
        sections=(_what_is_held(), _what_is_not_yet(), _in_your_way()),
    )


def _what_is_held() -> Section:
    return Section(
        _("What you can count on"),
        _(
            "These pages follow the Web Content Accessibility Guidelines (WCAG) 2.2, level AA. With every change they "
            "are checked by a program, in Azerbaijani, English and Russian, as wide as a telephone and as a desk’s "
            "screen. You can:"
        ),
        (
            _("use everything with the keyboard alone, and without JavaScript;"),
            _("make the text twice as large, or use a window 320 pixels wide, without scrolling sideways;"),
            _("set letters, words and lines further apart;"),
            _("read each status as a word: nothing is told by a colour alone;"),
            _("have headings, lists, tables and fields read out for what they are, each language in its own voice;"),
            _("print the page of a service."),
        ),
    )


def _what_is_not_yet() -> Section:
    return Section(
        _("What is known not to work yet"),
        points=(
            _(
                "Nobody from outside has tested these pages, and people who use a screen reader have not yet tried "
                "them with us. A program finds only a part of what is in the way."
            ),
            _("Nothing is told in sign language, and there is no version in easy language."),
            _("Services and laws are named as the state names them; some of these names are long and hard to read."),
        ),
    )


def _in_your_way() -> Section:
    return Section(
        _("When something is in your way"),
        _(
            "Say on which page it was and what you wanted to do. You learn the same by telephone or at a centre, and "
            "a complaint is taken down there too."
        ),
    )


def privacy_page(*, demonstration: bool) -> HousePage:
    """Return what is kept about people, who looks and for how long, in the active language."""
    return HousePage(
        title=_("Privacy"),
        summary=_("What is kept about you, who may look at it, and for how long."),
        sections=(_reading(), _known(), _looks(), _how_long(), _wrong()),
        demonstration=demonstration,
    )


def _reading() -> Section:
    return Section(
        _("When you read these pages"),
        points=(
            _("Public pages set no cookies, count no visitors and load nothing from other companies."),
            _(
                "What you answer under “What am I entitled to?” stays in your browser, in a cookie that only these "
                "pages can read, and is gone 20 minutes after your last answer. Nothing of it is kept here. The code "
                "for a clerk can be read for 24 hours, and only at a centre."
            ),
            _(
                "What you search for stands in the address of the page, and so in the history of your browser. It is "
                "not kept here."
            ),
            _(
                "When you check the number of a document, a fingerprint of your network address counts for five "
                "minutes, so that nobody can try numbers one after another. It is removed in the following night at "
                "the latest."
            ),
        ),
    )


def _known() -> Section:
    return Section(
        _("What is known about you"),
        points=(
            _(
                "Institutions report births, disabilities, pensions and other events to the social registries. From "
                "them it is found what you are entitled to, without an application."
            ),
            _(
                "For a service only that is asked which its rule needs. The page of each service says what it is and "
                "which institution answers."
            ),
            _(
                "A decision is kept with the facts it stands on, where each came from and as of which day, so that it "
                "can be explained to you."
            ),
            _("The law about it is the Law on Personal Data, No. 998-IIIQ of 11 May 2010."),
        ),
    )


def _looks() -> Section:
    return Section(
        _("Who looks"),
        points=(
            _(
                "A member of staff opens your record only with a reason: your case is assigned to them, or they have "
                "written down why they look."
            ),
            _(
                "Each look is kept – who, when and why – in a record that can be neither changed nor deleted. Looks "
                "that stand out are shown to an auditor."
            ),
            _("You may ask who has looked at your record. A page on which you see it yourself does not exist yet."),
        ),
    )


def _how_long() -> Section:
    return Section(
        _("For how long"),
        points=(
            _("Your case with its decisions, payments and messages: no program removes it, and no term is set yet."),
            _(
                "Records of the registries: as long as the registry vouches for them. A correction adds a record, the "
                "old one stays."
            ),
            _("The record of looks: without an end."),
        ),
    )


def _wrong() -> Section:
    return Section(
        _("When something is wrong"),
        _(
            "A wrong record is corrected by the institution that keeps it; what was decided on it is then looked at "
            "again."
        ),
    )
