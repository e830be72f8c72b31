"""The sixteen bases: what a right may arise from, with the roles and the fields of the record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .basis import Basis, guardian_of, parent_ties, parents_of, recent
from .children import PLACEMENT_KINDS
from .health import BANDS, CAUSES
from .honour import RELATIONS, SHARES, STATUSES
from .model import Sensitivity
from .source import Part, Source, alive, codes, valid, younger_than
from .work import GROUNDS

REFERENCE = "r.source_id || ':' || r.reference"

PERSON = Basis(
    name="person",
    texts=("Şəxs", "A person", "Лицо"),
    tables="registries_person r",
    key="r.fin",
    roles={"subject": "r.id"},
    about="subject",
    reach="SELECT x.id FROM registries_person x WHERE x.id {within}",
    registry="POPULATION",
    institution="DIN",
    supplied_by=None,
    person_role="subject",
)

BIRTH = Basis(
    name="birth",
    texts=("Doğum", "A birth", "Рождение"),
    tables=f"""registries_birthact r
  JOIN registries_person c ON c.id = r.person_id
  LEFT JOIN registries_person m ON m.id = r.mother_id AND {alive("m")}
  LEFT JOIN registries_person f ON f.id = r.father_id AND {alive("f")}"""
    + guardian_of("r.person_id", when="m.id IS NULL AND f.id IS NULL"),
    key="c.fin",
    roles={
        "subject": "coalesce(m.id, f.id, g.guardian_id)",
        "child": "r.person_id",
        "mother": "r.mother_id",
        "father": "r.father_id",
        "guardian": "g.guardian_id",
    },
    about="child",
    reach=f"""SELECT x.id FROM registries_birthact x WHERE x.person_id {{within}} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_birthact x WHERE x.mother_id {{within}} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_birthact x WHERE x.father_id {{within}} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM ({parent_ties("person_id")}) t
      JOIN registries_birthact x ON x.person_id = t.person_id AND x.superseded_at IS NULL""",
    registry="POPULATION",
    institution="EDLIYYE",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
)
BIRTH.day("date", ("Doğum tarixi", "Date of birth", "Дата рождения"), "r.valid_from", example=date(2026, 11, 20))
BIRTH.boolean("born_alive", ("Uşaq diri doğulub", "Born alive", "Родился живым"), "r.born_alive", absent=True)
BIRTH.integer(
    "parity",
    ("Ananın neçənci uşağıdır", "Which child of the mother", "Который ребёнок у матери"),
    "r.parity",
    example=2,
)
BIRTH.day(
    "registered_on",
    ("Doğum aktının tarixi", "Act registered on", "Дата записи акта"),
    "r.registered_on",
    example=date(2026, 11, 24),
)

# Who receives after a death: whoever bore the costs, else the spouse, an adult child, a parent – alive, in this order.
HEIR = f"""
  LEFT JOIN registries_person b ON b.id = r.buried_by_id AND {alive("b")}
  LEFT JOIN LATERAL (
    SELECT p.id FROM (
      SELECT k.relative_id AS person_id, k.valid_until, 1 AS turn FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind = 'spouse' AND k.superseded_at IS NULL
      UNION ALL SELECT k.person_id, k.valid_until, 1 FROM registries_kinship k
      WHERE k.relative_id = r.person_id AND k.kind = 'spouse' AND k.superseded_at IS NULL
      UNION ALL SELECT k.person_id, NULL, 2 FROM registries_kinship k
      WHERE k.relative_id = r.person_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
      UNION ALL SELECT k.relative_id, NULL, 3 FROM registries_kinship k
      WHERE k.person_id = r.person_id AND k.kind IN ('mother', 'father') AND k.superseded_at IS NULL
    ) x JOIN registries_person p ON p.id = x.person_id AND {alive()}
    WHERE b.id IS NULL AND (x.valid_until IS NULL OR x.valid_until >= r.valid_from)
      AND (x.turn <> 2 OR NOT ({younger_than(18)}))
    ORDER BY x.turn, p.birth_date, p.id LIMIT 1
  ) h ON true"""

DEATH = Basis(
    name="death",
    texts=("Ölüm", "A death", "Смерть"),
    tables=f"registries_deathact r JOIN registries_person d ON d.id = r.person_id{HEIR}",
    key="d.fin",
    roles={"subject": "coalesce(b.id, h.id)", "deceased": "r.person_id"},
    about="deceased",
    reach="""SELECT x.id FROM registries_deathact x WHERE x.person_id {within} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_deathact x WHERE x.buried_by_id {within} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_kinship k JOIN registries_deathact x ON x.person_id = k.person_id
      WHERE k.relative_id {within} AND k.superseded_at IS NULL AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_kinship k JOIN registries_deathact x ON x.person_id = k.relative_id
      WHERE k.person_id {within} AND k.superseded_at IS NULL AND x.superseded_at IS NULL""",
    registry="POPULATION",
    institution="EDLIYYE",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
)
DEATH.day("date", ("Ölüm tarixi", "Date of death", "Дата смерти"), "r.valid_from", example=date(2026, 2, 9))
DEATH.code(
    "ground",
    ("Əsas", "Ground", "Основание"),
    "r.ground",
    codes(
        act=("Ölüm haqqında akt", "Death act", "Акт о смерти"),
        court=("Məhkəmə ölmüş elan edib", "Declared dead by a court", "Объявлен умершим судом"),
    ),
    example="act",
)
DEATH.boolean(
    "work_related",
    ("Ölüm istehsalatla bağlıdır", "Caused by work", "Связана с производством"),
    "r.work_related",
    sensitivity=Sensitivity.SPECIAL,
)
DEATH.boolean(
    "burier_known",
    ("Dəfn xərclərini çəkən məlumdur", "Who bore the funeral costs is known", "Понёсший расходы известен"),
    "r.buried_by_id IS NOT NULL",
    absent=True,
)
DEATH.day(
    "registered_on",
    ("Ölüm aktının tarixi", "Act registered on", "Дата записи акта"),
    "r.registered_on",
    example=date(2026, 2, 11),
)


def parent_column(kind: str, condition: str = "true") -> str:
    """The id of a parent of this kind, among those that fulfil the condition."""
    return f"max(k.relative_id) FILTER (WHERE k.kind = '{kind}' AND {condition})"


FIT = f"NOT k.rights_removed AND {alive()}"
PARENTS = Part(
    alias="kin",
    source=Source(
        name="parents_of",
        registry="POPULATION",
        institution="EDLIYYE",
        tables="registries_kinship k JOIN registries_person p ON p.id = k.relative_id",
        key="k.person_id",
        where=f"k.kind IN ('mother', 'father') AND {valid('k')}",
    ),
    key="r.id",
    columns={
        "mother_id": parent_column("mother"),
        "father_id": parent_column("father"),
        "mother_fit": parent_column("mother", FIT),
        "father_fit": parent_column("father", FIT),
    },
)
MINOR = younger_than(18, "r")

CHILD = Basis(
    name="child",
    texts=("23 yaşınadək şəxs", "A person under 23", "Лицо до 23 лет"),
    tables="registries_person r {parts}"
    + guardian_of("r.id", when=f"kin.mother_fit IS NULL AND kin.father_fit IS NULL AND {MINOR}"),
    key="r.fin",
    roles={
        "subject": f"CASE WHEN {MINOR} THEN coalesce(kin.mother_fit, kin.father_fit, g.guardian_id) ELSE r.id END",
        "child": "r.id",
        "mother": "kin.mother_id",
        "father": "kin.father_id",
        "guardian": "g.guardian_id",
    },
    about="child",
    reach=f"""SELECT x.id FROM registries_person x WHERE x.id {{within}}
    UNION ALL {parent_ties("person_id")}""",
    registry="POPULATION",
    institution="DIN",
    where=f"r.birth_date <= {{on}} AND {younger_than(23, 'r')}",
    supplied_by=None,
    parts=(PARENTS,),
    person_role="child",
)

DISABILITY = Basis(
    name="disability",
    texts=("Əlillik qərarı", "A disability decision", "Решение об инвалидности"),
    tables="registries_disabilitydecision r JOIN registries_person d ON d.id = r.person_id"
    + parents_of("r.person_id", when=younger_than(18, "d"))
    + guardian_of("r.person_id", when=f"m.id IS NULL AND f.id IS NULL AND {younger_than(18, 'd')}"),
    key=REFERENCE,
    roles={
        "subject": f"CASE WHEN {younger_than(18, 'd')} THEN coalesce(m.id, f.id, g.guardian_id) ELSE d.id END",
        "disabled": "r.person_id",
    },
    about="disabled",
    reach=f"""SELECT x.id FROM registries_disabilitydecision x WHERE x.person_id {{within}}
      AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM ({parent_ties("person_id")}) t
      JOIN registries_disabilitydecision x ON x.person_id = t.person_id AND x.superseded_at IS NULL""",
    registry="TSERAS",
    institution="DTSERA",
    where=valid(),
    sensitivity=Sensitivity.SPECIAL,
)
DISABILITY.code(
    "band",
    (
        "Orqanizmin funksiyalarının pozulma faizi",
        "Band of loss of body functions",
        "Степень нарушения функций",
    ),
    "r.band",
    {"none": {"az": "Yoxdur", "en": "None", "ru": "Нет"}, **BANDS},
    absent="none",
    example="81-100",
)
DISABILITY.integer(
    "degree",
    ("Əlillik dərəcəsi", "Degree of disability", "Группа инвалидности"),
    "CASE r.band WHEN '81-100' THEN 1 WHEN '61-80' THEN 2 WHEN '31-60' THEN 3 END",
    absent=0,
    example=1,
)
DISABILITY.code(
    "cause",
    ("Əlilliyin səbəbi", "Cause of the disability", "Причина инвалидности"),
    "r.cause",
    {"none": {"az": "Yoxdur", "en": "None", "ru": "Нет"}, **CAUSES},
    absent="none",
    example="general",
)
DISABILITY.boolean(
    "before_18",
    ("18 yaşınadək müəyyən edilib", "Established before 18", "Установлена до 18 лет"),
    "r.before_18",
)
DISABILITY.boolean("sight", ("Gözdən əlillik", "Of sight", "По зрению"), "r.cause = 'sight'")
DISABILITY.boolean("indefinite", ("Müddətsizdir", "Without a term", "Бессрочно"), "r.indefinite")
DISABILITY.boolean(
    "radiation_victim",
    ("Radiasiya qəzasından zərər çəkib", "Victim of a radiation accident", "Пострадал(а) от радиации"),
    "r.radiation_victim",
)
DISABILITY.day(
    "decision_date",
    ("Qərarın tarixi", "Date of the decision", "Дата решения"),
    "r.decision_date",
    example=date(2026, 2, 24),
)
DISABILITY.period(date(2026, 3, 1), date(2028, 2, 29))

PLACEMENT = Basis(
    name="placement",
    texts=("Uşağın ailəyə verilməsi", "A child's placement", "Устройство ребёнка"),
    tables=f"registries_childplacement r JOIN registries_person c ON c.id = r.person_id AND {alive('c')}",
    key=REFERENCE,
    roles={"subject": "r.carer_id", "child": "r.person_id"},
    about="child",
    reach="""SELECT x.id FROM registries_childplacement x WHERE x.person_id {within} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_childplacement x WHERE x.carer_id {within} AND x.superseded_at IS NULL""",
    registry="OVLAD",
    institution="MEHKEME",
    where=valid(),
    sensitivity=Sensitivity.SPECIAL,
)
PLACEMENT.code("kind", ("Növü", "Kind", "Вид"), "r.kind", PLACEMENT_KINDS, example="guardianship")
PLACEMENT.boolean(
    "full_state_provision",
    (
        "Uşaq tam dövlət təminatındadır",
        "The child is on full state provision",
        "Ребёнок на полном гособеспечении",
    ),
    "r.full_state_provision",
)
PLACEMENT.period(date(2024, 10, 1), date(2033, 5, 2))

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

INSURANCE_EVENT = Basis(
    name="insurance_event",
    texts=(
        "Dövlət icbari şəxsi sığorta hadisəsi",
        "Event of state personal insurance",
        "Событие личного страхования",
    ),
    tables="registries_personalinsuranceevent r",
    key=REFERENCE,
    roles={"subject": "r.person_id", "insured": "r.insured_id"},
    about="subject",
    reach="SELECT x.id FROM registries_personalinsuranceevent x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="DISS",
    institution="MN",
    where=f"r.superseded_at IS NULL AND {recent('r.valid_from')}",
    on="r.valid_from",
    dated=True,
    sensitivity=Sensitivity.SPECIAL,
)
INSURANCE_EVENT.day(
    "date",
    ("Hadisənin tarixi", "Date of the event", "Дата события"),
    "r.valid_from",
    example=date(2026, 4, 18),
)
INSURANCE_EVENT.code(
    "event",
    ("Hadisə", "Event", "Событие"),
    "r.event",
    codes(death=("Ölüm", "Death", "Смерть"), disability=("Əlillik", "Disability", "Инвалидность")),
    example="disability",
)
INSURANCE_EVENT.code(
    "category",
    ("Sığortalının kateqoriyası", "Category of the insured", "Категория застрахованного"),
    "r.category",
    codes(
        serviceman=("Hərbi qulluqçu", "Serviceman", "Военнослужащий"),
        officer=(
            "Hüquq-mühafizə əməkdaşı",
            "Judicial or law-enforcement officer",
            "Сотрудник правоохраны или суда",
        ),
        diplomat=("Diplomat və ya deputat", "Diplomat or deputy", "Дипломат или депутат"),
    ),
    example="serviceman",
)
INSURANCE_EVENT.integer(
    "degree", ("Əlillik dərəcəsi", "Degree of disability", "Группа инвалидности"), "r.degree", example=2
)
INSURANCE_EVENT.integer(
    "share_parts",
    ("Məbləğin bölündüyü hissələr", "Parts the sum is divided into", "На сколько частей делится сумма"),
    "r.share_parts",
    absent=1,
    example=3,
)
INSURANCE_EVENT.boolean(
    "confirmed",
    ("Xidmət orqanı təsdiq edib", "Confirmed by the body of service", "Подтверждено органом службы"),
    "r.confirmed",
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

RELEASE = Basis(
    name="release",
    texts=("Cəzaçəkmədən azad edilmə", "Release from prison", "Освобождение из заключения"),
    tables="registries_imprisonment r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_imprisonment x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="POPULATION",
    institution="PENITENSIAR",
    where=f"r.superseded_at IS NULL AND {recent('r.released_on')}",
    on="r.released_on",
    dated=True,
    sensitivity=Sensitivity.SPECIAL,
)
RELEASE.day(
    "date",
    ("Azad edildiyi tarix", "Released on", "Дата освобождения"),
    "r.released_on",
    example=date(2026, 1, 15),
)
RELEASE.boolean(
    "certificate", ("Arayış verilib", "A certificate was given", "Выдана справка"), "r.certificate_no <> ''"
)
RELEASE.boolean(
    "needs_help",
    (
        "Tibbi-sosial yardıma ehtiyacı var",
        "Needs medical and social help",
        "Нуждается в медико-социальной помощи",
    ),
    "r.needs_medical_social_help",
)

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

HONOUR = Basis(
    name="honour",
    texts=("Zəfər reyestrində status", "An honoured status", "Почётный статус"),
    tables="registries_honourstatus r",
    key=REFERENCE,
    roles={"subject": "r.person_id", "martyr": "r.martyr_id"},
    about="subject",
    reach="SELECT x.id FROM registries_honourstatus x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="ZEFER",
    institution="MN",
    where=valid(),
)
HONOUR.code(
    "status",
    ("Status", "Status", "Статус"),
    "r.status",
    codes(STATUSES),
    example="martyr_family",
)
HONOUR.code(
    "relation",
    ("Şəhidlə qohumluğu", "Relation to the martyr", "Родство с шехидом"),
    "r.relation",
    RELATIONS,
    absent="self",
    example="parent",
)
HONOUR.day(
    "injured_on",
    ("Xəsarət aldığı tarix", "Injured on", "Дата ранения"),
    "r.injured_on",
    example=date(1993, 7, 23),
)
HONOUR.boolean(
    "shares_stipend",
    ("Təqaüddə payı var", "Has a share of the stipend", "Имеет долю стипендии"),
    "EXISTS (SELECT FROM registries_honourstatus h JOIN registries_person p ON p.id = h.person_id"
    f" WHERE h.id = r.id AND {alive()} AND {SHARES})",
    note="Children only while under 18, full-time students under 23, or disabled since before 18.",
)
HONOUR.integer(
    "family_eligible_members",
    ("Təqaüddə payı olanların sayı", "People who share the stipend", "Число делящих стипендию"),
    "(SELECT count(DISTINCT h.person_id) FROM registries_honourstatus h"
    " JOIN registries_person p ON p.id = h.person_id"
    f" WHERE h.martyr_id = r.martyr_id AND h.status = r.status AND {valid('h')} AND {alive()} AND {SHARES})::int",
    absent=1,
    example=3,
    note="Family members of the same martyr, this person included.",
)
HONOUR.boolean(
    "housing_given",
    ("Mənzil verilib", "Housing has been given", "Жильё предоставлено"),
    "coalesce(r.housing_given_on <= {on}, false)",
    institution="SXA",
)
HONOUR.boolean(
    "car_given",
    ("Avtomobil verilib", "A car has been given", "Автомобиль предоставлен"),
    "coalesce(r.car_given_on <= {on}, false)",
    institution="SXA",
)
HONOUR.period(date(2021, 1, 15), None)

STIPEND_ORDER = Basis(
    name="stipend_order",
    texts=("Təqaüd barədə sərəncam", "An order of stipend", "Распоряжение о стипендии"),
    tables="registries_stipendorder r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_stipendorder x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="TEQ",
    institution="PA",
    where=valid(),
)
STIPEND_ORDER.code(
    "kind",
    ("Növü", "Kind", "Вид"),
    "r.kind",
    codes(
        personal=("Prezidentin fərdi təqaüdü", "Personal stipend of the President", "Персональная стипендия"),
        honorary=("Fəxri ad", "Honorary title", "Почётное звание"),
    ),
    example="personal",
)
STIPEND_ORDER.period(date(2025, 5, 28), None)

CARE = Basis(
    name="care",
    texts=("Qulluq", "Care for a person", "Уход за лицом"),
    tables=f"registries_socialservicecase r JOIN registries_person c ON c.id = r.person_id AND {alive('c')}",
    key=REFERENCE,
    roles={"subject": "r.carer_id", "cared": "r.person_id"},
    about="cared",
    reach="""SELECT x.id FROM registries_socialservicecase x WHERE x.person_id {within} AND x.superseded_at IS NULL
    UNION ALL SELECT x.id FROM registries_socialservicecase x WHERE x.carer_id {within}
      AND x.superseded_at IS NULL""",
    registry="SOSX",
    institution="SXA",
    where=f"r.kind = 'informal' AND {valid()}",
)
CARE.integer("needs_score", ("Ehtiyacın qiyməti", "Needs score", "Оценка нуждаемости"), "r.needs_score", example=34)
CARE.boolean(
    "full_state_provision",
    ("Qulluq olunan tam dövlət təminatındadır", "On full state provision", "На полном гособеспечении"),
    "r.full_state_provision",
)
CARE.period(date(2025, 11, 3), None)

REHABILITATION = Basis(
    name="rehabilitation",
    texts=("Reabilitasiya vasitəsi", "A rehabilitation aid or car", "Средство реабилитации"),
    tables="registries_rehabilitationitem r",
    key=REFERENCE,
    roles={"subject": "r.person_id"},
    about="subject",
    reach="SELECT x.id FROM registries_rehabilitationitem x WHERE x.person_id {within} AND x.superseded_at IS NULL",
    registry="REHAB",
    institution="DTSERA",
    where=valid(),
    sensitivity=Sensitivity.SPECIAL,
)
REHABILITATION.code(
    "kind",
    ("Növü", "Kind", "Вид"),
    "r.kind",
    codes(
        aid=("Reabilitasiya vasitəsi", "Rehabilitation aid", "Средство реабилитации"),
        motor_chair=("Motorlu əlil arabası", "Motorised wheelchair", "Мотоколяска"),
        car=("Xüsusi təyinatlı avtomobil", "Special-purpose car", "Специальный автомобиль"),
    ),
    example="aid",
)
REHABILITATION.boolean(
    "handed_over",
    ("Təhvil verilib", "Has been handed over", "Выдано"),
    "coalesce(r.handed_over_on <= {on}, false)",
)
REHABILITATION.day(
    "handed_over_on",
    ("Təhvil verildiyi tarix", "Handed over on", "Дата выдачи"),
    "r.handed_over_on",
    example=date(2024, 6, 3),
)
REHABILITATION.day(
    "ordered_on", ("Sifariş tarixi", "Ordered on", "Дата заказа"), "r.ordered_on", example=date(2026, 9, 2)
)
REHABILITATION.integer("quantity", ("Sayı", "Quantity", "Количество"), "r.quantity", absent=1, example=1)
REHABILITATION.boolean(
    "queued",
    ("Avtomobil növbəsindədir", "In the car queue", "В очереди на автомобиль"),
    "r.queue_no IS NOT NULL",
    institution="SXA",
)
REHABILITATION.integer(
    "queue_no",
    ("Növbə nömrəsi", "Number in the car queue", "Номер в очереди"),
    "r.queue_no",
    institution="SXA",
    example=418,
)
REHABILITATION.boolean(
    "queue_turn", ("Növbəsi çatıb", "Its turn has come", "Очередь подошла"), "r.queue_turn", institution="SXA"
)
REHABILITATION.boolean(
    "due_for_replacement",
    ("İstifadə müddəti bitib", "Its term of use is over", "Срок использования истёк"),
    "coalesce(r.handed_over_on + r.months_of_use * interval '1 month' <= {on}, false)",
)
REHABILITATION.period(date(2026, 8, 20), None)

BASES = {
    basis.name: basis
    for basis in (
        PERSON,
        BIRTH,
        DEATH,
        CHILD,
        DISABILITY,
        PLACEMENT,
        LEAVE,
        UNEMPLOYMENT,
        INSURANCE_EVENT,
        CONTRACT,
        RELEASE,
        TRAINING,
        HONOUR,
        STIPEND_ORDER,
        CARE,
        REHABILITATION,
    )
}
