"""Bases of EMAS, MEQ and ISIG: leave, a contract, loss of work, a course."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .basis import REFERENCE, Basis, recent
from .source import codes, valid
from .unemployment import GROUNDS

LEAVE = Basis(
    name="leave",
    texts=("Məzuniyyət və ya xəstəlik vərəqəsi", "Leave or a sick-leave sheet", "Отпуск или больничный"),
    tables="registries_leave r",
    key=REFERENCE,
    roles={"subject": "r.person_id", "child": "r.child_id"},
    about="subject",
    reach="SELECT x.id FROM registries_leave x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="EMAS",
    institution="DEMX",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
)
LEAVE.code(
    "kind",
    ("Növü", "Kind", "Вид"),
    "r.kind",
    codes(
        child_care=(
            "Uşağa qulluq məzuniyyəti",
            "Leave to care for a child up to 3",
            "Отпуск по уходу за ребёнком",
        ),
        maternity=("Hamiləlik və doğuş məzuniyyəti", "Maternity leave", "Декретный отпуск"),
        sick=("Xəstəlik vərəqəsi", "Sick leave", "Больничный"),
    ),
    example="sick",
)
LEAVE.integer("days", ("Təqvim günləri", "Calendar days", "Календарные дни"), "r.days", unit="days", example=21)
LEAVE.integer("working_days", ("İş günləri", "Working days", "Рабочие дни"), "r.working_days", unit="days", example=15)
LEAVE.money(
    "average_daily_pay",
    ("Orta günlük əməkhaqqı", "Average daily pay", "Средний дневной заработок"),
    "r.average_daily_pay",
    example=Decimal("38.50"),
)
LEAVE.boolean(
    "has_sheet",
    ("Xəstəlik vərəqəsi var", "Has a sick-leave sheet", "Есть листок нетрудоспособности"),
    "r.sheet_no <> ''",
    institution="ITSDA",
)
LEAVE.boolean(
    "child_named",
    ("Uşaq göstərilib", "The child is named", "Ребёнок указан"),
    "r.child_id IS NOT NULL",
)
LEAVE.period(date(2026, 10, 5), date(2026, 10, 25))

UNEMPLOYMENT = Basis(
    name="unemployment",
    texts=("İşin itirilməsi", "Loss of insured work", "Потеря работы"),
    tables="registries_unemploymentevent r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_unemploymentevent x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="ISIG",
    institution="DMA",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
)
UNEMPLOYMENT.day(
    "event_on",
    ("İşdən çıxarıldığı tarix", "Lost work on", "Дата увольнения"),
    "r.valid_from",
    example=date(2026, 7, 31),
)
UNEMPLOYMENT.code(
    "ground",
    ("İşdən çıxarılma əsası", "Ground of dismissal", "Основание увольнения"),
    "r.ground",
    GROUNDS,
    example="redundancy",
)
for column, words, months in (
    ("insured_months", ("Sığorta stajı", "Insured months in all", "Страховой стаж"), 74),
    (
        "insured_months_of_24",
        (
            "Son 24 ayda sığorta stajı",
            "Insured months in the last 24",
            "Страховой стаж за последние 24 месяца",
        ),
        22,
    ),
    (
        "insured_months_of_36",
        (
            "Son 36 ayda sığorta stajı",
            "Insured months in the last 36",
            "Страховой стаж за последние 36 месяцев",
        ),
        34,
    ),
):
    UNEMPLOYMENT.integer(column, words, f"r.{column}", unit="months", absent=0, example=months)
UNEMPLOYMENT.money(
    "lost_average_pay",
    ("İtirilmiş orta aylıq əməkhaqqı", "Lost average monthly pay", "Утраченный средний заработок"),
    "r.lost_average_pay",
    example=Decimal("780.00"),
)
UNEMPLOYMENT.integer(
    "dependants", ("Himayəsində olanlar", "Dependants", "Иждивенцы"), "r.dependants", absent=0, example=2
)

CONTRACT = Basis(
    name="contract",
    texts=("Əmək müqaviləsi", "An employment contract", "Трудовой договор"),
    tables="registries_employmentcontract r JOIN registries_district d ON d.code = r.workplace_district_id",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_employmentcontract x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="EMAS",
    institution="DEMX",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
)
CONTRACT.code(
    "term",
    ("Müddəti", "Term", "Срок"),
    "r.term",
    codes(open=("Müddətsiz", "Open-ended", "Бессрочный"), fixed=("Müddətli", "Fixed term", "Срочный")),
    example="fixed",
)
CONTRACT.integer(
    "term_months",
    ("Müddətli müqavilənin müddəti", "Length of a fixed term", "Срок срочного договора"),
    "r.term_months",
    unit="months",
    example=12,
)
CONTRACT.code(
    "workplace",
    ("İş yerinin növü", "Kind of workplace", "Вид места работы"),
    "r.workplace",
    codes(main=("Əsas", "Main", "Основное"), additional=("Əlavə", "Additional", "Дополнительное")),
    example="main",
)
CONTRACT.boolean(
    "liberated",
    (
        "İş yeri işğaldan azad edilmiş ərazidədir",
        "Workplace in a liberated district",
        "Работа в освобождённом районе",
    ),
    "d.liberated",
)
CONTRACT.boolean("suspended", ("Dayandırılıb", "Suspended", "Приостановлен"), "r.suspended", example=False)
CONTRACT.boolean("full_time", ("Tam iş vaxtı", "Full time", "Полное время"), "r.working_time = 'full'", absent=True)
CONTRACT.money(
    "monthly_pay",
    ("Aylıq əməkhaqqı", "Monthly pay", "Месячная зарплата"),
    "r.monthly_pay",
    example=Decimal("850.00"),
)
CONTRACT.period(date(2026, 9, 1), date(2027, 8, 31))

TRAINING = Basis(
    name="training",
    texts=("Peşə hazırlığı", "A vocational course", "Профессиональная подготовка"),
    tables="registries_training r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_training x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="MEQ",
    institution="DMA",
    where=valid(),
)
TRAINING.boolean("attending", ("Kursda iştirak edir", "Attends the course", "Посещает курс"), "r.attends")
TRAINING.period(date(2026, 9, 15), date(2026, 12, 15))
