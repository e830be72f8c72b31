"""Facts from MUAV and TEQ: the benefits and stipends a person receives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .award_kinds import BENEFITS_PAID, STIPENDS_PAID
from .model import Sensitivity
from .source import Group, Source, Texts, stands, valid

ZERO = Decimal("0.00")

BENEFIT = Group(
    Source(
        name="benefit",
        registry="MUAV",
        institution="DSMF",
        tables="registries_benefitcase r",
        key="r.person_id",
        where=f"{valid()} AND NOT r.one_off",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
BENEFIT.boolean(
    "benefit.active",
    ("Aylıq sosial müavinət alır", "Receives a monthly benefit", "Получает ежемесячное пособие"),
    "true",
)
BENEFIT.integer(
    "benefit.count",
    ("Aldığı aylıq müavinətlərin sayı", "Number of monthly benefits", "Число ежемесячных пособий"),
    "count(*)::int",
)
BENEFIT.money(
    "benefit.amount",
    ("Aylıq müavinətlərin məbləği", "Amount of the monthly benefits", "Сумма ежемесячных пособий"),
    "sum(r.amount)",
    absent=ZERO,
    example=Decimal("140.00"),
)
RECEIVED: dict[str, tuple[tuple[str, ...], Texts]] = {
    "age": (
        ("05-21",),
        ("Yaşa görə müavinət alır", "Receives the age benefit", "Получает пособие по возрасту"),
    ),
    "disability": (
        ("05-22", "05-23", "05-24", "05-25"),
        ("Əlilliyə görə müavinət alır", "Receives a disability benefit", "Получает пособие по инвалидности"),
    ),
    "survivor": (
        ("05-26",),
        (
            "Ailə başçısını itirməyə görə müavinət alır",
            "Receives the survivor's benefit",
            "Получает пособие по потере кормильца",
        ),
    ),
    "guardian": (
        ("05-28",),
        ("Qəyyum müavinəti alır", "Receives the guardians' benefit", "Получает пособие опекуна"),
    ),
    "many_children": (
        ("05-30",),
        (
            "Beşdən çox uşağı olan qadın müavinəti alır",
            "Receives the benefit of women with more than five children",
            "Получает пособие женщин, имеющих более пяти детей",
        ),
    ),
    "placement": (
        ("05-31", "05-32", "05-33", "05-34"),
        (
            "Övladlığa və ya himayəyə götürdüyü uşağa görə müavinət alır",
            "Receives a benefit for an adopted or foster child",
            "Получает пособие на усыновлённого или приёмного ребёнка",
        ),
    ),
    "child_care": (
        ("05-37",),
        (
            "Uşağa qulluq müavinəti alır",
            "Receives the child-care benefit",
            "Получает пособие по уходу за ребёнком",
        ),
    ),
    "civil_servant": (
        ("05-20",),
        (
            "Dövlət qulluqçusunun ömürlük müavinətini alır",
            "Receives the lifetime benefit of civil servants",
            "Получает пожизненное пособие госслужащего",
        ),
    ),
}


def any_of(services: tuple[str, ...]) -> str:
    """The award is one of these services'."""
    return "r.service_code IN (" + ", ".join(f"'{code}'" for code in services) + ")"


for benefit_name, (benefit_services, benefit_texts) in RECEIVED.items():
    BENEFIT.boolean(
        f"benefit.receives_{benefit_name}",
        benefit_texts,
        f"bool_or({any_of(benefit_services)})",
        note="Services " + ", ".join(benefit_services) + ".",
    )


def _least(group: Group, prefix: str, paid_for: dict[str, tuple[tuple[str, ...], Texts]], example: Decimal) -> None:
    """Declare how much is paid for each of these, so that a rule can tell an award that a rise has passed over."""
    for name, (services, texts) in paid_for.items():
        group.money(
            f"{prefix}.least_{name}",
            texts,
            f"coalesce(min(r.amount) FILTER (WHERE {any_of(services)} AND NOT r.suspended), 0)",
            absent=ZERO,
            example=example,
            note="The least, when there are several; 0 when nothing is paid. Services " + ", ".join(services) + ".",
        )


_least(BENEFIT, "benefit", BENEFITS_PAID, Decimal("140.00"))

