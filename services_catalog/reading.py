"""A service as a YAML file of the catalogue writes it, checked word by word and brought to the form that is published.

That form (`VersionDefinition.definition`) is plain JSON; its keys are the fields of `definition.Definition`, but that
`award`, `amount` … are null where there is none, and `questions`, `terms` or `second_person` are absent then.

Shared criteria (`use: name`) and formulas are written out in it, so a published version keeps its meaning for ever;
`shared` keeps the name. Everything in it but `code`, `examples` and how it is delivered is what the engine compiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from . import passport, schema
from .definition import content_hash
from .document_text import read_document_text
from .formulas import UnknownFormula, expand
from .library import Library
from .located import Document, Problem, Where
from .passport import PassportReader
from .schema import plain
from .second_person import MOST as MOST_ABOVE
from .terms_written import read_limits

_SERVICE_REQUIRED = (*passport.REQUIRED, "versions")
_SERVICE_OPTIONAL = passport.OPTIONAL
_VERSION_REQUIRED = ("valid_from", "basis", "mode", "criteria", "period", "outcome", "examples")
_VERSION_OPTIONAL = (
    "amount",
    "starts",
    "until",
    "payee",
    "award",
    "award_kind",
    "funding",
    "excludes",
    "verify",
    "questions",
    "document",
    "terms",
    "second_person",
)
_BARE_REQUIRED = ("basis", "criteria")
_BARE_OPTIONAL = tuple(
    {*_SERVICE_REQUIRED, *_SERVICE_OPTIONAL, *_VERSION_REQUIRED, *_VERSION_OPTIONAL} - {*_BARE_REQUIRED, "versions"}
)
_ALWAYS = date(2019, 4, 1)


@dataclass(frozen=True, slots=True)
class VersionDefinition:
    """One version of a service, as it is published; `where` is its place in the document."""

    valid_from: date
    definition: dict[str, Any]
    content_hash: str
    where: Where


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """A service as one file says it: `passport` holds the columns of `Service` apart from the code."""

    document: Document
    code: str
    passport: dict[str, Any]
    versions: tuple[VersionDefinition, ...]


def read_service(document: Document, library: Library) -> tuple[ServiceDefinition, list[Problem]]:
    """Read a whole service: its passport and its versions, in the order of their dates."""
    reader = _ServiceReader(document, library)
    service = reader.service()
    return service, reader.problems


def read_rule(document: Document, library: Library) -> tuple[ServiceDefinition, list[Problem]]:
    """Read a definition that need not be in the catalogue.

    Either a whole service, or one version standing alone: `basis` and `criteria`, and of the rest what is needed.
    """
    if isinstance(document.data, Mapping) and "versions" in document.data:
        return read_service(document, library)
    reader = _ServiceReader(document, library)
    service = reader.bare()
    return service, reader.problems


def _itself(expression: str) -> dict[str, str]:
    """Texts for a criterion of a lone rule that has none: the expression speaks for itself."""
    return dict.fromkeys(schema.LANGUAGES, expression or "…")


class _ServiceReader(PassportReader):
    def service(self) -> ServiceDefinition:
        found = self.mapping(self.document.data, (), required=_SERVICE_REQUIRED, optional=_SERVICE_OPTIONAL)
        code = self.code(found["code"], ("code",)) if "code" in found else ""
        passport = self.passport(found)
        versions = [
            self.version(item, where, code, required=_VERSION_REQUIRED, optional=_VERSION_OPTIONAL)
            for where, item in self.items(found.get("versions"), ("versions",))
        ]
        if not versions and "versions" in found:
            self.problem(("versions",), _("A service has at least one version."))
        for earlier, later in pairwise(versions):
            if later.valid_from <= earlier.valid_from:
                where = (*later.where, "valid_from")
                self.problem(where, _("Versions stand in the order of their dates, oldest first."))
        return ServiceDefinition(self.document, code, passport, tuple(versions))

    def bare(self) -> ServiceDefinition:
        found = self.mapping(self.document.data, (), required=_BARE_REQUIRED, optional=_BARE_OPTIONAL)
        code = str(found.get("code") or "")
        version = self.version(
            {key: value for key, value in found.items() if key in (*_VERSION_REQUIRED, *_VERSION_OPTIONAL)},
            (),
            code,
            required=_BARE_REQUIRED,
            optional=_BARE_OPTIONAL,
        )
        return ServiceDefinition(self.document, code, self.passport(found), (version,))

    def version(
        self, value: Any, where: Where, code: str, *, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> VersionDefinition:
        found = self.mapping(value, where, required=required, optional=optional)
        is_bare = not where
        valid_from = self.day(found["valid_from"], (*where, "valid_from")) if found.get("valid_from") else _ALWAYS
        written: dict[str, str] = {}
        expressions = {
            key: self._optional_expression(found, key, where, written) for key in ("amount", "starts", "until")
        }
        has_amount = expressions["amount"] is not None
        defaults = {
            "mode": "on_application",
            "period": "once" if has_amount else "none",
            "outcome": "payment" if has_amount else "message",
        }
        choices = {"mode": schema.MODES, "period": schema.PERIODS, "outcome": schema.OUTCOMES}
        words = {
            key: self.one_of(found[key], (*where, key), allowed) if found.get(key) else defaults[key]
            for key, allowed in choices.items()
        }
        definition: dict[str, Any] = {
            "code": code,
            "valid_from": valid_from.isoformat(),
            "basis": self.text(found["basis"], (*where, "basis")) if found.get("basis") else "",
            "mode": words["mode"],
            "criteria": self.criteria(found.get("criteria"), (*where, "criteria"), texts_needed=not is_bare),
            **expressions,
            "period": words["period"],
            "payee": self.payee(found.get("payee"), (*where, "payee")),
            "award": self.optional_word(found, "award", where, schema.AWARDS),
            "award_kind": self.optional_word(found, "award_kind", where, schema.AWARD_KINDS),
            "funding": self.optional_word(found, "funding", where, schema.FUNDINGS) or "budget",
            "outcome": words["outcome"],
            "excludes": self.excludes(found.get("excludes"), (*where, "excludes"), code),
            "verify": self.several_of(found.get("verify"), (*where, "verify"), schema.QUESTIONS),
            "examples": self.examples(found.get("examples"), (*where, "examples")),
            "written": written,
        }
        if found.get("questions") is not None:
            definition["questions"] = self.questions(found["questions"], (*where, "questions"))
        if found.get("document") is not None:
            definition["document"] = read_document_text(self, found["document"], (*where, "document"))
        if found.get("terms") is not None:
            definition["terms"] = read_limits(self, found["terms"], (*where, "terms"))
        if found.get("second_person") is not None:
            definition["second_person"] = self.second_person(found["second_person"], (*where, "second_person"))
        self._check_outcome(definition, where)
        return VersionDefinition(valid_from, definition, content_hash(definition), where)

    def optional_word(self, found: Mapping[str, Any], key: str, where: Where, allowed: tuple[str, ...]) -> str | None:
        return self.one_of(found[key], (*where, key), allowed) if found.get(key) is not None else None

    def _optional_expression(
        self, found: Mapping[str, Any], key: str, where: Where, written: dict[str, str]
    ) -> str | None:
        if found.get(key) is None:
            return None
        typed = self.expression(found[key], (*where, key))
        text = self.expanded(typed, (*where, key))
        if text != typed:
            written[key] = typed
        return text

    def expanded(self, typed: str, where: Where) -> str:
        """Return the expression with its formulas written out."""
        try:
            return expand(typed, self.library.formulas).text
        except UnknownFormula as error:
            self.problem(where, str(error))
            return typed

    def _check_outcome(self, definition: Mapping[str, Any], where: Where) -> None:
        pays = definition["outcome"] == "payment"
        if pays and definition["amount"] is None:
            self.problem(where, _("An outcome of payment needs an amount."))
        if pays and definition["period"] == "none":
            self.problem((*where, "period"), _("A payment is made once or monthly."))
        if not pays and definition["amount"] is not None:
            self.problem((*where, "amount"), _("Only an outcome of payment has an amount."))
        if where and definition["outcome"] == "document" and "document" not in definition:
            self.problem((*where, "document"), _("“document” is missing: what is written on what is issued?"))
        if definition["outcome"] != "document" and "document" in definition:
            self.problem((*where, "document"), _("“document” goes with “outcome: document”, and only with it."))
        if not pays and "second_person" in definition:
            self.problem((*where, "second_person"), _("Only what is paid can need a second person."))
        if pays and definition["award"] is None and where:
            self.problem(where, _("“award” is missing: which registry keeps the award?"))
        if (definition["award"] == "PENS") != (definition["award_kind"] is not None):
            self.problem(where, _("“award_kind” goes with “award: PENS”, and only with it."))

    def criteria(self, value: Any, where: Where, *, texts_needed: bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for place, item in self.items(value, where):
            criterion = self.criterion(item, place, texts_needed=texts_needed)
            if criterion["id"] and criterion["id"] in {other["id"] for other in found}:
                self.problem(place, _("Two criteria are called “%(id)s”.") % {"id": criterion["id"]})
            found.append(criterion)
        if value is not None and not found:
            self.problem(where, _("A rule has at least one criterion."))
        return found

    def criterion(self, value: Any, where: Where, *, texts_needed: bool) -> dict[str, Any]:
        if isinstance(value, Mapping) and "use" in value:
            return self.shared(value, where)
        required = ("id", "require", "text", "law") if texts_needed else ("id", "require")
        found = self.mapping(value, where, required=required, optional=() if texts_needed else ("text", "law"))
        typed = self.expression(found["require"], (*where, "require")) if found.get("require") is not None else ""
        text = self.expanded(typed, (*where, "require"))
        name = self.word(found["id"], (*where, "id"), "a word such as not_working") if "id" in found else ""
        criterion = {
            "id": name,
            "require": text,
            "text": self.texts(found["text"], (*where, "text")) if found.get("text") else _itself(typed),
            "law": self.text(found["law"], (*where, "law")) if found.get("law") else "",
        }
        if text != typed:
            criterion["written"] = typed
        return criterion

    def shared(self, value: Mapping[str, Any], where: Where) -> dict[str, Any]:
        found = self.mapping(value, where, required=("use",), optional=("id",))
        name = self.one_of(found.get("use"), (*where, "use"), tuple(self.library.criteria))
        shared = self.library.criteria.get(name)
        if shared is None:
            return {"id": "", "require": "TRUE", "text": _itself(name), "law": ""}
        own = self.word(found["id"], (*where, "id"), "a word such as not_working") if "id" in found else name
        return {"id": own, "shared": name, "require": shared.require, "text": dict(shared.text), "law": shared.law}

    def questions(self, value: Any, where: Where) -> list[dict[str, Any]]:
        """Read what only the person can answer; a rule names the answers `answer.<id>`."""
        found: list[dict[str, Any]] = []
        for place, item in self.items(value, where):
            question = self.question(item, place)
            if question["id"] in {other["id"] for other in found}:
                self.problem(place, _("Two questions are called “%(id)s”.") % {"id": question["id"]})
            found.append(question)
        return found

    def question(self, value: Any, where: Where) -> dict[str, Any]:
        found = self.mapping(value, where, required=("id", "ask", "type"), optional=("choices",))
        kind = self.one_of(found.get("type"), (*where, "type"), schema.ANSWER_TYPES) or "yes_no"
        question: dict[str, Any] = {
            "id": self.word(found.get("id"), (*where, "id"), "a word such as bears_costs"),
            "ask": self.phrase(found["ask"], (*where, "ask")) if "ask" in found else _itself(""),
            "type": kind,
        }
        if (kind == "choice") != bool(found.get("choices")):
            self.problem(where, _("“choices” go with “type: choice”, and only with it."))
        if kind == "choice":
            choices = found.get("choices")
            place = (*where, "choices")
            question["choices"] = {
                self.word(code, (*place, code), "a word such as parent"): self.texts(texts, (*place, code))
                for code, texts in (choices.items() if isinstance(choices, Mapping) else ())
            }
        return question

    def second_person(self, value: Any, where: Where) -> dict[str, Any]:
        """Read above which amount a second member of staff confirms what one grants, in AZN."""
        found = self.mapping(value, where, required=("above", "confidence"))
        above = self.money(found["above"], (*where, "above")) if found.get("above") is not None else "0.00"
        if Decimal(above) > MOST_ABOVE:
            self.problem((*where, "above"), _("At most %(most)d.") % {"most": MOST_ABOVE})
        sure = found.get("confidence")
        confidence = self.one_of(sure, (*where, "confidence"), schema.CONFIDENCES) if sure is not None else ""
        return {"above": above, "confidence": confidence}

    def payee(self, value: Any, where: Where) -> list[str]:
        if value is None:
            return ["subject"]
        roles = [value] if isinstance(value, str) else [item for _place, item in self.items(value, where)]
        return [self.word(role, where, "a role such as subject") for role in roles]

    def excludes(self, value: Any, where: Where, code: str) -> list[str]:
        codes = [self.code(item, place) for place, item in self.items(value, where)]
        if code and code in codes:
            self.problem(where, _("A service does not exclude itself."))
        return codes

    def examples(self, value: Any, where: Where) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for place, item in self.items(value, where):
            example = self.example(item, place)
            if example["name"] and example["name"] in {other["name"] for other in found}:
                self.problem(place, _("Two examples are called “%(name)s”.") % {"name": example["name"]})
            found.append(example)
        return found

    def example(self, value: Any, where: Where) -> dict[str, Any]:
        found = self.mapping(value, where, required=("name", "on", "facts", "expect"))
        facts = found.get("facts")
        if facts is not None and not isinstance(facts, Mapping):
            self.problem((*where, "facts"), _("Facts are written as {child.alive: true, …}."))
            facts = {}
        on = self.day(found["on"], (*where, "on")) if "on" in found else _ALWAYS
        return {
            "name": self.text(found["name"], (*where, "name"), most=200) if "name" in found else "",
            "on": on.isoformat(),
            "facts": plain(facts or {}),
            "expect": self.expected(found.get("expect"), (*where, "expect")),
        }

    def expected(self, value: Any, where: Where) -> dict[str, Any]:
        found = self.mapping(value, where, required=("verdict",), optional=("amount", "starts", "until"))
        result: dict[str, Any] = {}
        if found.get("verdict") is not None:
            result["verdict"] = self.one_of(found["verdict"], (*where, "verdict"), schema.VERDICTS)
        if found.get("amount") is not None:
            result["amount"] = self.money(found["amount"], (*where, "amount"))
        for key in ("starts", "until"):
            if found.get(key) is not None:
                result[key] = self.day(found[key], (*where, key)).isoformat()
        return result

    def money(self, value: Any, where: Where) -> str:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.problem(where, _("Here an amount is expected, such as 600.00."))
            return "0.00"
        amount = Decimal(value)
        if amount != round(amount, 2) or amount < 0:
            self.problem(where, _("An amount has at most two decimals and is not negative."))
        return f"{amount:.2f}"
