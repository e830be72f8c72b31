"""Bases of MEQ, UCOT and SOSX: a registration as jobseeker, an insurance account, a case of social service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .basis import REFERENCE, Basis
from .care import SERVICE_KINDS
from .source import codes, valid

JOBSEEKER = Basis(
    name="jobseeker",
    texts=("Məşğulluq qeydiyyatı", "A registration with the employment agency", "Регистрация в агентстве занятости"),
    tables="registries_jobseekerregistration r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_jobseekerregistration x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="MEQ",
    institution="DMA",
    where=valid(),
)
JOBSEEKER.code(
    "status",
    ("Status", "Status", "Статус"),
    "r.status",
    codes(
        jobseeker=("İşaxtaran", "Jobseeker", "Ищущий работу"),
        unemployed=("İşsiz", "Unemployed", "Безработный"),
    ),
    example="unemployed",
)
JOBSEEKER.boolean(
    "profession_known",
    ("Peşəsi göstərilib", "Has a profession", "Профессия указана"),
    "r.profession <> ''",
)
JOBSEEKER.integer(
    "experience_years",
    ("Əmək təcrübəsi", "Years of experience", "Стаж работы"),
    "r.experience_years",
    unit="years",
    absent=0,
    example=6,
)
JOBSEEKER.period(date(2026, 10, 5), None)

INSURANCE_ACCOUNT = Basis(
    name="insurance_account",
    texts=(
        "Fərdi sosial sığorta hesabı",
        "An individual account of social insurance",
        "Индивидуальный счёт социального страхования",
    ),
    tables="registries_insuranceaccount r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_insuranceaccount x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="UCOT",
    institution="DSMF",
    where=valid(),
)
INSURANCE_ACCOUNT.day(
    "opened_on", ("Açıldığı tarix", "Opened on", "Дата открытия"), "r.opened_on", example=date(2026, 11, 2)
)
INSURANCE_ACCOUNT.integer(
    "insurance_months",
    ("Sığorta stajı", "Months of insurance", "Страховой стаж"),
    "r.insurance_months",
    unit="months",
    example=120,
)
INSURANCE_ACCOUNT.money(
    "pension_capital",
    ("Pensiya kapitalı", "Pension capital", "Пенсионный капитал"),
    "r.pension_capital",
    example=Decimal("18450.20"),
)
INSURANCE_ACCOUNT.boolean(
    "number_issued", ("SSN verilib", "SSN has been issued", "ССН присвоен"), "r.ssn <> ''", example=True
)

SOCIAL_SERVICE = Basis(
    name="social_service",
    texts=("Sosial xidmət işi", "A case of social service", "Дело о социальном обслуживании"),
    tables="registries_socialservicecase r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_socialservicecase x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="SOSX",
    institution="SXA",
    where=f"{valid()} AND r.kind <> 'informal'",
)
SOCIAL_SERVICE.code("kind", ("Növü", "Kind", "Вид"), "r.kind", SERVICE_KINDS, example="home")
SOCIAL_SERVICE.boolean(
    "assessed",
    ("Ehtiyac qiymətləndirilib", "Need has been assessed", "Нуждаемость оценена"),
    "r.needs_score IS NOT NULL",
)
SOCIAL_SERVICE.period(date(2026, 9, 1), None)
