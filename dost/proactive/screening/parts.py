"""What may be told of one member of a family, by subject. Each part mirrors a record of a registry.

Every attribute begins as `NOT_ASKED`. `has` says whether there is such a record at all; where it says no, the
others of the part mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .values import Code, Count, Day, Flag, MaybeDay, Money, Ref, code, count, day, flag, maybe_day, money, ref

NONE: Final = "none"
MONTHS: Final = 12 * 80

BANDS: Final = ("81-100", "61-80", "31-60")
CAUSES: Final = ("general", "sight", "childhood", "work", "war", "military", "january_20", "chernobyl")
BENEFIT_KINDS: Final = (
    "age",
    "disability_81_100",
    "disability_61_80",
    "disability_31_60",
    "disabled_child",
    "survivor",
    "conscript_child",
    "guardian",
    "infant",
    "adopted_child",
    "foster_disabled_child",
    "war_child",
    "other",
)
STIPEND_KINDS: Final = (
    "patriotic_war_hero",
    "national_hero",
    "war_disabled",
    "severe_disability",
    "blind",
    "carer",
    "personal",
    "other",
)
STATUSES: Final = (
    "patriotic_war_hero",
    "national_hero",
    "martyr",
    "martyr_family",
    "january_20_family",
    "afghanistan_family",
    "war_disabled",
    "veteran",
    "wwii_veteran",
)
FAMILY_STATUSES: Final = ("martyr_family", "january_20_family", "afghanistan_family")
GROUNDS: Final = ("liquidation", "redundancy", "civil_service", "term_expired", "other")


@dataclass(frozen=True, slots=True)
class Residence:
    """Citizenship, and where the person lives; `usual` is a citizen who lives in Azerbaijan permanently."""

    usual: Flag = flag()
    citizenship: Code = code("citizen", "stateless", "foreigner")
    lives: Code = code("permanent", "temporary", "abroad")


@dataclass(frozen=True, slots=True)
class Prison:
    """Prison now; and a release, when there was one in the last three years."""

    has: Flag = flag()
    released_on: MaybeDay = maybe_day()
    certificate: Flag = flag()
    needs_help: Flag = flag()


@dataclass(frozen=True, slots=True)
class Conscription:
    """Fixed-term active military service now."""

    has: Flag = flag()
    since: Day = day()
    until: MaybeDay = maybe_day()


@dataclass(frozen=True, slots=True)
class Study:
    """Study now."""

    has: Flag = flag()
    level: Code = code("school", "vocational", "college", "higher")
    full_time: Flag = flag()
    until: MaybeDay = maybe_day()


@dataclass(frozen=True, slots=True)
class Job:
    """The employment contract in force, and the one before it. `changed_on`: a change told to the employee lately."""

    has: Flag = flag()
    since: Day = day()
    suspended: Flag = flag()
    pay: Money = money()
    fixed_term: Flag = flag()
    term_months: Count = count(600)
    main: Flag = flag()
    liberated: Flag = flag()
    changed_on: MaybeDay = maybe_day()
    had_before: Flag = flag()
    before_since: Day = day()
    before_ended_on: Day = day()


@dataclass(frozen=True, slots=True)
class Occupation:
    """What else counts as employment, besides a contract; `income` of all of it in a month."""

    entrepreneur: Flag = flag()
    entrepreneur_since: Day = day()
    land_owner: Flag = flag()
    other: Code = code(NONE, "civil_contract", "family_farm", "elected", "military", "student")
    since: Day = day()
    income: Money = money()
    military_months: Count = count(MONTHS)
    civil_service: Flag = flag()
    civil_service_months: Count = count(MONTHS)
    civil_service_pay: Money = money()


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave or a sick-leave sheet of the last three years, the latest."""

    has: Flag = flag()
    kind: Code = code("child_care", "maternity", "sick")
    since: Day = day()
    until: MaybeDay = maybe_day()
    days: Count = count(1500)
    working_days: Count = count(1200)
    daily_pay: Money = money()
    child: Ref = ref()


@dataclass(frozen=True, slots=True)
class WorkSearch:
    """Registration with the employment agency, and a vocational course by it."""

    has: Flag = flag()
    status: Code = code("jobseeker", "unemployed")
    since: Day = day()
    profession: Flag = flag()
    course: Flag = flag()
    attends: Flag = flag()
    course_since: Day = day()
    course_until: MaybeDay = maybe_day()


@dataclass(frozen=True, slots=True)
class LostWork:
    """Insured work lost in the last three years; `payment` of unemployment insurance in a month."""

    has: Flag = flag()
    on: Day = day()
    ground: Code = code(*GROUNDS)
    insured_months: Count = count(MONTHS)
    insured_months_of_24: Count = count(24)
    insured_months_of_36: Count = count(36)
    average_pay: Money = money()
    dependants: Count = count(40)
    payment: Money = money()


