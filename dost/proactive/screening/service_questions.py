"""The questions that a service version asks of the person (`answer.<id>`), as questions of the screening.

They come from the catalogue with their words: one question for each service, with a line for each thing its rule needs
to know that no service before it has asked. It arises once somebody wants what the service is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from registries.facts.model import ANSWER
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import AnswerType
from services_catalog.definition import Question as ServiceQuestion
from services_catalog.models import Service

from .gates import EMPLOYER_ANSWERS, WISHES
from .question_conditions import adult, both, either, family_told, gate, minor, wish
from .question_list import QUESTIONS
from .questions import Applies, Choice, Field, Form, Group, OwnTexts, Question
from .values import Kind

KINDS: Final = {
    AnswerType.YES_NO: Kind.FLAG,
    AnswerType.WHOLE_NUMBER: Kind.COUNT,
    AnswerType.MONEY: Kind.MONEY,
    AnswerType.DATE: Kind.DAY,
    AnswerType.CHOICE: Kind.CODE,
}
MOST: Final = 10_000
_MOST_KEPT: Final = 20
_kept: dict[tuple[int, ...], tuple[tuple[CompiledVersion, ...], tuple[Question, ...]]] = {}

_BY_ANSWER: Final[dict[str, Applies]] = {
    "moves_with_difficulty": gate("disability"),
    "acute_illness": gate("disability"),
    "prosthesis_work": gate("disability"),
    "help_for_child": both(
        gate("disability"), lambda family, _asker, on: any(minor(family, one, on) for one in family.members)
    ),
    "for_own_child": gate("disability"),
    "death_from_work": gate("death"),
    "lived_with_deceased": gate("death"),
    "inheritance_certificate": gate("death"),
    "heir_certificate": gate("insured_event"),
    "child_agrees": gate("placement"),
    "asked_by_family": gate("assistance"),
    "family_change": gate("assistance"),
    "family_changed_on": gate("assistance"),
}
"""When an answer is asked for that does not rest on a wish; one that nobody foresaw is asked of every adult."""


def service_questions(versions: Iterable[tuple[CompiledVersion, OwnTexts]]) -> tuple[Question, ...]:
    """Return the questions of service versions, each given with the name of its service by language.

    In the order given; what two services ask is asked by the first. Only what the rule uses is asked.
    """
    asked: set[str] = set()
    found: list[Question] = []
    for version, name in versions:
        used = {bound.name for bound in version.rule.facts if bound.role == ANSWER}
        lines = [one for one in version.definition.questions if f"{ANSWER}.{one.id}" in used and one.id not in asked]
        if lines:
            asked.update(one.id for one in lines)
            found.append(_question(version.code, name, lines, {one.partition(".")[2] for one in used}))
    return tuple(found)


def _question(code: str, name: OwnTexts, lines: list[ServiceQuestion], used: set[str]) -> Question:
    return Question(
        id=f"service_{code.replace('-', '_')}",
        group=Group.DETAILS,
        form=Form.FIELDS,
        difficulty=2 if len(lines) == 1 else 3,
        text=name,
        applies=_applies(used),
        fields=tuple(_field(one) for one in lines),
    )


def _field(one: ServiceQuestion) -> Field:
    return Field(
        name=one.id,
        kind=KINDS[one.type],
        label=dict(one.ask),
        fills=(f"{ANSWER}.{one.id}",),
        choices=tuple(Choice(code, dict(texts)) for code, texts in one.choices.items()),
        most=MOST if one.type is AnswerType.WHOLE_NUMBER else 0,
    )


def _applies(used: set[str]) -> Applies:
    """The wish that the service is for; else what its answers are about; else every adult may be meant."""
    if used & set(EMPLOYER_ANSWERS) and not used & set(WISHES["labour_trouble"]):
        return wish("employer")
    wishes = [name for name, ids in WISHES.items() if used & set(ids)]
    if wishes:
        return either(*(wish(name) for name in wishes))
    foreseen = [_BY_ANSWER[id_] for id_ in sorted(used) if id_ in _BY_ANSWER]
    return either(*foreseen) if foreseen else both(family_told, adult)


def questions_for(rules: Sequence[CompiledVersion]) -> tuple[Question, ...]:
    """Return every question of a screening under some rules: everybody's, then those of the services by code.

    Kept, as long as the rules are the same objects; read in one query.
    """
    key = tuple(id(rule.rule) for rule in rules)
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        names = dict(Service.objects.filter(code__in={rule.code for rule in rules}).values_list("code", "name"))
        named = [(rule, names[rule.code]) for rule in sorted(rules, key=_by_code) if rule.code in names]
        _kept[key] = (tuple(rules), (*QUESTIONS, *service_questions(named)))
    return _kept[key][1]


def _by_code(rule: CompiledVersion) -> tuple[str, int]:
    return rule.code, rule.version_id
