"""From the definition of a rule to a compiled one; every error names the field it was found in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from registries.facts.model import ANSWER, BoundFact, UnknownFact, Vocabulary

from .errors import RuleError
from .language import Expression, parse_expression
from .parameters import ParameterBook
from .rule import SUBJECT, CompiledRule, Criterion
from .types import ValueType

LANGUAGES = ("az", "en", "ru")
PERIODS = ("once", "monthly", "none")
MOST_CRITERIA = 40
FIELDS = ("basis", "criteria", "amount", "period", "starts", "until", "payee")

Catalogue = Callable[[str], Vocabulary] | Mapping[str, Vocabulary]


def compile_rule(
    definition: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    parameters: ParameterBook,
    shared: Mapping[str, Mapping[str, Any]] | None = None,
) -> CompiledRule:
    """Check the rule of a service version and compile it.

    `definition` has the fields basis, criteria, amount, period (once, monthly, none), starts, until and
    payee; other fields are left alone. `catalogue` gives the vocabulary of a basis. `shared` holds the
    criteria that others name with `use:`. Raises `RuleError`, its `where` naming the field
    (`criteria[alive].require`).
    """
    return _Reader(definition, catalogue, parameters, shared or {}).read()


class _Reader:
    def __init__(
        self,
        definition: Mapping[str, Any],
        catalogue: Catalogue,
        parameters: ParameterBook,
        shared: Mapping[str, Mapping[str, Any]],
    ) -> None:
        if not isinstance(definition, Mapping):
            raise RuleError(_("A rule is a mapping of fields."), hint=_("It begins with basis: person."))
        self.definition = definition
        self.parameters = parameters
        self.shared = shared
        _check_spelling(definition)
        self.basis = self._text_field("basis")
        self.vocabulary = _vocabulary(catalogue, self.basis)

    def read(self) -> CompiledRule:
        criteria = self._criteria()
        period = self._period()
        amount = self._expression("amount", ValueType.MONEY)
        self._check_amount(amount, period)
        starts = self._expression("starts", ValueType.DATE)
        until = self._expression("until", ValueType.DATE)
        payees, payee_facts = self._payees()
        expressions = [*(criterion.expression for criterion in criteria), amount, starts, until]
        facts = _unique_facts([e for e in expressions if e is not None], payee_facts)
        names = dict.fromkeys(name for e in expressions if e is not None for name in e.parameters)
        return CompiledRule(
            basis=self.basis,
            vocabulary=self.vocabulary,
            criteria=criteria,
            amount=amount,
            period=period,
            starts=starts,
            until=until,
            payees=payees,
            payee_facts=payee_facts,
            facts=facts,
            parameters=tuple(self.parameters[name] for name in names),
            registries=tuple(sorted({bound.fact.registry for bound in facts if bound.fact.source != ANSWER})),
            content_hash=_content_hash(self.basis, criteria, [amount, starts, until], period, payees),
        )

    def _text_field(self, name: str) -> str:
        value = self.definition.get(name)
        if not isinstance(value, str) or not value:
            raise RuleError(_("This field is missing."), where=name)
        return value

    def _expression(self, name: str, expect: ValueType) -> Expression | None:
        value = self.definition.get(name)
        if value is None:
            return None
        return self._parse(_as_text(value), expect, name)

    def _parse(self, text: Any, expect: ValueType, where: str) -> Expression:
        try:
            return parse_expression(text, vocabulary=self.vocabulary, parameters=self.parameters, expect=expect)
        except RuleError as error:
            raise error.at(where) from None

    def _criteria(self) -> tuple[Criterion, ...]:
        rows = self.definition.get("criteria")
        if rows is None or isinstance(rows, str | Mapping) or not isinstance(rows, Sequence):
            raise RuleError(
                _("The criteria are a list (it may be empty)."),
                where="criteria",
                hint="criteria: [{id: …, require: …}]",
            )
        if len(rows) > MOST_CRITERIA:
            raise RuleError(_("At most %(most)d criteria.") % {"most": MOST_CRITERIA}, where="criteria")
        criteria: list[Criterion] = []
        for number, row in enumerate(rows):
            criterion = self._criterion(row, number)
            if any(criterion.id == other.id for other in criteria):
                raise RuleError(_("Two criteria have this id."), where=f"criteria[{criterion.id}].id")
            criteria.append(criterion)
        return tuple(criteria)

    def _criterion(self, row: Any, number: int) -> Criterion:
        if not isinstance(row, Mapping):
            raise RuleError(_("A criterion has an id, require and text."), where=f"criteria[{number}]")
        used = row.get("use")
        source = self._shared_criterion(used, number) if used is not None else row
        identifier = row.get("id", used)
        if not isinstance(identifier, str) or not _is_identifier(identifier):
            raise RuleError(
                _("An id is made of small letters, digits and _."),
                where=f"criteria[{number}].id",
                hint=_("Such as not_paid_before."),
            )
        where = f"criteria[{identifier}]"
        if used is not None and "require" in row:
            raise RuleError(_("A criterion has either use or require, not both."), where=f"{where}.require")
        require = source.get("require")
        if require is None:
            raise RuleError(_("This field is missing."), where=f"{where}.require")
        law = row.get("law", source.get("law", ""))
        if not isinstance(law, str):
            raise RuleError(_("The law is a text."), where=f"{where}.law")
        return Criterion(
            id=identifier,
            expression=self._parse(_as_text(require), ValueType.BOOLEAN, f"{where}.require"),
            text=check_texts(row.get("text", source.get("text")), where=f"{where}.text"),
            law=law,
            shared=used or "",
        )

    def _shared_criterion(self, used: Any, number: int) -> Mapping[str, Any]:
        found = self.shared.get(used) if isinstance(used, str) else None
        if found is None:
            nearest = get_close_matches(str(used), list(self.shared), n=1, cutoff=0.5)
            hint = _("Did you mean %(names)s?") % {"names": nearest[0]} if nearest else ""
            raise RuleError(
                _("There is no shared criterion named %(name)s.") % {"name": used},
                where=f"criteria[{number}].use",
                hint=hint,
            )
        return found

    def _period(self) -> str:
        period = self.definition.get("period")
        if period is None and self.definition.get("amount") is None:
            return "none"
        if period not in PERIODS:
            raise RuleError(_("The period is one of: %(list)s.") % {"list": ", ".join(PERIODS)}, where="period")
        return str(period)

    def _check_amount(self, amount: Expression | None, period: str) -> None:
        if amount is None and period != "none":
            raise RuleError(_("A rule that pays needs an amount."), where="amount", hint=_("Or period: none."))
        if amount is not None and period == "none":
            raise RuleError(
                _("There is an amount, but nothing is paid."),
                where="period",
                hint=_("Write once or monthly."),
            )

    def _payees(self) -> tuple[tuple[str, ...], tuple[BoundFact, ...]]:
        named = self.definition.get("payee", SUBJECT)
        roles = [named] if isinstance(named, str) else named
        if not isinstance(roles, Sequence) or not roles or len(set(map(str, roles))) != len(roles):
            raise RuleError(_("The payee is a role or a list of different roles."), where="payee")
        for role in roles:
            if role not in self.vocabulary.roles:
                raise RuleError(
                    _("%(basis)s has no role named %(role)s.") % {"basis": self.basis, "role": role},
                    where="payee",
                    hint=_("The roles are: %(roles)s.") % {"roles": ", ".join(self.vocabulary.roles)},
                )
        if len(roles) == 1:
            return (str(roles[0]),), ()
        return tuple(map(str, roles)), tuple(self._alive(role) for role in roles)

    def _alive(self, role: str) -> BoundFact:
        name = "person.alive" if role == SUBJECT else f"{role}.alive"
        try:
            return self.vocabulary.resolve(name)
        except UnknownFact:
            raise RuleError(
                _("Whether %(role)s is alive cannot be asked here.") % {"role": role}, where="payee"
            ) from None


def check_texts(texts: Any, *, where: str) -> dict[str, str]:
    """Return texts if there is one in each of the three languages; else `RuleError` naming the one that
    lacks.
    """
    if not isinstance(texts, Mapping):
        raise RuleError(_("The text is needed in az, en and ru."), where=where)
    for language in LANGUAGES:
        text = texts.get(language)
        if not isinstance(text, str) or not text.strip():
            raise RuleError(_("The text is missing in this language."), where=f"{where}.{language}")
    return {language: texts[language].strip() for language in LANGUAGES}


def _vocabulary(catalogue: Catalogue, basis: str) -> Vocabulary:
    try:
        return catalogue[basis] if isinstance(catalogue, Mapping) else catalogue(basis)
    except LookupError:
        names = list(catalogue) if isinstance(catalogue, Mapping) else []
        nearest = get_close_matches(basis, names, n=1, cutoff=0.4)
        hint = _("Did you mean %(names)s?") % {"names": nearest[0]} if nearest else ""
        raise RuleError(_("There is no basis named %(name)s.") % {"name": basis}, where="basis", hint=hint) from None


def _check_spelling(definition: Mapping[str, Any]) -> None:
    """Refuse a field that is nearly one of the rule's: a misspelt `amount` must not be passed over."""
    for name in definition:
        if name in FIELDS:
            continue
        nearest = get_close_matches(str(name), FIELDS, n=1, cutoff=0.8)
        if nearest:
            raise RuleError(
                _("There is no such field."),
                where=str(name),
                hint=_("Did you mean %(names)s?") % {"names": nearest[0]},
            )


def _as_text(value: Any) -> Any:
    """YAML reads `amount: 600` and `require: true` as values; the language reads texts."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if type(value) is date:
        return f"DATE '{value.isoformat()}'"
    return value


def _is_identifier(text: str) -> bool:
    return text.isascii() and text.isidentifier() and text == text.lower() and len(text) <= 60


def _unique_facts(expressions: Iterable[Expression], more: Iterable[BoundFact]) -> tuple[BoundFact, ...]:
    facts = {bound.name: bound for expression in expressions for bound in expression.facts}
    facts.update((bound.name, bound) for bound in more)
    return tuple(facts.values())


def _content_hash(
    basis: str,
    criteria: Sequence[Criterion],
    expressions: Sequence[Expression | None],
    period: str,
    payees: Sequence[str],
) -> str:
    """Return the SHA-256 of what decides the outcome: shared criteria by their content, parameters by their
    names.
    """
    content = {
        "basis": basis,
        "criteria": [[c.id, c.expression.text.strip(), dict(c.text), c.law] for c in criteria],
        "outcome": [e.text.strip() if e else None for e in expressions],
        "period": period,
        "payees": list(payees),
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