LUMP_SUMS = Group(
    Source(
        name="lump_sums",
        registry="MUAV",
        institution="DSMF",
        tables="registries_benefitcase r",
        key="r.person_id",
        where=f"{stands()} AND r.one_off",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
LUMP_SUMS.integer(
    "benefit.lump_sums_12m",
    (
        "Son 12 ayda aldığı birdəfəlik müavinətlər",
        "Lump-sum benefits in the last 12 months",
        "Единовременные пособия за последние 12 месяцев",
    ),
    "count(*) FILTER (WHERE r.valid_from > ({on} - interval '12 months')::date)::int",
)
LUMP_SUMS.day(
    "benefit.settling_in_paid_on",
    (
        "İlkin maddi şəraitin dəstəklənməsi müavinətinin verildiyi tarix",
        "Settling-in benefit paid on",
        "Дата пособия на обустройство",
    ),
    "max(r.valid_from) FILTER (WHERE r.service_code = '05-46')",
    example=date(2025, 9, 1),
)
LUMP_SUMS.boolean(
    "benefit.karabakh_lump_sum_paid",
    (
        "Birinci Qarabağ müharibəsi əlilinin birdəfəlik ödəməsi verilib",
        "The lump sum of the first Karabakh war has been paid",
        "Выплачена единовременная сумма за первую карабахскую войну",
    ),
    "bool_or(r.service_code = '05-53')",
)

BIRTH_PAID = Group(
    Source(
        name="birth_paid",
        registry="MUAV",
        institution="DSMF",
        tables="registries_benefitcase r JOIN registries_person p ON p.fin = r.basis_key",
        key="p.id",
        where=f"{stands()} AND r.service_code IN ('05-40', '05-41')",
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
BIRTH_PAID.boolean(
    "benefit.paid_for_birth",
    (
        "Anadan olması üçün birdəfəlik müavinət verilib",
        "The birth benefit has been paid for this person",
        "Пособие по случаю рождения этого лица выплачено",
    ),
    "true",
    note="Ask it about the child.",
)

STIPEND = Group(
    Source(
        name="stipend",
        registry="TEQ",
        institution="DSMF",
        tables="registries_stipendcase r",
        key="r.person_id",
        where=valid(),
    ),
    sensitivity=Sensitivity.CONFIDENTIAL,
)
STIPEND.boolean(
    "stipend.active",
    ("Prezident təqaüdü alır", "Receives a stipend of the President", "Получает стипендию Президента"),
    "true",
)
STIPEND.money(
    "stipend.amount",
    ("Prezident təqaüdünün məbləği", "Amount of the stipends", "Сумма стипендий"),
    "sum(r.amount)",
    absent=ZERO,
    example=Decimal("350.00"),
)
STIPENDS: dict[str, tuple[tuple[str, ...], Texts]] = {
    "hero": (
        ("07-01", "07-02"),
        ("Qəhrəman təqaüdü alır", "Receives a hero's stipend", "Получает стипендию героя"),
    ),
    "martyr_family": (
        ("07-03", "07-04", "07-05"),
        (
            "Şəhid ailəsi təqaüdü alır",
            "Receives a stipend of a martyr's family",
            "Получает стипендию семьи шехида",
        ),
    ),
    "war_disabled": (
        ("07-06-1", "07-06-2", "07-06-3", "07-06-4"),
        (
            "Müharibə və xidmətlə bağlı əlillik təqaüdü alır",
            "Receives a stipend for disability of war or service",
            "Получает стипендию по инвалидности войны или службы",
        ),
    ),
    "disability": (
        ("07-07", "07-08"),
        ("Əlilliyə görə təqaüd alır", "Receives a disability stipend", "Получает стипендию по инвалидности"),
    ),
    "carer": (
        ("07-09", "07-10"),
        ("Qulluq təqaüdü alır", "Receives a carer's stipend", "Получает стипендию за уход"),
    ),
}
for stipend_name, (stipend_services, stipend_texts) in STIPENDS.items():
    STIPEND.boolean(
        f"stipend.receives_{stipend_name}",
        stipend_texts,
        f"bool_or({any_of(stipend_services)})",
        note="Services " + ", ".join(stipend_services) + ".",
    )

_least(STIPEND, "stipend", STIPENDS_PAID, Decimal("120.00"))

ORDERS = Group(
    Source(
        name="stipend_orders",
        registry="TEQ",
        institution="PA",
        tables="registries_stipendorder r",
        key="r.person_id",
        where=valid(),
    )
)
ORDERS.boolean(
    "stipend.personal_order",
    (
        "Prezidentin fərdi təqaüdü barədə sərəncam var",
        "An order grants a personal stipend of the President",
        "Есть распоряжение о персональной стипендии Президента",
    ),
    "bool_or(r.kind = 'personal')",
)
ORDERS.boolean(
    "stipend.honorary_title",
    ("Fəxri adı var", "Holds an honorary title", "Имеет почётное звание"),
    "bool_or(r.kind = 'honorary')",
    institution="MEDENIYYET",
)

GROUPS = [BENEFIT, LUMP_SUMS, BIRTH_PAID, STIPEND, ORDERS]
