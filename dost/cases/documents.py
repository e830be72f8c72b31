"""What is written on a document: the text of the service's version with the facts that it promises, and no others.

It is put together once, when the document is issued, in the three languages, and kept: a paper printed again years
later says the same. With it are kept the facts themselves, with their sources, and the hash of the text.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from dost.accounts.employers import employer_of
from registries.facts import catalogue
from registries.facts.model import Fact, FactType
from registries.models import Institution, InsuranceAccount
from services_catalog.definition import DocumentText, Statement, Texts
from services_catalog.document_text import filled, placeholders
from services_catalog.formats import day_long, duration, money, number
from services_catalog.models import LANGUAGES, Service
from services_catalog.queries import compiled, definition_of

from .awards import MODELS
from .models import Case
from .rules import FactsRead, read_facts

NOTHING: Final = "none"
"""The code of a fact that there is nothing: a sentence about nothing is left out."""
ACCOUNT: Final = "insurance_account"
"""The basis whose records are known by a number of their own."""
MINISTRY: Final = "ƏƏSMN"
LETTERS: Final = 2
"""A word of so many capitals is an abbreviation, and keeps them."""


def written_for(cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """What is written on the documents of these cases, by the case's id; those that give no document are missing.

    Keys: `title` and `statements` (texts by language), `values` (the facts as decisions keep them), `hash` (of the
    version's text), `language` of the person, `provider` (its name by language). A few queries for all of a version.
    """
    texts = {case.version_id: text for case in cases if (text := definition_of(case.version).document) is not None}
    issuing = [case for case in cases if case.version_id in texts]
    read = read_facts(issuing, {version: text.states for version, text in texts.items()})
    issuing = [case for case in issuing if case.pk in read]
    awards, numbers, providers = _awards(issuing, read), _account_numbers(issuing, read), _providers(issuing)
    return {
        case.pk: {
            **fill(
                texts[case.version_id],
                _known(case, texts[case.version_id]),
                read[case.pk].facts,
                _fixed(case, award=awards.get(case.pk), record=numbers.get(case.pk) or _reference(case)),
            ),
            "language": case.person.language,
            "provider": providers[case.service.provider],
        }
        for case in issuing
    }


def fill(
    document: DocumentText, known: Mapping[str, Fact], facts: Mapping[str, dict[str, Any]], fixed: Mapping[str, Texts]
) -> dict[str, Any]:
    """The text of a document with its facts (as decisions keep them, by name) and its fixed placeholders filled in."""
    values: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        said = {name: in_words(fact, facts[name]["value"], language) for name, fact in known.items()}
        said |= {name: texts[language] for name, texts in fixed.items()}
        values[language] = {name: word for name, word in said.items() if word}
    return {
        "title": dict(document.title),
        "statements": _statements(document.text, facts, values),
        "values": dict(facts),
        "hash": text_hash(document),
    }


def _fixed(case: Case, *, award: Texts | None, record: str) -> dict[str, Texts]:
    """What the fixed placeholders stand for (`document_text.FIXED`)."""
    same = {"person": _receiver(case), "about": (case.about or case.person).full_name, "record": record}
    fixed: dict[str, Texts] = {name: dict.fromkeys(LANGUAGES, text) for name, text in same.items()}
    if award is not None:
        fixed["award"] = {language: f"“{award[language]}”" for language in LANGUAGES}
    return fixed


def _receiver(case: Case) -> str:
    """Whom a document is given to, with the employer they applied for, if it was one."""
    if not case.applicant_voen:
        return case.person.full_name
    return f"{case.person.full_name} ({employer_of(case.applicant_voen)})"


def _known(case: Case, document: DocumentText) -> dict[str, Fact]:
    vocabulary = compiled(case.version).rule.vocabulary
    return {name: vocabulary.resolve(name).fact for name in document.states}


def _reference(case: Case) -> str:
    """The number that the source knows the record of a case by."""
    return case.basis_key.partition(":")[2]


def _statements(
    text: Sequence[Statement], facts: Mapping[str, dict[str, Any]], values: Mapping[str, dict[str, str]]
) -> list[dict[str, str]]:
    """The sentences filled in. One that names what is not known is left out; the first is the certificate itself."""
    found: list[dict[str, str]] = []
    for place, statement in enumerate(text):
        if statement.when is not None and facts[statement.when]["value"] is not True:
            continue
        named = {name for language in LANGUAGES for name in placeholders(statement.text[language])}
        if place and not all(named <= values[language].keys() for language in LANGUAGES):
            continue
        found.append(
            {
                language: filled(statement.text[language], dict.fromkeys(named, not_known(language)) | values[language])
                for language in LANGUAGES
            }
        )
    return found


def text_hash(document: DocumentText) -> str:
    """The SHA-256 of the text of a document, as canonical JSON."""
    text = json.dumps(document.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# -- values in words -----------------------------------------------------------------------------------------------


def in_words(fact: Fact, kept: Any, language: str) -> str:
    """A fact's value as a document writes it; empty when it is not known, is nothing, or is yes or no."""
    if kept is None or fact.type is FactType.BOOLEAN:
        return ""
    if fact.type is FactType.CODE:
        label = fact.codes.get(str(kept), {}).get(language, "")
        return "" if kept == NOTHING else _inside_a_sentence(label, language)
    if fact.type is FactType.MONEY:
        return money(Decimal(str(kept)), language=language)
    if fact.type is FactType.DATE:
        return day_long(date.fromisoformat(kept), language=language)
    return duration(int(kept), language=language) if fact.unit == "months" else number(int(kept), language=language)


def not_known(language: str) -> str:
    """What stands for a value that the first sentence needs and the registries do not have."""
    with translation.override(language):
        return _("(not known)")


def _inside_a_sentence(label: str, language: str) -> str:
    """A label as it stands after a colon: small, unless it begins with an abbreviation or a number."""
    if label[:LETTERS].isupper():
        return label
    first = {"İ": "i", "I": "ı"}.get(label[:1], label[:1].lower()) if language == "az" else label[:1].lower()
    return first + label[1:]


# -- what no fact holds ----------------------------------------------------------------------------------------------


def _awards(cases: Sequence[Case], read: Mapping[int, FactsRead]) -> dict[int, Texts]:
    """The name of the award that each case certifies; of a sensitive service's award nothing, for others read it."""
    by_registry: dict[str, dict[int, int]] = defaultdict(dict)
    for case in cases:
        by_registry[catalogue.bases[case.basis].registry][case.pk] = read[case.pk].record_id
    codes: dict[int, str] = {}
    for registry, records in by_registry.items():
        model = MODELS.get(registry)
        if model is not None:
            found = dict(model._default_manager.filter(pk__in=records.values()).values_list("pk", "service_code"))
            codes |= {case: found[record] for case, record in records.items() if record in found}
    names = dict(Service.objects.filter(code__in=set(codes.values()), sensitive=False).values_list("code", "name"))
    return {case: names[code] for case, code in codes.items() if code in names}


def _account_numbers(cases: Sequence[Case], read: Mapping[int, FactsRead]) -> dict[int, str]:
    """The social insurance number of those whose right arises from their account."""
    records = {case.pk: read[case.pk].record_id for case in cases if case.basis == ACCOUNT}
    if not records:
        return {}
    found = dict(InsuranceAccount.objects.filter(pk__in=records.values()).values_list("pk", "ssn"))
    return {case: found[record] for case, record in records.items() if record in found}


def _providers(cases: Sequence[Case]) -> dict[str, dict[str, str]]:
    """Who provides the services of these cases, by the code in their passports: names by language.

    Passports write some codes with the letter ə, the list of institutions without. The ministry is in the letterhead.
    """
    codes = {case.service.provider for case in cases}
    plain = {code: code.replace("Ə", "E") for code in codes}
    rows = Institution.objects.filter(code__in=plain.values()).values_list("code", "name_az", "name_en", "name_ru")
    names = {code: {"az": az, "en": en, "ru": ru or en} for code, az, en, ru in rows} if codes else {}
    return {code: {} if code == MINISTRY else names.get(plain[code], dict.fromkeys(LANGUAGES, code)) for code in codes}
