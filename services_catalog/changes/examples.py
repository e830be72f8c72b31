"""The people who prove a rule: what it says about each of them, and whether that is what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from services_catalog import schema
from services_catalog.checks import differences, run_examples
from services_catalog.rules import CompiledRule, Explanation, RuleError, typed_facts

from .expressions import Issue


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example: `off` are (key, message) for each thing that came out otherwise than expected."""

    name: str
    path: str
    on: str
    expected: Mapping[str, Any]
    off: tuple[tuple[str, str], ...]
    explanation: Explanation | None

    @property
    def right(self) -> bool:
        """Whether everything came out as expected."""
        return not self.off and self.explanation is not None

    @property
    def verdict(self) -> str:
        """What the rule says; empty when it could not be asked."""
        return self.explanation.verdict.value if self.explanation else ""


def try_examples(definition: Mapping[str, Any], rule: CompiledRule) -> tuple[list[ExampleResult], list[Issue]]:
    """Ask the rule about every example person: what came out, and an issue for each thing that is off."""
    issues: list[Issue] = []
    usable: list[tuple[int, Mapping[str, Any]]] = []
    broken: dict[int, ExampleResult] = {}
    for number, example in enumerate(definition["examples"]):
        try:
            typed_facts(rule, example["facts"])
        except RuleError as error:
            name = error.where.removeprefix("facts.")
            path = f"examples[{number}].facts.{name}"
            issues.append(Issue(path, error.message, error.hint, code="example"))
            broken[number] = _result(number, example, ((f"facts.{name}", error.message),), None)
        else:
            usable.append((number, example))
    with connection.cursor() as cursor:
        typed = [dict(example) for _number, example in usable]
        explanations = run_examples(rule, typed, cursor=cursor) if typed else []
    results = dict(broken)
    for (number, example), explanation in zip(usable, explanations, strict=True):
        off = tuple(differences(example, explanation))
        results[number] = _result(number, example, off, explanation)
        issues += [Issue(f"examples[{number}].expect.{key}", message, code="example") for key, message in off]
    return [results[number] for number in sorted(results)], issues


def _result(
    number: int, example: Mapping[str, Any], off: Sequence[tuple[str, str]], explanation: Explanation | None
) -> ExampleResult:
    return ExampleResult(
        example["name"], f"examples[{number}]", example["on"], example["expect"], tuple(off), explanation
    )


def lacking_examples(definition: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield an issue for each verdict that no example shows: entitled, not entitled, unknown."""
    shown = {example["expect"].get("verdict") for example in definition["examples"]}
    for verdict in schema.VERDICTS:
        if verdict not in shown:
            message = _("There is no example of a person for whom the answer is %(verdict)s.") % {"verdict": verdict}
            yield Issue("examples", message, code="example_lacks")
