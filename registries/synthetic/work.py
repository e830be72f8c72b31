"""EMAS, MSR and UCOT: contracts, employed persons and individual insurance accounts."""

from __future__ import annotations

from datetime import date

from . import benefits, country
from .amounts import amount, money
from .community import Community
from .days import ISO, add_months, anniversary
from .employers import POSITIONS, SETTLING_POSITIONS, Employer, employers
from .human import Human
from .identifiers import ssn
from .sheet import FALSE, NULL, TRUE, Sheet

CAPITAL_SHARE = 0.15  # of pay that reaches the pension capital, with indexation
END_GROUNDS = ("69", "68.2.ç", "70.a", "70.b", "73", "74.1", "75")
TERMS = (6, 12, 12, 12, 24, 36)
NEW_BUSINESS_ONE_IN = 40  # entrepreneurs who began in the last four weeks
SERVED_ONE_IN = 20  # of the men of 44-62 who do not work, with a career in the army behind them
_2006 = date(2006, 1, 1).toordinal()
_PAY = country.PAY_STEPS
_LIBERATED = country.liberated_districts()


def fill(community: Community, sheet: Sheet) -> None:
    """Give adults their work, past and present, and their insurance record."""
    office = _Office(community, sheet)
    for human in community.people:
        if human.age < 18 or human.martyr:
            continue
        if human.died is None and human.age < 75 and not human.abroad and not human.imprisoned:
            office.employ(human)
        elif human.died is not None and human.age < 66:
            office.employed_before_death(human)
        office.insure(human)


