"""A small vocabulary and parameter book for the tests of the engine, apart from the real facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from registries.facts.model import BoundFact, Fact, FactType, FactValue, UnknownFact
from services_catalog.rules.parameters import Parameter, ParameterBook
from services_catalog.rules.scales import Bracket, Scale
from services_catalog.rules.types import ValueType

B, I, M, D, C = FactType.BOOLEAN, FactType.INTEGER, FactType.MONEY, FactType.DATE, FactType.CODE  # noqa: E741

BANDS = {
    "none": {"az": "yoxdur", "en": "none", "ru": "нет"},
    "31_60": {"az": "31–60 %", "en": "31–60 %", "ru": "31–60 %"},
    "61_80": {"az": "61–80 %", "en": "61–80 %", "ru": "61–80 %"},
    "81_100": {"az": "81–100 %", "en": "81–100 %", "ru": "81–100 %"},
}
SEXES = {
    "female": {"az": "qadın", "en": "female", "ru": "женский"},
    "male": {"az": "kişi", "en": "male", "ru": "мужской"},
}


def _fact(
    name: str,
    kind: FactType,
    label: str,
    absent: FactValue = None,
    codes: dict[str, dict[str, str]] | None = None,
    registry: str = "POPULATION",
) -> Fact:
    return Fact(
        name=name,
        type=kind,
        labels={"az": f"{label} (az)", "en": label, "ru": f"{label} (ru)"},
        registry=registry,
        institution="DIN",
        source="person",
        sql="",
        absent=absent,
        codes=codes or {},
    )


FACTS = {
    fact.name: fact
    for fact in (
        _fact("person.alive", B, "Alive"),
        _fact("person.resident", B, "Resident"),
        _fact("person.age", I, "Age"),
        _fact("person.birth_date", D, "Date of birth"),
        _fact("person.death_date", D, "Date of death"),
        _fact("person.sex", C, "Sex", codes=SEXES),
        _fact("person.phone_known", B, "Has a phone", False),
        _fact("employment.active", B, "Employed", False, registry="EMAS"),
        _fact("employment.since", D, "Employed since", registry="EMAS"),
        _fact("employment.wage", M, "Wage", Decimal(0), registry="EMAS"),
        _fact("employment.months", I, "Months insured", 0, registry="EMAS"),
        _fact("pension.capital", M, "Pension capital", Decimal(0), registry="UCOT"),
        _fact("pension.payment", M, "Pension", Decimal(0), registry="PENS"),
        _fact("disability.band", C, "Disability band", "none", codes=BANDS, registry="TSERAS"),
        _fact("disability.former_band", C, "Former band", "none", codes=BANDS, registry="TSERAS"),
        _fact("disability.until", D, "Disability until", registry="TSERAS"),
        _fact("children.under_18", I, "Children under 18", 0),
        _fact("household.size", I, "Members", 1, registry="VEMTAS"),
        _fact("household.income_per_head", M, "Income per head", registry="VEMTAS"),
        _fact("leave.on", B, "On leave", False, registry="EMAS"),
        _fact("leave.order", I, "Order of leave", 0, registry="EMAS"),
    )
}
RECORD = {
    "birth": {
        "birth.parity": _fact("birth.parity", I, "Order of birth"),
        "birth.date": _fact("birth.date", D, "Day of birth"),
    },
    "person": {},
}
ROLES = {"person": ("subject",), "birth": ("subject", "child", "mother", "father", "guardian")}


class SampleVocabulary:
    """The facts of one basis."""

    def __init__(self, basis: str) -> None:
        self.basis = basis
        self.roles = ROLES[basis]

    def resolve(self, name: str) -> BoundFact:
        parts = name.split(".")
        if name in RECORD[self.basis]:
            return BoundFact(name, "subject", RECORD[self.basis][name])
        if parts[0] in self.roles and parts[0] != "subject":
            rest = ".".join(parts[1:])
            for known in (rest, f"person.{rest}"):
                if known in FACTS:
                    return BoundFact(name, parts[0], FACTS[known])
        elif name in FACTS:
            return BoundFact(name, "subject", FACTS[name])
        elsewhere = [basis for basis in ROLES if basis != self.basis and name in SampleVocabulary(basis).names()]
        raise UnknownFact(name, get_close_matches(name, self.names(), n=3), elsewhere)

    def names(self) -> list[str]:
        roles = [role for role in self.roles if role != "subject"]
        return [
            *FACTS,
            *RECORD[self.basis],
            *(f"{role}.{fact.removeprefix('person.')}" for role in roles for fact in FACTS),
        ]


def catalogue(basis: str) -> SampleVocabulary:
    """Return the vocabulary of a basis; LookupError if there is none."""
    if basis not in ROLES:
        raise LookupError(basis)
    return SampleVocabulary(basis)


def scale(*brackets: tuple[Decimal | int | str, Decimal | int | str]) -> Scale:
    """Return a scale of (threshold, rate)."""
    return Scale(tuple(Bracket(Decimal(above), Decimal(rate)) for above, rate in brackets))


PARAMETERS = ParameterBook(
    [
        Parameter(
            "birth_benefit",
            ValueType.MONEY,
            (
                (date(2019, 4, 1), Decimal(200)),
                (date(2023, 1, 1), Decimal(500)),
                (date(2025, 7, 1), Decimal(600)),
            ),
            {"az": "Doğuşa görə müavinət", "en": "Birth benefit", "ru": "Пособие при рождении"},
        ),
        Parameter(
            "need_criterion",
            ValueType.MONEY,
            ((date(2025, 1, 1), Decimal(285)), (date(2026, 1, 1), Decimal(300))),
        ),
        Parameter("pension_age", ValueType.INTEGER, ((date(2020, 1, 1), 65),)),
        Parameter("share", ValueType.NUMBER, ((date(2020, 1, 1), Decimal("0.15")),)),
        Parameter(
            "income_tax",
            ValueType.SCALE,
            (
                (date(2020, 1, 1), scale((0, "0.14"))),
                (date(2024, 1, 1), scale((0, 0), (200, "0.14"), ("2500.50", "0.25"))),
                (date(2026, 1, 1), scale((0, "0.03"), (2500, "0.1"), (8000, "0.14"))),
            ),
            {"az": "Gəlir vergisi", "en": "Income tax", "ru": "Подоходный налог"},
        ),
        Parameter(
            "contribution",
            ValueType.SCALE,
            ((date(2020, 1, 1), scale((200, "0.000001"), (300, 1), (400, "0.05"))), (date(2026, 6, 1), None)),
        ),
        Parameter("reform", ValueType.DATE, ((date(2020, 1, 1), date(2006, 1, 1)),)),
        Parameter("open", ValueType.BOOLEAN, ((date(2020, 1, 1), True), (date(2026, 6, 1), False))),
    ]
)
TEXT = {"az": "Mətn", "en": "Text", "ru": "Текст"}
