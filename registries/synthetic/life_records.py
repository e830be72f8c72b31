"""What the record of each kind of life event says, as the institution would send it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from . import country, names
from .amounts import amount, money
from .days import add_months, anniversary
from .employers import POSITIONS, employers
from .health import CHILD_ILLNESSES, COMMISSIONS, ILLNESSES

Row = dict[str, Any]
Record = dict[str, Any]


def document_no(number: str) -> str:
    """The number of a document as an office writes it (`12997/000004`), of its event's (`L7-08975edd-000004`)."""
    _seed, run, serial = number.rsplit("-", 2)
    return f"{int(run, 16) % 100_000:05d}/{int(serial):06d}"


def birth(row: Row, random: Random, day: date, number: str) -> Record:
    female = random.random() < 0.472
    stem = row["father_surname"] or row["surname"].removesuffix("a")
    record: Record = {
        "surname": names.surname_for(stem, female=female),
        "given_name": names.given_name(random.random, female=female, year=day.year),
        "sex": "F" if female else "M",
        "birth_date": day.isoformat(),
        "mother_fin": row["fin"],
        "act_no": document_no(number),
        "parity": row["children"] + 1,
    }
    if row["father_fin"]:
        record |= {"father_fin": row["father_fin"], "father_name": row["father_name"]}
    return record


def death(row: Row, random: Random, day: date, number: str) -> Record:
    record: Record = {"fin": row["fin"], "act_no": document_no(number), "registered_on": day.isoformat()}
    if row["payer_fin"] and random.random() < 0.96:
        record["buried_by_fin"] = row["payer_fin"]
    return record


def disability(row: Row, random: Random, day: date, number: str) -> Record:
    child = anniversary(row["birth_date"].toordinal(), 18) > day.toordinal()
    chance = random.random()
    band = "81-100" if chance < (0.3 if child else 0.16) else "61-80" if chance < 0.64 else "31-60"
    causes = (
        ("childhood", "childhood", "general", "sight") if child else ("general",) * 17 + ("sight", "work", "general")
    )
    cause = causes[int(random.random() * len(causes))]
    illnesses = CHILD_ILLNESSES if child else ILLNESSES
    record: Record = {
        "fin": row["fin"],
        "decision_no": document_no(number),
        "decision_date": day.isoformat(),
        "referral_no": f"EG-{document_no(number)}",
        "commission": f"{1 + int(random.random() * COMMISSIONS)} saylı ekspert komissiyası",
        "icd10": "H54.0" if cause == "sight" else illnesses[int(random.random() * len(illnesses))],
        "band": band,
        "cause": cause,
        "before_18": child,
        "indefinite": not child and random.random() < 0.3,
    }
    if not record["indefinite"]:
        until = add_months(day.toordinal(), (12, 24, 36)[int(random.random() * 3)]) - 1
        if child:
            until = min(until, max(day.toordinal(), anniversary(row["birth_date"].toordinal(), 18) - 1))
        record["valid_until"] = date.fromordinal(until).isoformat()
    return record


def contract(row: Row, random: Random, day: date, number: str) -> Record:
    employer = employers()[int(random.random() * len(employers()))]
    months = (6, 12, 24)[int(random.random() * 3)] if random.random() < 0.25 else 0
    liberated = country.liberated_districts()
    settling = random.random() < 0.06
    record: Record = {
        "fin": row["fin"],
        "contract_no": document_no(number),
        "employer_voen": employer.voen,
        "employer_name": employer.name,
        "position": POSITIONS.pick(random.random()),
        "workplace_district": liberated[int(random.random() * len(liberated))] if settling else employer.district,
        "term": "fixed" if months else "open",
        "monthly_pay": money(_pay(random, day)),
    }
    if months:
        record |= {
            "term_months": months,
            "valid_until": date.fromordinal(add_months(day.toordinal(), months) - 1).isoformat(),
        }
    return record