class _Office:
    """Writes the work records of one community."""

    def __init__(self, community: Community, sheet: Sheet) -> None:
        self.community, self.sheet = community, sheet
        self.draw, self.below, self.on = community.draw, community.below, community.on
        self.employers = employers()
        self.minimum = amount("minimum_wage", community.on)

    # -- work now --------------------------------------------------------------------------------------------

    def employ(self, human: Human) -> None:
        if human.conscript:
            self._state(human, "military", self.on - self.below(400), 0)
            return
        if self.draw() < self._hired_share(human):
            self._hire(human)
        elif human.age < 65:
            chance = self.draw()
            for category, share in country.OTHER_EMPLOYMENT[human.female]:
                chance -= share
                if chance < 0:
                    human.work = category
                    income = 300_00 + self.below(140) * 10_00 if category not in {"land_owner", "family_farm"} else 0
                    since = self.on - 100 - self.below(4000)
                    if category == "entrepreneur" and human.id % NEW_BUSINESS_ONE_IN == 5:
                        since = self.on - human.id % 28
                    self._state(human, category, since, income)
                    break
        if self.draw() < 0.1 and human.age > 20:
            self._former(human)
        if not human.work and human.id % SERVED_ONE_IN == 7:
            self._served(human)

    def _hired_share(self, human: Human) -> float:
        share = country.HIRED[human.female]
        if human.age >= 65:
            return share * 0.16
        if human.age >= 60:
            return share * 0.8
        if human.student or human.age < 20:
            return share * 0.15
        return share * 1.12

    def _hire(self, human: Human) -> None:
        on, draw = self.on, self.draw
        human.work = "hired"
        human.contract = f"EM-{human.id}-1"
        employer = self.employers[self.below(len(self.employers))]
        grown = anniversary(human.born, 18)
        worked = int((on - grown) * draw() * draw())
        since = on - worked
        fixed = draw() < 0.18
        months, until = 0, 0
        settling = draw() < 0.006
        if fixed or settling:
            months = 24 if settling else TERMS[self.below(len(TERMS))]
            since = on - self.below(months * 30 - 5)
            until = add_months(since, months) - 1
        since = max(since, grown)
        human.contract_since = since
        place = _LIBERATED[self.below(len(_LIBERATED))] if settling else self._workplace(human, employer)
        position = SETTLING_POSITIONS[self.below(len(SETTLING_POSITIONS))] if settling else POSITIONS.pick(draw())
        human.pay = max(self.minimum, _PAY[self.below(len(_PAY))] * 100 + self.below(8) * 5_00)
        self._contract(human, human.contract, employer, position, place, since, until, months, pay=human.pay)
        if draw() < 0.045:
            second = self.employers[self.below(len(self.employers))]
            start = on - self.below(on - since + 1)
            self._contract(
                human, f"EM-{human.id}-2", second, position, second.district, start, 0, 0,
                pay=self.minimum // 2, additional=True,
            )  # fmt: skip
        self._state(human, "hired", since, human.pay)

    def _workplace(self, human: Human, employer: Employer) -> str:
        """Mostly where the person is registered; of the districts freed lately few people have work there yet."""
        freed = human.district in _LIBERATED
        if self.draw() < (0.08 if freed else 0.75):
            return human.district
        while employer.district in _LIBERATED:
            employer = self.employers[self.below(len(self.employers))]
        return employer.district

    def _contract(
        self, human: Human, reference: str, employer: Employer, position: str, place: str, since: int, until: int,
        months: int, *, pay: int, additional: bool = False, ground: str = "",
    ) -> None:  # fmt: skip
        chance = self.draw()
        suspended = chance < 0.012 and not ground and not additional
        head = (reference[3:], employer.voen, employer.name, position, place)
        term = ("fixed", str(months)) if months else ("open", NULL)
        tail = (
            "additional" if additional else "main",
            "part" if additional or self.draw() < 0.06 else "full",
            TRUE if suspended else FALSE,
            ground,
        )
        shown = NULL if self.draw() < country.NO_PAY else money(pay)
        row = (*head, *term, shown, *tail)
        if not suspended:
            human.jobs.append((since, until))
        if place in _LIBERATED and not additional and (not months or months >= 12):
            benefits.settled_in(self.community, self.sheet, human, since, f"DEMX:{reference}")
        if self.draw() < country.CORRECTED and since < self.on - 40:
            typed = (*head, *term, money(pay // 10), *tail)
            self.sheet.corrected(
                "employmentcontract", human.id, "DEMX", reference, since, until, typed, row,
                on=since + 30, reason="Əməkhaqqı səhv daxil edilib",
            )  # fmt: skip
        else:
            self.sheet.record("employmentcontract", human.id, "DEMX", reference, since, until, *row)
        if self.draw() < 0.003:  # the Tax Service tells of the same contract under a number of its own
            self.sheet.record("employmentcontract", human.id, "DVX", f"V{reference}", since, until, *row)

    def _former(self, human: Human) -> None:
        """A contract that ended before the present one began, or within the last five years."""
        end = min(self.on - 10, human.contract_since - 5 if human.contract_since else self.on) - self.below(1700)
        since = max(end - 60 - self.below(2500), anniversary(human.born, 18))
        if since >= end:
            return
        employer = self.employers[self.below(len(self.employers))]
        months = TERMS[self.below(len(TERMS))] if self.draw() < 0.25 else 0
        ground = "73" if months else END_GROUNDS[self.below(len(END_GROUNDS))]
        pay = _PAY[self.below(len(_PAY))] * 100
        place = self._workplace(human, employer)
        position = POSITIONS.pick(self.draw())
        self._contract(human, f"EM-{human.id}-0", employer, position, place, since, end, months, pay=pay, ground=ground)

    def _served(self, human: Human) -> None:
        """A career in the army that is over: from the age of 20, for 18 to 23 years. Nothing is drawn for it."""
        if human.female or not 44 <= human.age < 63:
            return
        since = anniversary(human.born, 20)
        until = min(anniversary(human.born, 38 + human.id % 6), self.on - 10)
        self.sheet.record("employedstatus", human.id, "MN", f"MS-{human.id}-0", since, until, "military", NULL, NULL)

    def employed_before_death(self, human: Human) -> None:
        """A contract that ended with the death; a few employers have never reported the end."""
        died = human.died or 0
        if self.draw() >= self._hired_share(human):
            return
        since = max(anniversary(human.born, 18), died - 30 - self.below(3000))
        if since >= died:
            return
        human.contract, human.contract_since = f"EM-{human.id}-1", since
        human.pay = max(self.minimum, _PAY[self.below(len(_PAY))] * 100)
        employer = self.employers[self.below(len(self.employers))]
        until, ground = (0, "") if self.draw() < 0.06 else (died, "74.1")
        place = self._workplace(human, employer)
        self._contract(
            human, human.contract, employer, POSITIONS.pick(self.draw()), place, since, until, 0,
            pay=human.pay, ground=ground,
        )  # fmt: skip

    def _state(self, human: Human, category: str, since: int, income: int) -> None:
        human.work = category
        since = max(since, anniversary(human.born, 16))
        human.works_since = 0 if human.conscript else since
        shown = money(income) if income and self.draw() > 0.01 else NULL
        spent = money(int(income * (0.3 + 0.6 * self.draw()))) if income and self.draw() < 0.6 else NULL
        source = "KTN" if category == "family_farm" else "EMDX" if category == "land_owner" else "DVX"
        self.sheet.record("employedstatus", human.id, source, f"MS-{human.id}", since, 0, category, shown, spent)

    # -- insurance record ------------------------------------------------------------------------------------

    def insure(self, human: Human) -> None:
        """The individual account: months follow age, capital follows months since 2006 and pay."""
        draw, sheet = self.draw, self.sheet
        hired = human.work == "hired"
        if not hired and draw() >= (0.6 if human.female else 0.74) * (1.25 if human.age >= 62 else 1.0):
            return
        end = human.died or self.on
        started = anniversary(human.born, 18 + self.below(8))
        stopped = min(end, anniversary(human.born, 65))
        span = max(1, (stopped - started) // 30)
        effort = (0.55 + 0.45 * draw()) if hired or human.age >= 62 else 0.1 + 0.8 * draw()
        months = max(1, int(span * effort))
        if hired:
            months = max(months, (self.on - human.contract_since) // 30)
        before = min(months, max(0, int((_2006 - started) // 30 * effort)))
        pay = human.pay or _PAY[self.below(len(_PAY))] * 100
        capital = int((months - before) * pay * CAPITAL_SHARE * (0.8 + 0.4 * draw()))
        initial = before * 35_00 if before and draw() < 0.7 else 0
        human.insured_months, human.capital = months, capital + initial
        human.months_before_2006 = before
        recent = pay * 12 if hired and human.contract_since < self.on - 365 else 0
        if hired and not recent:
            recent = pay * max(0, (self.on - human.contract_since) // 30)
        special = self.below(200) if draw() < 0.02 else 0
        opened = max(_2006, started + 30)
        if opened > end:
            opened = max(started, human.born)
        middle = (ssn(human.id), ISO[opened], str(months), str(before), _flag(months > before))
        tail = (money(initial), money(recent), str(special))
        shown = NULL if draw() < 0.004 else money(capital)
        if draw() < country.CORRECTED:
            less = (*middle[:2], str(max(0, months - 11)), *middle[3:], money(int(capital * 0.96)), *tail)
            sheet.corrected(
                "insuranceaccount", human.id, "DSMF", f"UC-{human.id}", opened, 0, less, (*middle, shown, *tail),
                on=min(self.on, max(opened, end - 200)), reason="2006-cı ilədək staj təsdiq edilib",
            )  # fmt: skip
        else:
            sheet.record("insuranceaccount", human.id, "DSMF", f"UC-{human.id}", opened, 0, *middle, shown, *tail)


def _flag(value: bool) -> str:
    return TRUE if value else FALSE
