"""What one version of a service lays down, typed: who has the right, what it gives, how it is delivered.

The database keeps it as JSON (`ServiceVersion.definition`, the keys are the names of the fields here), written by the
loader and by the studio; `reading` makes that JSON of a YAML file and checks it word by word. Everything that asks a
version in force what it says asks a `Definition`: `services_catalog.queries.definition_of`. Only what writes or edits
the written form – loader, export, drafts – handles the JSON itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from .json_fields import Fields, as_day, as_mapping, as_several_texts, as_text, as_texts, as_whole
from .rules.explain import Verdict
from .second_person import SecondPerson, second_person_from_json
from .time_limits import STANDARD, TimeLimits, limits_from_json

Texts = Mapping[str, str]
"""A text by language: az, en, ru."""


class Mode(StrEnum):
    """How a right comes to a person: given at once, offered first, or only when applied for."""

    AUTOMATIC = "automatic"
    ASK_FIRST = "ask_first"
    ON_APPLICATION = "on_application"


class Period(StrEnum):
    """How often a right is paid."""

    ONCE = "once"
    MONTHLY = "monthly"
    NONE = "none"


class Outcome(StrEnum):
    """What a granted right gives."""

    PAYMENT = "payment"
    QUEUE = "queue"
    REFERRAL = "referral"
    DOCUMENT = "document"
    REGISTRATION = "registration"
    MESSAGE = "message"


class AwardRegistry(StrEnum):
    """The registry that keeps the award."""

    MUAV = "MUAV"
    PENS = "PENS"
    TEQ = "TEQ"
    ISIG = "ISIG"
    VEMTAS = "VEMTAS"
    DISS = "DISS"


class AwardKind(StrEnum):
    """The kind of a pension, when PENS keeps the award."""

    AGE = "age"
    DISABILITY = "disability"
    SURVIVOR = "survivor"
    SERVICE = "service"


class Funding(StrEnum):
    """Where the money comes from."""

    BUDGET = "budget"
    INSURANCE = "insurance"


class AnswerType(StrEnum):
    """What kind of answer a question has."""

    YES_NO = "yes_no"
    WHOLE_NUMBER = "whole_number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"


PROACTIVE = frozenset({Mode.AUTOMATIC, Mode.ASK_FIRST})
"""The modes of rights that the state finds by itself."""


@dataclass(frozen=True)
class Criterion:
    """One named condition, its formulas written out.

    `shared` is the shared criterion it was taken from; `written` the expression as typed, where formulas were in it.
    """

    id: str
    require: str
    text: Texts
    law: str = ""
    shared: str | None = None
    written: str | None = None

    @property
    def as_typed(self) -> str:
        """The expression as its author wrote it."""
        return self.written or self.require

    def as_json(self) -> dict[str, Any]:
        """The criterion as the database keeps it."""
        stored = {"id": self.id, "require": self.require, "text": dict(self.text), "law": self.law}
        return stored | _without_none({"shared": self.shared, "written": self.written})


TOLD_BY_THE_STATE: Final = frozenset({"acts_for_employer", "acts_for_company"})
"""Questions nobody is asked: whether somebody acts for an employer is known of in whose name they apply, and proven."""


@dataclass(frozen=True)
class Question:
    """What only the person can answer; a rule names the answer `answer.<id>`. `choices`: what each code is called."""

    id: str
    ask: Texts
    type: AnswerType
    choices: Mapping[str, Texts] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether the person is asked it, or the state answers it itself."""
        return self.id not in TOLD_BY_THE_STATE

    def as_json(self) -> dict[str, Any]:
        """The question as the database keeps it."""
        stored: dict[str, Any] = {"id": self.id, "ask": dict(self.ask), "type": self.type.value}
        if self.choices:
            stored["choices"] = {code: dict(texts) for code, texts in self.choices.items()}
        return stored