def _pay(random: Random, day: date) -> int:
    step = country.PAY_STEPS[int(random.random() * len(country.PAY_STEPS))] * 100
    return max(amount("minimum_wage", day.toordinal()), step)


def dismissal(row: Row, random: Random, day: date, number: str) -> Record:
    ground = ("70.a", "70.b", "70.b", "73", "69")[int(random.random() * 5)]
    return {"fin": row["fin"], "reference": row["reference"], "valid_until": day.isoformat(), "end_ground": ground}


def leave(row: Row, random: Random, day: date, number: str) -> Record:
    days = 15 + int(random.random() * 30)
    pay = row["monthly_pay"]
    record: Record = {
        "fin": row["fin"],
        "kind": "sick",
        "contract_no": row["contract_no"],
        "sheet_no": document_no(number),
        "valid_from": (day - timedelta(days=days)).isoformat(),
        "valid_until": day.isoformat(),
        "days": days + 1,
        "working_days": (days + 1) * 5 // 7,
    }
    if pay is not None:
        record["average_daily_pay"] = str((pay / Decimal("30.4")).quantize(Decimal("0.01")))
    return record


def unemployment(row: Row, random: Random, day: date, number: str) -> Record:
    months = max(14, row["insurance_months"] or 0)
    return {
        "fin": row["fin"],
        "ground": ("liquidation", "redundancy", "redundancy", "term_expired")[int(random.random() * 4)],
        "insured_months": min(months, 600),
        "insured_months_of_24": min(24, months, 8 + int(random.random() * 17)),
        "insured_months_of_36": min(36, months, 20 + int(random.random() * 17)),
        "lost_average_pay": money(_pay(random, day)),
        "dependants": int(random.random() * 4),
    }


def assistance(row: Row, random: Random, day: date, number: str) -> Record:
    criterion = amount("need_criterion", day.toordinal())
    income = int(criterion * row["members"] * (0.2 + 0.6 * random.random()))
    return {
        "fin": row["fin"],
        "household": row["meter_no"],
        "service_code": "06-00",
        "basis_key": row["fin"],
        "assigned_on": day.isoformat(),
        "valid_until": date.fromordinal(add_months(day.toordinal(), 12) - 1).isoformat(),
        "amount": money(criterion * row["members"] - income),
        "application_no": document_no(number),
        "registered_on": (day - timedelta(days=14)).isoformat(),
        "members": row["members"],
        "average_income": money(income),
        "need_criterion": money(criterion),
        "decision": "granted",
    }


def care(row: Row, random: Random, day: date, number: str) -> Record:
    return {
        "fin": row["fin"],
        "case_no": document_no(number),
        "circumstance": "daimi qulluğa ehtiyac",
        "needs_score": 40 + int(random.random() * 60),
        "kind": "informal",
        "carer_fin": row["carer_fin"],
    }


def placement(row: Row, random: Random, day: date, number: str) -> Record:
    until = date.fromordinal(anniversary(row["birth_date"].toordinal(), 18) - 1)
    return {
        "fin": row["fin"],
        "kind": "guardianship",
        "carer_fin": row["carer_fin"],
        "document_no": f"S-{document_no(number)}",
        "valid_until": until.isoformat(),
        "full_state_provision": random.random() < 0.1,
    }


def conscription(row: Row, random: Random, day: date, number: str) -> Record:
    until = date.fromordinal(add_months(day.toordinal(), 18) - 1)
    return {"fin": row["fin"], "unit_no": f"N {1 + int(random.random() * 999):03d}", "valid_until": until.isoformat()}


def veteran(row: Row, random: Random, day: date, number: str) -> Record:
    return {"fin": row["fin"], "status": "veteran", "document_no": document_no(number), "war": "qarabag_2"}


def release(row: Row, random: Random, day: date, number: str) -> Record:
    return {
        "fin": row["fin"],
        "reference": row["reference"],
        "released_on": day.isoformat(),
        "certificate_no": document_no(number),
        "needs_medical_social_help": random.random() < 0.5,
    }