@dataclass(frozen=True, slots=True)
class Insurance:
    """The individual account of social insurance."""

    has: Flag = flag()
    months: Count = count(MONTHS)
    months_before_2006: Count = count(MONTHS)
    worked_2006_2018: Flag = flag()
    capital: Money = money()
    initial_capital: Money = money()
    income_12m: Money = money()
    hazardous_months: Count = count(MONTHS)
    opened_on: Day = day()
    number_issued: Flag = flag()


@dataclass(frozen=True, slots=True)
class Pension:
    """The labour pension in payment."""

    has: Flag = flag()
    kind: Code = code("age", "disability", "survivor", "service")
    since: Day = day()
    amount: Money = money()
    supplements: Money = money()
    suspended: Flag = flag()
    assigned_on: Day = day()
    capital: Money = money()


@dataclass(frozen=True, slots=True)
class Benefit:
    """The monthly social benefit in payment; and when the settling-in benefit was paid."""

    has: Flag = flag()
    kind: Code = code(*BENEFIT_KINDS)
    since: Day = day()
    amount: Money = money()
    assigned_on: Day = day()
    settling_in_on: MaybeDay = maybe_day()


@dataclass(frozen=True, slots=True)
class Stipend:
    """The stipend of the President in payment, and an order that grants one."""

    has: Flag = flag()
    kind: Code = code(*STIPEND_KINDS)
    amount: Money = money()
    assigned_on: Day = day()
    order: Code = code(NONE, "personal", "honorary")
    order_since: Day = day()
    order_until: MaybeDay = maybe_day()


@dataclass(frozen=True, slots=True)
class Disability:
    """The decision on disability in force. Without an `until` it has no term."""

    has: Flag = flag()
    band: Code = code(*BANDS)
    cause: Code = code(*CAUSES)
    since: Day = day()
    until: MaybeDay = maybe_day()
    decision_date: Day = day()
    before_18: Flag = flag()
    first_since: Day = day()
    radiation_victim: Flag = flag()


@dataclass(frozen=True, slots=True)
class Accident:
    """An accident at work, ever."""

    has: Flag = flag()
    former_state_enterprise: Flag = flag()


@dataclass(frozen=True, slots=True)
class Rehabilitation:
    """What the individual rehabilitation programme indicates, and what has been handed over."""

    aid: Code = code(NONE, "indicated", "received", "worn_out")
    chair: Code = code(NONE, "indicated", "received")
    car: Code = code(NONE, "indicated", "queued", "turn", "received")


@dataclass(frozen=True, slots=True)
class Honour:
    """A status of the war registry. `sharers` counts who shares the stipend of one martyr, the person included."""

    has: Flag = flag()
    status: Code = code(*STATUSES)
    relation: Code = code("spouse", "parent", "child", "sibling", "grandparent")
    martyr: Ref = ref()
    martyr_title: Code = code(NONE, "patriotic_war_hero", "national_hero")
    since: Day = day()
    until: MaybeDay = maybe_day()
    injured_on: MaybeDay = maybe_day()
    sharers: Count = count(20)
    housing: Code = code(NONE, "queued", "given")
    car_given: Flag = flag()
    insurance_paid: Flag = flag()


@dataclass(frozen=True, slots=True)
class InsuredEvent:
    """An event of state personal insurance in the last three years, by which this person is paid."""

    has: Flag = flag()
    event: Code = code("death", "disability")
    category: Code = code("serviceman", "officer", "diplomat")
    on: Day = day()
    degree: Count = count(3)
    share_parts: Count = count(20)
    confirmed: Flag = flag()


@dataclass(frozen=True, slots=True)
class SocialService:
    """A social service received now."""

    has: Flag = flag()
    kind: Code = code("home", "day", "residential", "shelter")
    since: Day = day()
    assessed: Flag = flag()
    full_state_provision: Flag = flag()


@dataclass(frozen=True, slots=True)
class Care:
    """Whom of the family the person looks after, as the register of social services has it."""

    has: Flag = flag()
    of: Ref = ref()
    since: Day = day()
    until: MaybeDay = maybe_day()


@dataclass(frozen=True, slots=True)
class Placement:
    """A child's adoption, foster family or guardianship, and parents deprived of their rights."""

    has: Flag = flag()
    kind: Code = code("adoption", "foster", "guardianship")
    carer: Ref = ref()
    since: Day = day()
    until: MaybeDay = maybe_day()
    full_state_provision: Flag = flag()
    mother_deprived: Flag = flag()
    father_deprived: Flag = flag()


@dataclass(frozen=True, slots=True)
class Death:
    """What is known of a death besides its day; None bore the costs: nobody of the family."""

    work_related: Flag = flag()
    buried_by: Ref = ref()


@dataclass(frozen=True, slots=True)
class Offspring:
    """Own children who are not members of this family.

    `elsewhere` are grown up and alive, and were all brought up to 8 by the person; of them `disabled` since before 18,
    and `alone` brought up without the other parent.
    """

    elsewhere: Count = count(20)
    disabled: Count = count(20)
    alone: Count = count(20)
    died: Count = count(20)
