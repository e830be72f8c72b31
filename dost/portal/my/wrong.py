"""The address at which something is called wrong: what it is about stands in it sealed, so that it tells nobody.

Addresses stay in the history of a browser that others use, too. A sealed text opens for the person it was made for and
for nobody else, and is the same every time, so that the back button and a second window lead to the same page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from dost.accounts.citizens import SignedInCitizen
from dost.accounts.opens import Opens
from dost.cases.corrections import NotThere, Standing, of_fact, of_own_fact, of_record
from dost.cases.models import Case
from dost.cases.text.contexts import DecisionView, FactView
from registries.facts import catalogue
from registries.facts.model import ANSWER

PURPOSE: Final = "dost.portal.my.wrong"
RECORD: Final = "r"
OF_CASE: Final = "c"
OWN: Final = "o"
LONGEST: Final = 400
CARRIED: Final = "carried_words"
"""Where in the session words stand, by person, that were written as a complaint, until the fact is called wrong."""
Link = Callable[[str], str]
"""Makes the address at which a fact, by its name, is called wrong; empty for one that cannot be."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What an address means: what stands, and the case where it was seen, if it was in one."""

    standing: Standing
    case: Case | None


def record_link(person_id: int, *, table: str, record_id: int, field: str) -> str:
    """The address at which a field of a record, or with an empty field all of it, is called wrong."""
    return _address(person_id, RECORD, table, str(record_id), field)


def case_link(person_id: int, case_id: int, fact: str) -> str:
    """The address at which a fact that a case was decided on is called wrong."""
    return _address(person_id, OF_CASE, str(case_id), fact)


def own_link(person_id: int, fact: str) -> str:
    """The address at which a fact about the person, as a rule reads it, is called wrong."""
    return _address(person_id, OWN, fact)


def with_links(decision: DecisionView, link: Link) -> DecisionView:
    """The reasons of a decision, with where each fact is called wrong; what the person told is not called so."""
    return replace(
        decision,
        criteria=tuple(
            replace(criterion, facts=tuple(_with_link(fact, link) for fact in criterion.facts))
            for criterion in decision.criteria
        ),
    )


def _with_link(fact: FactView, link: Link) -> FactView:
    return fact if fact.name.startswith(f"{ANSWER}.") else replace(fact, wrong_url=link(fact.name))


def of_case(case: Case) -> Link:
    """How facts that a case was decided on are called wrong."""
    return lambda name: case_link(case.person_id, case.pk, name)


def of_person(person_id: int, opens: Opens) -> Link:
    """How facts about a person, as rules read them, are called wrong; those about others only in a case.

    Whoever has a mandate does it in a case, too: a fact of a person is about more than a service.
    """
    return lambda name: own_link(person_id, name) if opens.is_whole and name in catalogue.facts else ""


def _address(person_id: int, *parts: str) -> str:
    return f"{reverse('my:correction_new')}?{urlencode({'of': seal(person_id, *parts)})}"


def seal(person_id: int, *parts: str) -> str:
    """Parts as one sealed text for one person."""
    content = "|".join(parts).encode()
    return base64.urlsafe_b64encode(_cipher().encrypt(content, [str(person_id).encode()])).decode().rstrip("=")


def opened(me: SignedInCitizen, text: str, *, on: date) -> Meant:
    """What a sealed text means, as it stands now.

    Raises:
        NotThere: it was not made for this person, or what it means is not there, or is not told to the reader.
        NotContestable: what it means cannot be called wrong here; the message says why.
    """
    parts = _parts(me.person_id, text)
    if not me.opens.is_whole and parts[:1] != [OF_CASE]:
        raise NotThere  # a mandate is for services: it opens what stands in their cases
    if len(parts) == 4 and parts[0] == RECORD and parts[2].isdecimal():
        standing = of_record(table=parts[1], record_id=int(parts[2]), field=parts[3], person_id=me.person_id)
        meant = Meant(standing, None)
    elif len(parts) == 3 and parts[0] == OF_CASE and parts[1].isdecimal():
        cases = Case.objects.select_related("person", "about", "version", "service").filter(person=me.person_id)
        case = cases.filter(pk=int(parts[1])).first()
        if case is None or not me.opens.service(case.service_id, is_sensitive=case.service.sensitive):
            raise NotThere
        meant = Meant(of_fact(case, parts[2], on=on), case)
    elif len(parts) == 2 and parts[0] == OWN:
        meant = Meant(of_own_fact(parts[1], person_id=me.person_id, on=on), None)
    else:
        raise NotThere
    if meant.standing.sensitive and not _reads(me, meant.case):
        raise NotThere
    return meant


def _reads(me: SignedInCitizen, case: Case | None) -> bool:
    """Whether facts that a leak would harm are told: in a case, to whom the case opens though its service is such."""
    of_named = case is not None and me.opens.services is not None and case.service_id in me.opens.services
    return me.reads_sensitive or of_named


def _parts(person_id: int, text: str) -> list[str]:
    if not text or len(text) > LONGEST:
        return []
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return _cipher().decrypt(sealed, [str(person_id).encode()]).decode().split("|")
    except (InvalidTag, binascii.Error, ValueError):
        return []


def _cipher() -> AESSIV:
    return AESSIV(salted_hmac(PURPOSE, "", algorithm="sha512").digest())