@dataclass(frozen=True)
class Expectation:
    """What must come out for an example; None: nothing is said. `amount` in AZN."""

    verdict: Verdict
    amount: Decimal | None = None
    starts: date | None = None
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The expectation as the database keeps it."""
        return _without_none(
            {
                "verdict": self.verdict.value,
                "amount": None if self.amount is None else f"{self.amount:.2f}",
                "starts": _day_as_json(self.starts),
                "until": _day_as_json(self.until),
            }
        )


@dataclass(frozen=True)
class Example:
    """A made-up person with what must come out on a day; `facts` are typed as JSON has them, by name."""

    name: str
    on: date
    facts: Mapping[str, Any]
    expect: Expectation

    def as_json(self) -> dict[str, Any]:
        """The example as the database keeps it."""
        return {
            "name": self.name,
            "on": self.on.isoformat(),
            "facts": dict(self.facts),
            "expect": self.expect.as_json(),
        }


@dataclass(frozen=True)
class Statement:
    """A sentence of a document with its placeholders; with `when` it is there only if that yes-or-no fact is true."""

    text: Texts
    when: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The sentence as the database keeps it."""
        return dict(self.text) | _without_none({"when": self.when})


@dataclass(frozen=True)
class DocumentText:
    """What a document says: its title, the facts it promises to state, and its sentences (`documents.placeholders`)."""

    title: Texts
    states: tuple[str, ...]
    text: tuple[Statement, ...]

    def as_json(self) -> dict[str, Any]:
        """The text as the database keeps it."""
        return {
            "title": dict(self.title),
            "states": list(self.states),
            "text": [statement.as_json() for statement in self.text],
        }


