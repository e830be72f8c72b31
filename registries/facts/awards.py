"""Facts from MUAV and TEQ: the benefits and stipends a person receives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from . import award_kinds
from .award_kinds import AwardKind, counted, is_a
from .model import Sensitivity
from .source import Group, Source, stands, valid

ZERO = Decimal("0.00")

BENEFIT = Group(
    Source(
        name="benefit",
        registry="MUAV",
        institution="DSMF",
        tables=f"registries_benefitcase r {counted()}",
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


def _counts(group: Group, prefix: str, kinds: Iterable[AwardKind], example: Decimal) -> None:
    """Declare which kinds of award are received, and the least paid of each, which a rise may have passed over."""
    known = tuple(kinds)
    for kind in known:
        if kind.received is not None:
            group.boolean(
                f"{prefix}.receives_{kind.word}",
                kind.received,
                f"coalesce(bool_or({is_a(kind.name)}), false)",
                kind=kind.name,
            )
    for kind in known:
        if kind.amount is not None:
            group.money(
                f"{prefix}.least_{kind.word}",
                kind.amount,
                f"coalesce(min(r.amount) FILTER (WHERE {is_a(kind.name)} AND NOT r.suspended), 0)",
                absent=ZERO,
                example=example,
                kind=kind.name,
                note="The least, when there are several; 0 when nothing is paid.",
            )


_counts(BENEFIT, "benefit", award_kinds.BENEFITS, Decimal("140.00"))

LUMP_SUMS = Group(
    Source(
        name="lump_sums",
        registry="MUAV",
        institution="DSMF",
        tables=f"registries_benefitcase r {counted()}",
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
    f"max(r.valid_from) FILTER (WHERE {is_a('benefit.settling_in')})",
    example=date(2025, 9, 1),
    kind="benefit.settling_in",
)
LUMP_SUMS.boolean(
    "benefit.karabakh_lump_sum_paid",
    (
        "Birinci Qarabağ müharibəsi ilə əlaqədar əlilliyi olan şəxsə birdəfəlik ödəniş verilib",
        "The lump sum of the first Karabakh war has been paid",
        "Выплачена единовременная сумма за Первую карабахскую войну",
    ),
    f"coalesce(bool_or({is_a('benefit.karabakh_lump_sum')}), false)",
    kind="benefit.karabakh_lump_sum",
)

BIRTH_PAID = Group(
    Source(
        name="birth_paid",
        registry="MUAV",
        institution="DSMF",
        tables=f"registries_benefitcase r {counted()} JOIN registries_person p ON p.fin = r.basis_key",
        key="p.id",
        where=f"{stands()} AND {is_a('benefit.birth')}",
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
    kind="benefit.birth",
    note="Ask it about the child.",
)

STIPEND = Group(
    Source(
        name="stipend",
        registry="TEQ",
        institution="DSMF",
        tables=f"registries_stipendcase r {counted()}",
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
_counts(STIPEND, "stipend", award_kinds.STIPENDS, Decimal("120.00"))

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
