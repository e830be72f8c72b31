"""The functions of the language: names, what they take, and what they give.

* Whole years, months: `years_between(a, b)` is the number of anniversaries of `a` reached by `b`, negative
  when `b` is before `a`. An anniversary that the calendar lacks is reached on the next day: who was born on
  29 February is a year older on 1 March of a common year, when the last day of the year of life, 28
  February, has passed. The same holds for the 31st in `months_between`.
* Ages: `birthday(d, n)` is the day on which `n` years from `d` are full, the first day on which `years_between` counts
  them: 1 March of a common year for 29 February. The last day below an age is the day before it. A rule that means
  an age uses it, one that means a term uses `add_years`.
* Terms: `add_years` and `add_months` give the last day of a term, which by the civil-law rule on terms is
  the last day of the month where that month lacks the day (31 January plus one month is 28 or 29 February).
* Adding more than 200 years in either direction is unknown, so that no date can leave the calendar.
* `scale(amount, parameter.name)` goes through the brackets of a scale of law: each part of the amount counts at the
  rate of its own bracket (`scales`), by the scale of the day that is asked about. Below the first threshold, and of a
  negative amount, it is 0; of an unknown amount, or without a scale on that day, unknown. Nothing is rounded.
* `least`, `greatest`, `round`, `floor` and `ceil` of something unknown are unknown; only `coalesce` and
  `known` look past it. `round` rounds half away from zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from .types import ValueType

# The furthest a date is moved, by the function that moves it.
MOST_ADDED = {"add_years": 200, "birthday": 200, "add_months": 2_400, "add_days": 73_050}
MAX_MOVES = 8


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called. `takes` names each argument; "same" means: all of one type, at least two."""

    name: str
    takes: tuple[str, ...]
    gives: ValueType | None
    example: str


def _table(*functions: Function) -> dict[str, Function]:
    return {function.name: function for function in functions}


FUNCTIONS = _table(
    Function("known", ("any",), ValueType.BOOLEAN, "known(person.phone)"),
    Function("years_between", ("date", "date"), ValueType.INTEGER, "years_between(person.birth_date, today)"),
    Function("months_between", ("date", "date"), ValueType.INTEGER, "months_between(child.birth_date, today)"),
    Function("days_between", ("date", "date"), ValueType.INTEGER, "days_between(death.date, today)"),
    Function("add_years", ("date", "integer"), ValueType.DATE, "add_years(child.birth_date, 3)"),
    Function("add_months", ("date", "integer"), ValueType.DATE, "add_months(child.birth_date, 12)"),
    Function("birthday", ("date", "integer"), ValueType.DATE, "birthday(child.birth_date, 18)"),
    Function("add_days", ("date", "integer"), ValueType.DATE, "add_days(today, 30)"),
    Function("start_of_month", ("date",), ValueType.DATE, "start_of_month(today)"),
    Function("end_of_month", ("date",), ValueType.DATE, "end_of_month(today)"),
    Function("year", ("date",), ValueType.INTEGER, "year(today)"),
    Function("month", ("date",), ValueType.INTEGER, "month(today)"),
    Function("least", ("ordered", "same"), None, "least(a, b)"),
    Function("greatest", ("ordered", "same"), None, "greatest(a, b)"),
    Function("coalesce", ("any", "same"), None, "coalesce(a, 0)"),
    Function("round", ("numeric", "places"), None, "round(x, 2)"),
    Function("floor", ("numeric",), None, "floor(x)"),
    Function("ceil", ("numeric",), None, "ceil(x)"),
    Function("scale", ("money", "scale"), ValueType.MONEY, "scale(amount, parameter.income_tax)"),
)

SUGGESTED: dict[str, str] = {
    "now": "today",
    "current_date": "today",
    "age": "years_between",
    "anniversary": "birthday",
    "ceiling": "ceil",
    "bracket": "scale",
    "brackets": "scale",
    "progressive": "scale",
    "if": "CASE WHEN condition THEN value ELSE value END",
    "iif": "CASE WHEN condition THEN value ELSE value END",
    "ifnull": "coalesce",
    "nvl": "coalesce",
    "min": "least",
    "max": "greatest",
    "date_part": "year",
    "extract": "year",
    "last_day": "end_of_month",
    "datediff": "days_between",
    "is_known": "known",
    "exists": "known",
    "isnull": "NOT known",
    "date": "DATE '2026-07-01'",
    "to_date": "DATE '2026-07-01'",
    "cast": "DATE '2026-07-01'",
}
