"""Random families of whom everything is told, for laws: people of every age, kin, work, awards and losses."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dost.proactive.screening import parts
from dost.proactive.screening.ages import add_months, birthday, years_between, younger_than
from dost.proactive.screening.family import ASKER, ATTRIBUTES, Family, Gates, Household, Member, Relation
from dost.proactive.screening.gates import implied_by_age
from dost.proactive.screening.values import NOT_ASKED, Kind
from dost.proactive.screening.view import PARENTS_OF

ZERO = Decimal("0.00")
ADULTS = (Relation.SPOUSE, Relation.PARENT, Relation.SIBLING, Relation.OTHER, Relation.OTHER_PARENT)
CHILDREN = (
    Relation.CHILD,
    Relation.CHILD,
    Relation.CHILD,
    Relation.GRANDCHILD,
    Relation.PLACED_CHILD,
    Relation.SIBLING,
)
PARTS = [one.name for one in fields(Member) if hasattr(one.default, "__dataclass_fields__")]


def whole_family(rng: random.Random, on: date) -> Family:
    """A family of one to eight as of a day; every attribute of every member has a value."""
    return _Maker(rng, on).family()


class _Maker:
    def __init__(self, rng: random.Random, on: date) -> None:
        self.rng, self.on = rng, on

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def day(self, first: date, last: date) -> date:
        """A day in the period; near its ends more often, where the law changes."""
        span = max((last - first).days, 0)
        offset = self.rng.choice((0, span, self.rng.randint(0, span), min(span, self.rng.randint(0, 35))))
        return min(first + timedelta(days=offset), last) if last >= first else last

    def amount(self) -> Decimal:
        return Decimal(self.rng.randint(1, 200_000)) / 100

    # -- people ------------------------------------------------------------------------------------------------------

    def family(self) -> Family:
        grown = [Member(ASKER, Relation.SELF)]
        for relation in ADULTS:
            if self.chance(35):
                grown.append(Member(len(grown), relation))
        young = [Member(len(grown) + n, self.rng.choice(CHILDREN)) for n in range(self.rng.randint(0, 4))]
        people = [self.person(one, adult=True) for one in grown] + [self.person(one, adult=False) for one in young]
        people = self.tie(people)
        people = [self.lawful(self.fill(one, people)) for one in people]
        gates = Gates(death=any(one.died_on is not None for one in people))
        return Family(members=tuple(people), household=self.household(people), gates=gates)

    def lawful(self, member: Member) -> Member:
        """With what ages say of everybody: nobody of ten has a business, and pupils learn at a school."""
        born: Any = member.birth_date
        age = years_between(born, member.died_on if isinstance(member.died_on, date) else self.on)
        for implied in implied_by_age(age, member):
            for path, value in implied:
                member = ATTRIBUTES[path].write(member, value)
        return member

    def birth(self, years: tuple[int, int]) -> date:
        """A birthday within some years; often today, or on a leap day."""
        age = self.rng.randint(*years)
        if self.chance(15):
            return date((self.on.year - age) // 4 * 4, 2, 29)
        return self.day(add_months(self.on, -12 * (age + 1)), add_months(self.on, -12 * age))

    def person(self, member: Member, *, adult: bool) -> Member:
        sex = self.rng.choice("FM")
        born = self.birth((18, 80) if adult else (0, 24))
        born = min(born, self.on)
        dead = member.key != ASKER and self.chance(20)
        return replace(
            member,
            sex=sex,
            birth_date=born,
            died_on=self.day(max(born, add_months(self.on, -50)), self.on) if dead else None,
            missing_since=(self.day(born, self.on) if not dead and member.key != ASKER and self.chance(4) else None),
            at_home=not dead and (member.key == ASKER or self.chance(80)),
        )

    def tie(self, people: list[Member]) -> list[Member]:
        """Mothers and fathers among those who are old enough; the asker and the spouse."""
        spouse = next((one for one in people if one.relation is Relation.SPOUSE), None)
        tied = []
        for one in people:
            mothers, fathers = (
                [
                    other.key
                    for other in people
                    if other.sex == sex
                    and other.relation in PARENTS_OF[one.relation]
                    and years_between(other.birth_date, one.birth_date) >= 14  # type: ignore[arg-type]
                ]
                for sex in "FM"
            )
            married = None
            if spouse is not None and one.key in (ASKER, spouse.key):
                married = spouse.key if one.key == ASKER else ASKER
            tied.append(
                replace(
                    one,
                    mother=self.rng.choice(mothers) if mothers and self.chance(75) else None,
                    father=self.rng.choice(fathers) if fathers and self.chance(75) else None,
                    spouse=married,
                )
            )
        return tied

    def household(self, people: list[Member]) -> Household:
        grown = [one.key for one in people if one.at_home and not younger_than(one.birth_date, 18, self.on)]  # type: ignore[arg-type]
        helped = self.chance(40)
        since = self.day(add_months(self.on, -12) + timedelta(days=1), self.on)
        return Household(
            complete=True,
            representative=self.rng.choice(grown or [ASKER]),
            assistance=helped,
            assistance_since=since,
            assistance_until=self.day(self.on, add_months(self.on, 12)),
            assistance_assigned_on=since,
            need_criterion=Decimal("300.00"),
            application=self.rng.choice(("granted", "pending") if helped else ("none", "refused", "pending")),
        )

    # -- everything else ---------------------------------------------------------------------------------------------

    def fill(self, member: Member, people: list[Member]) -> Member:
        """A value for every attribute, then what cannot go together is mended."""
        filled: dict[str, Any] = {}
        for part in PARTS:
            of = getattr(member, part)
            filled[part] = type(of)(**{one.name: self.value(one.metadata, member) for one in fields(of)})
        member = replace(member, **filled)
        member = self.mend_life(member)
        member = self.mend_work(member)
        member = self.mend_health(member, people)
        return self.mend_awards(member, people)

    def value(self, limits: Any, member: Member) -> Any:
        born: Any = member.birth_date
        kind = limits["kind"]
        if kind is Kind.FLAG:
            return self.chance(45)
        if kind is Kind.CODE:
            return self.rng.choice(limits["codes"])
        if kind is Kind.COUNT:
            return self.rng.randint(0, min(limits["most"], 400))
        if kind is Kind.MONEY:
            return self.amount()
        if kind is Kind.REF:
            return None
        first = max(born, add_months(self.on, -60))
        return self.day(min(first, self.on), self.on)

    def until(self) -> date | None:
        return self.day(self.on, add_months(self.on, 30)) if self.chance(60) else None

    def mend_life(self, member: Member) -> Member:
        dead = isinstance(member.died_on, date)
        young = younger_than(member.birth_date, 15, self.on)  # type: ignore[arg-type]
        minor = younger_than(member.birth_date, 18, self.on)  # type: ignore[arg-type]
        usual = self.chance(60)
        out = not dead and not young and self.chance(15)
        return replace(
            member,
            residence=replace(
                member.residence,
                usual=usual,
                citizenship="citizen" if usual else member.residence.citizenship,
                lives="permanent" if usual else member.residence.lives,
            ),
            prison=replace(
                member.prison,
                has=not dead and not young and not out and self.chance(8),
                released_on=member.prison.released_on if out else None,
            ),
            conscription=replace(
                member.conscription, has=not dead and not minor and self.chance(15), until=self.until()
            ),
            study=replace(member.study, has=not dead and self.chance(50), until=self.until()),
            offspring=parts.Offspring(elsewhere=0, disabled=0, alone=0, died=0),
        )

    def mend_work(self, member: Member) -> Member:
        born: Any = member.birth_date
        dead = isinstance(member.died_on, date) and not younger_than(born, 15, member.died_on)
        able = not younger_than(born, 15, self.on) and member.died_on is None
        job = member.job
        since = job.since
        assert isinstance(since, date)
        if isinstance(member.died_on, date):
            since = min(since, member.died_on)  # whoever died had worked before
        before_until = since - timedelta(days=self.rng.randint(1, 400))
        changed = able and self.chance(30) and since < add_months(self.on, -6)
        job = replace(
            job,
            has=able and job.has,
            term_months=job.term_months if job.fixed_term else self.rng.randint(1, 30),
            changed_on=self.day(add_months(self.on, -4), self.on) if changed else None,
            had_before=(able or dead) and self.chance(60),
            before_since=before_until - timedelta(days=self.rng.randint(0, 900)),
            before_ended_on=before_until,
        )
        occupation = member.occupation
        other = occupation.other if able and self.chance(50) else "none"
        months = occupation.military_months if able and (other == "military" or self.chance(30)) else 0
        occupation = replace(
            occupation,
            entrepreneur=able and self.chance(25),
            land_owner=able and self.chance(20),
            other=other,
            military_months=months,
            since=add_months(self.on, -months) if other == "military" else occupation.since,  # type: ignore[operator]
            civil_service=able and self.chance(20),
            civil_service_months=occupation.civil_service_months if able and self.chance(40) else 0,
        )
        search, lost = member.work_search, member.lost_work
        return replace(
            member,
            job=job,
            occupation=occupation,
            leave=replace(member.leave, has=job.has is True and self.chance(60), until=self.until()),
            work_search=replace(
                search, has=able and search.has, course=able and self.chance(30), course_until=self.until()
            ),
            lost_work=replace(lost, has=able and lost.has, payment=lost.payment if able and self.chance(20) else ZERO),
            insurance=member.insurance if (able or dead) and member.insurance.has else parts.Insurance(has=False),
            accident=replace(member.accident, has=(able or dead) and self.chance(20)),
        )

    def mend_health(self, member: Member, people: list[Member]) -> Member:
        dead = isinstance(member.died_on, date)
        born: Any = member.birth_date
        minor = younger_than(born, 18, self.on)
        since: Any = member.disability.since
        first = since if self.chance(60) else self.day(born, since)
        others = [one.key for one in people if one.key != member.key and one.died_on is None]
        carers = [
            one.key
            for one in people
            if one.key != member.key and one.died_on is None and not younger_than(one.birth_date, 18, self.on)  # type: ignore[arg-type]
        ]
        able = not dead and not younger_than(born, 15, self.on)
        placed = minor and not dead and bool(carers) and self.chance(25)
        return replace(
            member,
            disability=replace(
                member.disability,
                has=not dead and member.disability.has,
                until=self.until(),
                first_since=first,
                before_18=first < birthday(born, 18),
            ),
            rehabilitation=(
                parts.Rehabilitation(aid="none", chair="none", car="none") if dead else member.rehabilitation
            ),
            social_service=replace(member.social_service, has=not dead and self.chance(15)),
            care=replace(
                member.care,
                has=able and bool(others) and self.chance(25),
                of=self.rng.choice(others) if others else None,
                until=self.until(),
            ),
            placement=replace(
                member.placement,
                has=placed,
                carer=self.rng.choice(carers) if carers else None,
                until=self.until(),
                mother_deprived=member.mother is not None and self.chance(10),
                father_deprived=member.father is not None and self.chance(10),
            ),
            death=replace(
                member.death,
                buried_by=self.rng.choice(carers) if carers and self.chance(40) else NOT_ASKED,
            ),
        )

    def mend_awards(self, member: Member, people: list[Member]) -> Member:
        dead = isinstance(member.died_on, date)
        honour = member.honour
        dead_too = [one.key for one in people if one.key != member.key and one.died_on is not None]
        status = "martyr" if dead else self.rng.choice([one for one in parts.STATUSES if one != "martyr"])
        family = status in parts.FAMILY_STATUSES
        born: Any = member.birth_date
        shares = shares_stipend(member, self.on)
        youngest = self.day(born, member.died_on) if dead else None  # type: ignore[arg-type]
        return replace(
            member,
            pension=self.of_dead(member.pension, youngest, dead, {"suspended": not dead and self.chance(15)}),
            benefit=self.of_dead(
                member.benefit,
                youngest,
                dead,
                {"settling_in_on": member.benefit.settling_in_on if not dead and self.chance(20) else None},
            ),
            stipend=replace(
                member.stipend,
                has=not dead and self.chance(25),
                order=member.stipend.order if not dead and self.chance(40) else "none",
                order_until=self.until(),
            ),
            honour=replace(
                honour,
                has=self.chance(30),
                status=status,
                martyr=self.rng.choice(dead_too) if family and dead_too and self.chance(30) else None,
                until=self.until(),
                injured_on=honour.injured_on if not dead and self.chance(50) else None,
                sharers=self.rng.randint(0, 3) + shares if family else 0,
                car_given=honour.car_given,
                insurance_paid=not dead and honour.insurance_paid,
            ),
            insured_event=replace(member.insured_event, has=not dead and self.chance(25)),
        )

    def of_dead(self, award: Any, since: date | None, dead: bool, more: dict[str, Any]) -> Any:
        """An award; of the dead, one that ran when they died."""
        return replace(award, has=self.chance(30), since=since if dead else award.since, **more)


def shares_stipend(member: Member, on: date) -> bool:
    """Whether somebody has a share of a martyr's stipend, by the words of the law."""
    born: Any = member.birth_date
    if isinstance(member.missing_since, date) and member.missing_since <= on:
        return False
    student = younger_than(born, 23, on) and member.study.has and member.study.full_time
    early = member.disability.has and member.disability.before_18
    return member.honour.relation != "child" or younger_than(born, 18, on) or bool(student or early)
