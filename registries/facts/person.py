"""Facts about a person: identity, residence, life, prison, conscription, study, civil service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .model import Sensitivity
from .source import Group, Shape, Source, alive, codes, present, stands, valid

PERSON = Group(
    Source(
        name="person",
        registry="POPULATION",
        institution="DIN",
        tables="registries_person r",
        key="r.id",
        shape=Shape.ROW,
        supplied_by=None,
    )
)

PERSON.boolean(
    "person.exists",
    ("Əhali reyestrində var", "Is in the population register", "Есть в реестре населения"),
    "true",
    note="False for a role nobody holds, such as the father of a child without one.",
)
PERSON.boolean(
    "person.alive",
    ("Sağdır", "Is alive", "Жив(а)"),
    alive("r"),
    institution="EDLIYYE",
    note="False on the day of death.",
)
PERSON.day(
    "person.birth_date",
    ("Doğum tarixi", "Date of birth", "Дата рождения"),
    "r.birth_date",
    example=date(1961, 3, 14),
)
PERSON.day(
    "person.died_on",
    ("Ölüm tarixi", "Date of death", "Дата смерти"),
    "CASE WHEN r.died_on <= {on} THEN r.died_on END",
    institution="EDLIYYE",
    example=date(2026, 2, 9),
    note="Unknown (NULL) for the living: ask person.alive first.",
)
PERSON.integer(
    "person.age",
    ("Yaşı", "Age", "Возраст"),
    "date_part('year', age({on}::timestamp, r.birth_date::timestamp))::int",
    unit="years",
    absent=None,
    example=65,
    note="Full years; whoever is born on 29 February reaches an age on 1 March in ordinary years.",
)
PERSON.integer(
    "person.age_months",
    ("Yaşı, ay", "Age in months", "Возраст в месяцах"),
    "(date_part('year', age({on}::timestamp, r.birth_date::timestamp)) * 12"
    " + date_part('month', age({on}::timestamp, r.birth_date::timestamp)))::int",
    unit="months",
    absent=None,
    example=35,
)
PERSON.code(
    "person.sex",
    ("Cinsi", "Sex", "Пол"),
    "r.sex",
    codes(F=("Qadın", "Female", "Женский"), M=("Kişi", "Male", "Мужской")),
    example="F",
)
PERSON.code(
    "person.citizenship",
    ("Vətəndaşlığı", "Citizenship", "Гражданство"),
    "r.citizenship",
    codes(
        citizen=("Azərbaycan vətəndaşı", "Citizen of Azerbaijan", "Гражданин Азербайджана"),
        stateless=("Vətəndaşlığı olmayan şəxs", "Stateless person", "Лицо без гражданства"),
        foreigner=("Əcnəbi", "Foreigner", "Иностранец"),
    ),
    example="citizen",
)
PERSON.boolean(
    "person.citizen",
    ("Azərbaycan vətəndaşıdır", "Is a citizen of Azerbaijan", "Гражданин Азербайджана"),
    "r.citizenship = 'citizen'",
)
PERSON.code(
    "person.residence",
    ("Yaşayış statusu", "Residence", "Проживание"),
    "r.residence",
    codes(
        permanent=(
            "Azərbaycanda daimi yaşayır",
            "Lives permanently in Azerbaijan",
            "Постоянно живёт в Азербайджане",
        ),
        temporary=(
            "Azərbaycanda müvəqqəti yaşayır",
            "Lives temporarily in Azerbaijan",
            "Временно живёт в Азербайджане",
        ),
        abroad=("Xaricdə yaşayır", "Lives abroad", "Живёт за рубежом"),
    ),
    example="permanent",
)
PERSON.boolean(
    "person.resident",
    ("Azərbaycanda yaşayır", "Lives in Azerbaijan", "Живёт в Азербайджане"),
    "r.residence <> 'abroad'",
    note="Permanently or temporarily.",
)
PERSON.boolean(
    "person.permanent",
    ("Azərbaycanda daimi yaşayır", "Lives permanently in Azerbaijan", "Постоянно живёт в Азербайджане"),
    "r.residence = 'permanent'",
)
PERSON.boolean(
    "person.missing",
    (
        "Məhkəmə itkin düşmüş elan edib",
        "Declared missing by a court",
        "Признан(а) судом безвестно отсутствующим",
    ),
    "coalesce(r.missing_since <= {on}, false)",
    institution="MEHKEME",
    sensitivity=Sensitivity.CONFIDENTIAL,
    example=False,
)
PERSON.boolean(
    "person.gone",
    (
        "Sorğu gününədək vəfat edib və ya itkin düşmüş elan edilib",
        "Has died or been declared missing by the day of the question",
        "Ко дню запроса умер(ла) или признан(а) безвестно отсутствующим",
    ),
    f"NOT {present('r', on='{asked}')}",
    institution="MEHKEME",
    sensitivity=Sensitivity.CONFIDENTIAL,
    example=False,
    note="Also where a right is judged on the day of a birth or a contract: whoever receives must be there now.",
)
PERSON.day(
    "person.missing_since",
    (
        "İtkin düşmüş elan edildiyi tarix",
        "Declared missing since",
        "Признан(а) безвестно отсутствующим с",
    ),
    "CASE WHEN r.missing_since <= {on} THEN r.missing_since END",
    institution="MEHKEME",
    sensitivity=Sensitivity.CONFIDENTIAL,
    example=date(2024, 8, 1),
)
PERSON.code(
    "person.language",
    ("Müraciət dili", "Language of notices", "Язык уведомлений"),
    "r.language",
    codes(
        az=("Azərbaycan dili", "Azerbaijani", "Азербайджанский"),
        en=("İngilis dili", "English", "Английский"),
        ru=("Rus dili", "Russian", "Русский"),
    ),
    institution="DOSTA",
    example="az",
)
PERSON.boolean(
    "person.document_valid",
    (
        "Şəxsiyyəti təsdiq edən sənədi qüvvədədir",
        "Identity document is valid",
        "Удостоверение личности действительно",
    ),
    "r.document_until >= {on}",
    absent=None,
)
PERSON.day(
    "person.document_until",
    (
        "Şəxsiyyəti təsdiq edən sənədin son tarixi",
        "Identity document valid until",
        "Удостоверение личности действительно до",
    ),
    "r.document_until",
    example=date(2031, 5, 20),
)
PERSON.boolean(
    "person.has_phone",
    ("Telefon nömrəsi məlumdur", "Telephone number is known", "Номер телефона известен"),
    "r.phone <> ''",
    institution="DOSTA",
)

DISTRICT = Group(
    Source(
        name="district",
        registry="POPULATION",
        institution="DIN",
        tables="registries_person r JOIN registries_district d ON d.code = r.district_id",
        key="r.id",
        shape=Shape.ROW,
        supplied_by=None,
    )
)
DISTRICT.boolean(
    "person.district_liberated",
    (
        "İşğaldan azad edilmiş rayonda yaşayır",
        "Lives in a liberated district",
        "Живёт в освобождённом районе",
    ),
    "d.liberated",
    absent=None,
)

PRISON = Group(
    Source(
        name="prison",
        registry="POPULATION",
        institution="PENITENSIAR",
        tables="registries_imprisonment r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.SPECIAL,
)
PRISON.boolean(
    "person.imprisoned",
    ("Cəza çəkir", "Is in prison", "Отбывает наказание"),
    "true",
    example=False,
)
PRISON.day(
    "person.imprisoned_since",
    ("Cəza çəkməyə başladığı tarix", "In prison since", "Отбывает наказание с"),
    "min(r.valid_from)",
    example=date(2024, 4, 2),
)

RELEASE = Group(
    Source(
        name="release",
        registry="POPULATION",
        institution="PENITENSIAR",
        tables="registries_imprisonment r",
        key="r.person_id",
        where=f"{stands()} AND r.released_on <= {{on}}",
    ),
    sensitivity=Sensitivity.SPECIAL,
)
RELEASE.day(
    "person.released_on",
    ("Cəzaçəkmədən azad edildiyi tarix", "Released from prison on", "Освобождён(а) из заключения"),
    "max(r.released_on)",
    example=date(2026, 1, 15),
)

CONSCRIPTION = Group(
    Source(
        name="conscription",
        registry="POPULATION",
        institution="SHXCDX",
        tables="registries_conscription r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CONSCRIPTION.boolean(
    "person.conscript",
    (
        "Müddətli həqiqi hərbi xidmətdədir",
        "Is in fixed-term active military service",
        "Проходит срочную военную службу",
    ),
    "true",
)
CONSCRIPTION.day(
    "person.conscript_since",
    ("Müddətli hərbi xidmətə başladığı tarix", "Conscript since", "На срочной службе с"),
    "min(r.valid_from)",
    example=date(2026, 4, 10),
)
CONSCRIPTION.day(
    "person.conscript_until",
    ("Müddətli hərbi xidmətin bitdiyi tarix", "Conscript until", "На срочной службе до"),
    "max(r.valid_until)",
    example=date(2027, 10, 9),
)

STUDY = Group(
    Source(
        name="study",
        registry="POPULATION",
        institution="ETN",
        tables="registries_study r",
        key="r.person_id",
        where=valid(),
    )
)
STUDY.boolean(
    "person.full_time_student",
    ("Əyani təhsil alır", "Studies full time", "Учится очно"),
    "bool_or(r.full_time)",
    note="At a school or any other place of study.",
)
STUDY.boolean(
    "person.school_pupil",
    ("Ümumtəhsil məktəbində əyani oxuyur", "Is a full-time school pupil", "Учится в школе очно"),
    "bool_or(r.full_time AND r.level = 'school')",
)
STUDY.boolean("study.active", ("Təhsil alır", "Studies", "Учится"), "true")
STUDY.code(
    "study.level",
    ("Təhsil pilləsi", "Level of study", "Ступень образования"),
    "(array_agg(r.level ORDER BY r.valid_from DESC, r.id DESC))[1]",
    codes(
        school=("Ümumi təhsil", "School", "Школа"),
        vocational=("Peşə təhsili", "Vocational school", "Профессиональное училище"),
        college=("Orta ixtisas təhsili", "College", "Колледж"),
        higher=("Ali təhsil", "Higher education", "Высшее образование"),
    ),
    absent="none",
    example="higher",
)
STUDY.day(
    "study.since",
    ("Təhsilin başlandığı tarix", "Studies since", "Учится с"),
    "min(r.valid_from)",
    example=date(2024, 9, 15),
)
STUDY.day(
    "study.until",
    ("Təhsilin bitəcəyi tarix", "Studies until", "Учится до"),
    "max(r.valid_until)",
    example=date(2028, 6, 30),
)

CIVIL_SERVICE = Group(
    Source(
        name="civil_service",
        registry="POPULATION",
        institution="DIM",
        tables="registries_civilservice r",
        key="r.person_id",
        where=stands(),
        shape=Shape.LATEST,
        order="r.valid_from DESC, r.id DESC",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
CIVIL_SERVICE.boolean(
    "civil_service.active",
    ("Dövlət qulluğundadır", "Is in the civil service", "Состоит на государственной службе"),
    "r.valid_until IS NULL OR r.valid_until >= {on}",
)
CIVIL_SERVICE.integer(
    "civil_service.months",
    ("Dövlət qulluğu stajı", "Time in the civil service", "Стаж государственной службы"),
    "r.months_served",
    unit="months",
    example=312,
)
CIVIL_SERVICE.money(
    "civil_service.average_pay",
    (
        "Son əsas vəzifədə son 12 ayın orta aylıq əməkhaqqı",
        "Average monthly pay of the last 12 months in the last main post",
        "Средняя зарплата за последние 12 месяцев на последней основной должности",
    ),
    "r.average_pay",
    absent=Decimal("0.00"),
    example=Decimal("1840.00"),
)
CIVIL_SERVICE.day(
    "civil_service.ended_on",
    ("Dövlət qulluğunun bitdiyi tarix", "Left the civil service on", "Дата ухода с государственной службы"),
    "CASE WHEN r.valid_until < {on} THEN r.valid_until END",
    example=date(2026, 6, 30),
)

GROUPS = [PERSON, DISTRICT, PRISON, RELEASE, CONSCRIPTION, STUDY, CIVIL_SERVICE]
