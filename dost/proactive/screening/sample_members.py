"""A made-up person as a family tells of them: everything is told, from what the synthetic registries hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from registries.synthetic.human import Home, Human

from . import parts
from .ages import add_months
from .family import ASKER, Household, Member, Relation
from .parts import NONE
from .sample_rows import YEARS_BACK, Row, Rows
from .sample_work import Keys, insurance_of, job_of, leave_of, lost_work_of, occupation_of, work_search_of


def household_of(home: Home, keys: Keys, rows: Rows) -> Household:
    """The household: who speaks for it, and its assistance."""
    case = next(
        (row for one in home.members for row in rows.records.all("assistancecase", one.id)),
        None,
    )
    granted = case is not None and case.text("decision") == "granted" and case.holds(rows.on)
    told: dict[str, Any] = {}
    if case is not None and granted:
        told = {
            "assistance_since": case.since,
            "assistance_until": case.until or add_months(case.since, 12),
            "assistance_assigned_on": case.day("assigned_on") or case.since,
            "need_criterion": case.money("need_criterion"),
        }
    first = home.members[0]
    return Household(
        complete=True,
        representative=keys.get(id(first), ASKER),
        income=_income(home),
        assistance=granted,
        application=case.text("decision") or "pending" if case is not None else NONE,
        **told,
    )


def _income(home: Home) -> Decimal:
    """What all get together in a month, roughly: pay, and a pension where there is one."""
    pay = sum(one.pay for one in home.members)
    pensions = sum(max(320_00, one.capital // 144) for one in home.members if one.pension)
    return _manats(pay + pensions)


def _manats(qepik: int) -> Decimal:
    return Decimal(qepik) / 100


def member_of(human: Human, *, key: int, relation: Relation, keys: Keys, home: Home, rows: Rows) -> Member:
    """Return a made-up person as a member of a family whose `home` it is."""
    records, born = rows.records, date.fromordinal(human.born)
    return Member(
        key=key,
        relation=relation,
        at_home=human.home is home,
        sex="F" if human.female else "M",
        birth_date=born,
        died_on=None if human.died is None else date.fromordinal(human.died),
        missing_since=None,
        mother=_tie(human.mother, keys),
        father=_tie(human.father, keys),
        spouse=_spouse(human, keys),
        residence=_residence(human),
        prison=_prison(records.latest("imprisonment", human.id), rows),
        conscription=_conscription(records.now("conscription", human.id)),
        study=_study(records.now("study", human.id)),
        job=job_of(human, rows),
        occupation=occupation_of(human, rows),
        leave=leave_of(rows.recent("leave", human.id), keys, rows, human),
        work_search=work_search_of(human, rows),
        lost_work=lost_work_of(rows.recent("unemploymentevent", human.id)),
        insurance=insurance_of(records.now("insuranceaccount", human.id)),
        pension=_pension(_at_the_end(human, rows, "pensioncase")),
        benefit=_benefit(human, rows),
        stipend=_stipend(human, rows),
        disability=_disability(human, rows),
        accident=_accident(records.latest("workaccident", human.id)),
        rehabilitation=_rehabilitation(records.all("rehabilitationitem", human.id), rows.on),
        honour=_honour(records.now("honourstatus", human.id), keys, human, rows),
        insured_event=_insured_event(rows.recent("personalinsuranceevent", human.id)),
        social_service=_social_service(records.now("socialservicecase", human.id)),
        care=_care(human, keys),
        placement=_placement(records.now("childplacement", human.id), keys, human, rows),
        death=_death(records.latest("deathact", human.id), keys, human),
        offspring=_offspring(human, keys),
    )


def _at_the_end(human: Human, rows: Rows, table: str) -> Row | None:
    """The award in payment now; of who has died, the one that ended with the death."""
    if human.died is None:
        return rows.records.now(table, human.id)
    died = date.fromordinal(human.died)
    return next((row for row in rows.records.all(table, human.id) if row.holds(died)), None)


# -- who belongs to whom ------------------------------------------------------------------------------------------


def _tie(human: Human | None, keys: Keys) -> int | None:
    return None if human is None else keys.get(id(human))


def _spouse(human: Human, keys: Keys) -> int | None:
    return None if human.spouse is None or human.divorced_on else keys.get(id(human.spouse))


def _offspring(human: Human, keys: Keys) -> parts.Offspring:
    others = [child for child in human.children if id(child) not in keys]
    elsewhere = [child for child in others if child.living]
    return parts.Offspring(
        elsewhere=min(20, len(elsewhere)),
        disabled=min(20, sum(child.before_18 for child in elsewhere)),
        alone=0,
        died=min(20, len(others) - len(elsewhere)),
    )


def _care(human: Human, keys: Keys) -> parts.Care:
    cared = next(
        (one for one in (human.spouse, human.mother, human.father, *human.children) if one and one.carer is human), None
    )
    if cared is None:
        return parts.Care(has=False)
    since = date.fromordinal(max(cared.decided_on, human.born + 18 * 366))
    return parts.Care(has=True, of=keys.get(id(cared)), since=since, until=None)


# -- papers -------------------------------------------------------------------------------------------------------


def _residence(human: Human) -> parts.Residence:
    usual = human.citizenship == "citizen" and human.residence == "permanent"
    return parts.Residence(usual=usual, citizenship=human.citizenship, lives=human.residence)


def _prison(row: Row | None, rows: Rows) -> parts.Prison:
    if row is None:
        return parts.Prison(has=False, released_on=None)
    released = row.day("released_on")
    if released is not None and released <= add_months(rows.on, -12 * YEARS_BACK):
        released = None
    return parts.Prison(
        has=row.holds(rows.on) and row.day("released_on") is None,
        released_on=released,
        certificate=bool(row.text("certificate_no")),
        needs_help=row.true("needs_medical_social_help"),
    )


def _conscription(row: Row | None) -> parts.Conscription:
    if row is None:
        return parts.Conscription(has=False)
    return parts.Conscription(has=True, since=row.since, until=row.until)


def _study(row: Row | None) -> parts.Study:
    if row is None:
        return parts.Study(has=False)
    return parts.Study(has=True, level=row.text("level"), full_time=row.true("full_time"), until=row.until)


# -- what is received ---------------------------------------------------------------------------------------------


def _pension(row: Row | None) -> parts.Pension:
    if row is None:
        return parts.Pension(has=False)
    return parts.Pension(
        has=True,
        kind=row.text("kind"),
        since=row.since,
        amount=row.money("amount"),
        supplements=row.money("supplements"),
        suspended=row.true("suspended"),
        assigned_on=row.day("assigned_on") or row.since,
        capital=row.money("capital"),
    )


def _benefit(human: Human, rows: Rows) -> parts.Benefit:
    paid = [row for row in rows.records.all("benefitcase", human.id) if row.holds(rows.on) and not row.true("one_off")]
    settled = [row for row in rows.records.all("benefitcase", human.id) if row.text("service_code") == "05-46"]
    settling = settled[-1].since if settled else None
    if not paid:
        return parts.Benefit(has=False, settling_in_on=settling)
    row = paid[-1]
    return parts.Benefit(
        has=True,
        kind="other",
        since=row.since,
        amount=row.money("amount"),
        assigned_on=row.day("assigned_on") or row.since,
        settling_in_on=settling,
    )


def _stipend(human: Human, rows: Rows) -> parts.Stipend:
    order, row = rows.records.now("stipendorder", human.id), rows.records.now("stipendcase", human.id)
    told: dict[str, Any] = {"order": order.text("kind") if order is not None else NONE}
    if order is not None:
        told |= {"order_since": order.since, "order_until": order.until}
    if row is not None:
        told |= {
            "kind": "other",
            "amount": row.money("amount"),
            "assigned_on": row.day("assigned_on") or row.since,
        }
    return parts.Stipend(has=row is not None, **told)


# -- health and honour --------------------------------------------------------------------------------------------


def _disability(human: Human, rows: Rows) -> parts.Disability:
    decisions = rows.records.all("disabilitydecision", human.id)
    row = rows.records.now("disabilitydecision", human.id)
    if row is None or not row.text("band"):
        return parts.Disability(has=False)
    return parts.Disability(
        has=True,
        band=row.text("band"),
        cause=row.text("cause"),
        since=row.since,
        until=None if row.true("indefinite") else row.until,
        decision_date=row.day("decision_date") or row.since,
        before_18=row.true("before_18"),
        first_since=decisions[0].since,
        radiation_victim=row.true("radiation_victim"),
    )


def _accident(row: Row | None) -> parts.Accident:
    if row is None:
        return parts.Accident(has=False)
    return parts.Accident(has=True, former_state_enterprise=row.true("former_state_enterprise"))


def _rehabilitation(items: list[Row], on: date) -> parts.Rehabilitation:
    told = {"aid": NONE, "chair": NONE, "car": NONE}
    for row in items:
        kind, handed = row.text("kind"), row.day("handed_over_on")
        if kind == "aid":
            worn = handed is not None and add_months(handed, row.whole("months_of_use") or 36) <= on
            told["aid"] = "worn_out" if worn else "received" if handed else "indicated"
        elif kind == "motor_chair":
            told["chair"] = "received" if handed else "indicated"
        elif kind == "car":
            queued = "turn" if row.true("queue_turn") else "queued" if row.whole("queue_no") else "indicated"
            told["car"] = "received" if handed else queued
    return parts.Rehabilitation(**told)


def _honour(row: Row | None, keys: Keys, human: Human, rows: Rows) -> parts.Honour:
    if row is None or row.text("status") not in parts.STATUSES:
        return parts.Honour(has=False, car_given=False)
    family = row.text("status") in parts.FAMILY_STATUSES
    martyr = next(
        (
            one
            for one in (human.spouse, human.mother, human.father, *human.children)
            if one is not None and str(one.id) == row.text("martyr_id")
        ),
        None,
    )
    paid = any(one.text("service_code") == "05-53" for one in rows.records.all("benefitcase", human.id))
    told: dict[str, Any] = {}
    if family:
        relation = row.text("relation")
        told = {
            "relation": relation if relation in ("spouse", "parent", "child", "sibling", "grandparent") else "sibling",
            "martyr": _tie(martyr, keys),
            "martyr_title": NONE,
            "sharers": 2,
        }
    return parts.Honour(
        has=True,
        status=row.text("status"),
        since=row.since,
        until=row.until,
        injured_on=row.day("injured_on"),
        housing="given" if row.day("housing_given_on") else "queued" if row.whole("housing_queue_no") else NONE,
        car_given=row.day("car_given_on") is not None,
        insurance_paid=paid,
        **told,
    )


def _insured_event(row: Row | None) -> parts.InsuredEvent:
    if row is None:
        return parts.InsuredEvent(has=False)
    return parts.InsuredEvent(
        has=True,
        event=row.text("event"),
        category=row.text("category"),
        on=row.since,
        degree=row.whole("degree"),
        share_parts=row.whole("share_parts"),
        confirmed=row.true("confirmed"),
    )


def _social_service(row: Row | None) -> parts.SocialService:
    if row is None or row.text("kind") == "informal":
        return parts.SocialService(has=False)
    return parts.SocialService(
        has=True,
        kind=row.text("kind"),
        since=row.since,
        assessed=bool(row.text("needs_score")),
        full_state_provision=row.true("full_state_provision"),
    )


def _placement(row: Row | None, keys: Keys, human: Human, rows: Rows) -> parts.Placement:
    if row is None or human.age >= 18:
        return parts.Placement(has=False, mother_deprived=human.removed, father_deprived=human.removed)
    carers = [one for one in (human.mother, human.father, human.guardian) if one is not None]
    if human.home is not None:
        carers += human.home.members
    carer = next((one for one in carers if str(one.id) == row.text("carer_id")), None)
    return parts.Placement(
        has=True,
        kind=row.text("kind"),
        carer=_tie(carer, keys),
        since=max(row.since, date.fromordinal(human.born) + timedelta(days=1)),
        until=row.until,
        full_state_provision=row.true("full_state_provision"),
        mother_deprived=human.removed,
        father_deprived=human.removed,
    )


def _death(row: Row | None, keys: Keys, human: Human) -> parts.Death:
    if row is None:
        return parts.Death()
    payers = [human.spouse, human.mother, human.father, *human.children]
    payer = next((one for one in payers if one is not None and str(one.id) == row.text("buried_by_id")), None)
    return parts.Death(work_related=row.true("work_related"), buried_by=_tie(payer, keys))
