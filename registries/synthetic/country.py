"""The country's shape, in the figures that the made-up population is drawn from.

Shares are of all people unless said otherwise. They follow the State Statistical Committee's yearbooks and the
ministry's published counts as recalled, rounded; where a figure was read in a public source its year is named.
Rare things are never rarer than `RAREST`, so that a population of twenty thousand has a few of each.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from registries.data import read

from .names import Urn

RAREST = 1 / 10_000

# First age, share of the living in %, men per 100 women. Births are about 1 % a year.
PYRAMID = (
    (0, 1.02, 112),
    (1, 4.2, 112),
    (5, 7.6, 113),
    (10, 8.3, 114),
    (15, 7.6, 114),
    (20, 6.6, 112),
    (25, 6.9, 106),
    (30, 8.7, 102),
    (35, 9.0, 100),
    (40, 7.8, 97),
    (45, 6.6, 95),
    (50, 6.0, 93),
    (55, 6.3, 92),
    (60, 5.9, 88),
    (65, 4.1, 82),
    (70, 2.4, 76),
    (75, 0.9, 70),
    (80, 0.7, 62),
    (85, 0.35, 55),
    (90, 0.1, 45),
    (100, 0.0, 40),
)

# Ages at death: first age, share of deaths in %.
DEATHS = ((0, 1.6), (1, 0.6), (15, 2.4), (30, 5.0), (45, 14.0), (60, 30.0), (75, 28.0), (85, 18.4), (100, 0.0))
DEATHS_A_YEAR = 0.0062
YEARS_OF_DEATHS = 4
EARLIER_DEATHS = 0.008  # of parents who left children under 18, over the last 18 years
MARTYRS = 0.0009

MARRIED_BY = ((18, 0.04), (20, 0.34), (25, 0.68), (30, 0.84), (35, 0.9), (60, 0.92))  # women, ever
HUSBAND_OLDER = (-2, -1, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10)
DIVORCED = 0.08
CHILDREN_OF_WIFE = (0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5)
LARGE_FAMILY = 0.006  # of wives, with 6-8 children
SINGLE_MOTHER = 0.03
MOTHERS_AGE: tuple[int, ...] = (
    18,
    19,
    19,
    20,
    20,
    21,
    21,
    22,
    22,
    22,
    23,
    23,
    23,
    24,
    24,
    24,
    25,
    25,
    25,
    26,
    26,
    27,
    27,
    28,
)
MOTHERS_AGE += (28, 29, 29, 30, 30, 31, 32, 33, 34, 35, 36, 37, 38, 40, 42)
TWINS = 0.011
KNOWN_MOTHER = ((18, 0.997), (30, 0.96), (45, 0.88), (65, 0.6))  # up to this age, recorded in civil-status acts

ABROAD = 0.025
FOREIGNERS = 0.006
STATELESS = 0.0008
MISSING_BY_COURT = 0.0003

# Disability decisions in force: up to this age, share. About 6.5 % of everyone.
DISABLED_BY_AGE = ((18, 0.021), (40, 0.043), (60, 0.098), (75, 0.142), (150, 0.15))

# Shares of men and women of working age (18-64) by what they do; the rest is not counted as employed.
HIRED = {False: 0.345, True: 0.225}
OTHER_EMPLOYMENT = {
    False: (
        ("entrepreneur", 0.07),
        ("land_owner", 0.13),
        ("family_farm", 0.06),
        ("civil_contract", 0.015),
        ("military", 0.012),
        ("elected", 0.003),
    ),
    True: (
        ("entrepreneur", 0.03),
        ("land_owner", 0.11),
        ("family_farm", 0.08),
        ("civil_contract", 0.01),
        ("elected", 0.002),
    ),
}
PAY_STEPS = (400, 400, 420, 450, 480, 500, 530, 560, 600, 640, 680, 720, 770, 830, 900, 1000, 1100, 1300, 1700, 2600)

# Dirt, where reality has it.
NO_PHONE = 0.08
NO_PAY = 0.007
NO_BAND = 0.002
EXPIRED_DOCUMENT = 0.04
GAPS = 0.003
NAMESAKES = 0.0004
CORRECTED = 0.006
UNASSIGNED = 0.015  # of monthly rights: the first sweep has something to find
UNASSIGNED_DAYS = 3  # births and other events of the last days have not been dealt with

REGIONAL_SPEECH = (("ru", 0.04), ("en", 0.003))


class AgeTable:
    """Ages drawn by share, in days, from figures given by first age of each band."""

    def __init__(self, bands: tuple[tuple[int, float], ...]) -> None:
        self._starts = [age for age, _ in bands]
        self._bounds = list(accumulate(share for _, share in bands[:-1]))

    def days(self, chance: float) -> int:
        """The age in days that `chance` (0 ≤ chance < 1) falls on, even within each band."""
        point = chance * self._bounds[-1]
        band = bisect_right(self._bounds, point)
        low = self._bounds[band - 1] if band else 0.0
        share = (point - low) / (self._bounds[band] - low)
        first, last = self._starts[band], self._starts[band + 1]
        return int((first + share * (last - first)) * 365.2425)


LIVING = AgeTable(tuple((age, share) for age, share, _ in PYRAMID))
DYING = AgeTable(DEATHS)
_SEX_AGES = [age for age, _, _ in PYRAMID]
_WOMEN = [100 / (100 + men) for _, _, men in PYRAMID]


def women_at(age: int) -> float:
    """The share of women among the living of this age."""
    return _WOMEN[bisect_right(_SEX_AGES, age) - 1]


def by_age(table: tuple[tuple[int, float], ...], age: int) -> float:
    """The figure of the first row whose age is above `age`; 0 beyond the last row."""
    for limit, share in table:
        if age < limit:
            return share
    return 0.0


def districts() -> Urn:
    """Districts' codes by the people registered in them."""
    rows = read("districts")
    return Urn([row["code"] for row in rows], [int(row["residents_thousand"]) for row in rows])


def liberated_districts() -> list[str]:
    """Codes of the districts freed from occupation."""
    return [row["code"] for row in read("districts") if row["liberated"] == "yes"]


def rare(share: float) -> float:
    """A share of all people, at least `RAREST`."""
    return max(share, RAREST)