@dataclass(frozen=True)
class Definition:
    """What a version says. `amount`, `starts` and `until` are expressions of the rule language.

    `basis` is what the right arises from (person, birth …); of the `payee` roles the first that is alive receives;
    `excludes` are the codes of services whose rights nobody holds together with this one; `verify` the questions put
    to institutions (`DIN.alive`); `written` has amount, starts and until as typed, where a formula was in them.
    `document` is what is written on what an outcome of `document` issues; versions from before it have none.
    `valid_days`: for how many days what is issued is valid; None: as is usual for its kind. `stated_terms` are the
    time limits it states (`terms` in the JSON); versions from before them state none, and `terms` are the standard.
    `second_person`: above which amount a second member of staff confirms what one grants; None: never.
    """

    code: str
    valid_from: date
    basis: str
    mode: Mode
    criteria: tuple[Criterion, ...]
    period: Period
    outcome: Outcome
    amount: str | None = None
    starts: str | None = None
    until: str | None = None
    payee: tuple[str, ...] = ("subject",)
    award: AwardRegistry | None = None
    award_kind: AwardKind | None = None
    funding: Funding = Funding.BUDGET
    excludes: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    questions: tuple[Question, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    valid_days: int | None = None
    document: DocumentText | None = None
    stated_terms: TimeLimits | None = None
    second_person: SecondPerson | None = None

    @property
    def terms(self) -> TimeLimits:
        """The time limits of the law: those it states, or what holds for everybody."""
        return self.stated_terms or STANDARD

    @property
    def is_proactive(self) -> bool:
        """Whether the state finds the right by itself."""
        return self.mode in PROACTIVE

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that the person is asked."""
        return tuple(one for one in self.questions if one.is_asked)

    @property
    def is_for_employers(self) -> bool:
        """Whether an employer can apply for it, by itself or beside people."""
        return len(self.asked) < len(self.questions)

    @property
    def criterion_texts(self) -> dict[str, Texts]:
        """What each criterion says, by its id."""
        return {criterion.id: criterion.text for criterion in self.criteria}

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters it names, in its rule or anywhere else; formulas are written out in it."""
        return parameters_named(self.as_json())

    @classmethod
    def from_json(cls, value: Any) -> Definition:
        """Read the JSON of the database; raises `FieldError` naming the field.

        What older versions do not say has the value it always had. Keys that are unknown here are passed over: a
        published version is never rewritten, and the reader of files lets no misspelt one through.
        """
        row = Fields(value)
        return cls(
            code=row.required("code", as_text),
            valid_from=row.required("valid_from", as_day),
            basis=row.required("basis", as_text),
            mode=row.required("mode", Mode),
            criteria=row.rows("criteria", _criterion, required=True),
            period=row.required("period", Period),
            outcome=row.required("outcome", Outcome),
            amount=row.optional("amount", as_text),
            starts=row.optional("starts", as_text),
            until=row.optional("until", as_text),
            payee=row.optional("payee", as_several_texts) or ("subject",),
            award=row.optional("award", AwardRegistry),
            award_kind=row.optional("award_kind", AwardKind),
            funding=row.optional("funding", Funding) or Funding.BUDGET,
            excludes=row.optional("excludes", as_several_texts) or (),
            verify=row.optional("verify", as_several_texts) or (),
            examples=row.rows("examples", _example),
            questions=row.rows("questions", _question),
            written=row.optional("written", as_texts) or {},
            valid_days=row.optional("valid_days", as_whole),
            document=row.optional("document", lambda value: _document(Fields(value, row.place("document")))),
            stated_terms=row.optional("terms", lambda value: limits_from_json(value, row.place("terms"))),
            second_person=row.optional(
                "second_person", lambda value: second_person_from_json(value, row.place("second_person"))
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """The definition as the database keeps it; `from_json` gives the same again."""
        stored: dict[str, Any] = {
            "code": self.code,
            "valid_from": self.valid_from.isoformat(),
            "basis": self.basis,
            "mode": self.mode.value,
            "criteria": [criterion.as_json() for criterion in self.criteria],
            "amount": self.amount,
            "starts": self.starts,
            "until": self.until,
            "period": self.period.value,
            "payee": list(self.payee),
            "award": None if self.award is None else self.award.value,
            "award_kind": None if self.award_kind is None else self.award_kind.value,
            "funding": self.funding.value,
            "outcome": self.outcome.value,
            "excludes": list(self.excludes),
            "verify": list(self.verify),
            "examples": [example.as_json() for example in self.examples],
            "written": dict(self.written),
        }
        if self.questions:
            stored["questions"] = [question.as_json() for question in self.questions]
        if self.document is not None:
            stored["document"] = self.document.as_json()
        if self.stated_terms is not None:
            stored["terms"] = self.stated_terms.as_json()
        if self.second_person is not None:
            stored["second_person"] = self.second_person.as_json()
        return stored | _without_none({"valid_days": self.valid_days})


def parameters_named(definition: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the parameters that a definition, as JSON, names in its rule or anywhere else in it."""
    return frozenset(re.findall(r"\bparameter\.(\w+)", json.dumps(definition)))


def content_hash(definition: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a definition's canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# -- reading the stored JSON -------------------------------------------------------------------------------------


def _criterion(row: Fields) -> Criterion:
    return Criterion(
        id=row.required("id", as_text),
        require=row.required("require", as_text),
        text=row.required("text", as_texts),
        law=row.optional("law", as_text) or "",
        shared=row.optional("shared", as_text),
        written=row.optional("written", as_text),
    )


def _question(row: Fields) -> Question:
    return Question(
        id=row.required("id", as_text),
        ask=row.required("ask", as_texts),
        type=row.required("type", AnswerType),
        choices=row.optional("choices", _texts_by_code) or {},
    )


def _example(row: Fields) -> Example:
    return Example(
        name=row.required("name", as_text),
        on=row.required("on", as_day),
        facts=row.required("facts", as_mapping),
        expect=_expectation(Fields(row.required("expect", as_mapping), row.place("expect"))),
    )


def _document(row: Fields) -> DocumentText:
    return DocumentText(
        title=row.required("title", as_texts),
        states=row.optional("states", as_several_texts) or (),
        text=row.rows("text", _statement, required=True),
    )


def _statement(row: Fields) -> Statement:
    texts = {key: value for key, value in row.row.items() if key != "when"}
    return Statement(as_texts(texts), row.optional("when", as_text))


def _expectation(row: Fields) -> Expectation:
    return Expectation(
        verdict=row.required("verdict", Verdict),
        amount=row.optional("amount", lambda value: Decimal(as_text(value))),
        starts=row.optional("starts", as_day),
        until=row.optional("until", as_day),
    )


def _texts_by_code(value: Any) -> dict[str, Texts]:
    return {code: as_texts(texts) for code, texts in as_mapping(value).items()}


def _day_as_json(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _without_none(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}
