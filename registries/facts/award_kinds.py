"""The kinds of award that facts ask about: what the awards of a service count as.

No fact knows the code of a service. A service says in its passport (`counts_as`) which of these kinds its awards are,
past and to come; the database keeps that beside the awards (`registries.models.CountedAs`), where the facts read it. So
a service made tomorrow counts like those of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .source import Texts


@dataclass(frozen=True, slots=True)
class AwardKind:
    """A kind of award: its registry, and what it is called.

    `name` is the group of its facts and a word: "benefit.survivor". `received` is the text of the fact that somebody
    receives one (`benefit.receives_survivor`), `amount` that of the least amount paid (`benefit.least_survivor`), which
    tells whether a rise has reached every award; None where there is no such fact.
    """

    name: str
    registry: str
    texts: Texts
    received: Texts | None = None
    amount: Texts | None = None

    @property
    def word(self) -> str:
        """The name without its group."""
        return self.name.partition(".")[2]

    @property
    def labels(self) -> dict[str, str]:
        """What it is called, by language."""
        az, en, ru = self.texts
        return {"az": az, "en": en, "ru": ru}


def counted(award: str = "r") -> str:
    """SQL: the join that finds what an award counts as; it has one row at most, so it adds none."""
    return f"LEFT JOIN registries_countedas counted ON counted.service_code = {award}.service_code"


def is_a(kind: str) -> str:
    """SQL: whether an award joined by `counted` is of this kind; NULL when its service counts as nothing."""
    return f"'{AWARD_KINDS[kind].name}' = ANY(counted.kinds)"


BENEFITS: Final = (
    AwardKind(
        "benefit.age",
        "MUAV",
        ("Yaşa görə müavinət", "Age benefit", "Пособие по возрасту"),
        received=("Yaşa görə müavinət alır", "Receives the age benefit", "Получает пособие по возрасту"),
        amount=("Yaşa görə müavinətin məbləği", "Amount of the age benefit", "Сумма пособия по возрасту"),
    ),
    AwardKind(
        "benefit.disability",
        "MUAV",
        ("Əlilliyə görə müavinət", "Disability benefit", "Пособие по инвалидности"),
        received=("Əlilliyə görə müavinət alır", "Receives a disability benefit", "Получает пособие по инвалидности"),
    ),
    AwardKind(
        "benefit.disability_81_100",
        "MUAV",
        ("81–100 % əlilliyə görə müavinət", "Benefit for 81–100 % disability", "Пособие при инвалидности 81–100 %"),
        amount=(
            "81–100 % əlilliyə görə müavinətin məbləği",
            "Amount of the benefit for 81–100 % disability",
            "Сумма пособия при инвалидности 81–100 %",
        ),
    ),
    AwardKind(
        "benefit.disability_61_80",
        "MUAV",
        ("61–80 % əlilliyə görə müavinət", "Benefit for 61–80 % disability", "Пособие при инвалидности 61–80 %"),
        amount=(
            "61–80 % əlilliyə görə müavinətin məbləği",
            "Amount of the benefit for 61–80 % disability",
            "Сумма пособия при инвалидности 61–80 %",
        ),
    ),
    AwardKind(
        "benefit.disability_31_60",
        "MUAV",
        ("31–60 % əlilliyə görə müavinət", "Benefit for 31–60 % disability", "Пособие при инвалидности 31–60 %"),
        amount=(
            "31–60 % əlilliyə görə müavinətin məbləği",
            "Amount of the benefit for 31–60 % disability",
            "Сумма пособия при инвалидности 31–60 %",
        ),
    ),
    AwardKind(
        "benefit.disabled_child",
        "MUAV",
        (
            "Əlilliyi olan uşağa görə müavinət",
            "Benefit for a child with disability",
            "Пособие на ребёнка с инвалидностью",
        ),
        amount=(
            "Əlilliyi olan uşağa görə müavinətin məbləği",
            "Amount of the benefit for a child with disability",
            "Сумма пособия на ребёнка с инвалидностью",
        ),
    ),
    AwardKind(
        "benefit.survivor",
        "MUAV",
        ("Ailə başçısını itirməyə görə müavinət", "Survivor's benefit", "Пособие по потере кормильца"),
        received=(
            "Ailə başçısını itirməyə görə müavinət alır",
            "Receives the survivor's benefit",
            "Получает пособие по потере кормильца",
        ),
        amount=(
            "Ailə başçısını itirməyə görə müavinətin məbləği",
            "Amount of the survivor's benefit",
            "Сумма пособия по потере кормильца",
        ),
    ),
    AwardKind(
        "benefit.conscript_child",
        "MUAV",
        (
            "Müddətli hərbi qulluqçunun uşağına müavinət",
            "Benefit for a conscript's child",
            "Пособие на ребёнка срочнослужащего",
        ),
        amount=(
            "Müddətli hərbi qulluqçunun uşağına müavinətin məbləği",
            "Amount of the benefit for a conscript's child",
            "Сумма пособия на ребёнка срочнослужащего",
        ),
    ),
    AwardKind(
        "benefit.guardian",
        "MUAV",
        ("Qəyyum müavinəti", "Guardians' benefit", "Пособие опекуна"),
        received=("Qəyyum müavinəti alır", "Receives the guardians' benefit", "Получает пособие опекуна"),
        amount=("Qəyyum müavinətinin məbləği", "Amount of the guardians' benefit", "Сумма пособия опекуна"),
    ),
    AwardKind(
        "benefit.infant",
        "MUAV",
        ("Bir yaşınadək uşağa görə müavinət", "Benefit for a child under one", "Пособие на ребёнка до года"),
        amount=(
            "Bir yaşınadək uşağa görə müavinətin məbləği",
            "Amount of the benefit for a child under one",
            "Сумма пособия на ребёнка до года",
        ),
    ),
    AwardKind(
        "benefit.many_children",
        "MUAV",
        (
            "Beşdən çox uşağı olan qadın müavinəti",
            "Benefit of women with more than five children",
            "Пособие женщин, имеющих более пяти детей",
        ),
        received=(
            "Beşdən çox uşağı olan qadın müavinəti alır",
            "Receives the benefit of women with more than five children",
            "Получает пособие женщин, имеющих более пяти детей",
        ),
    ),
    AwardKind(
        "benefit.placement",
        "MUAV",
        (
            "Övladlığa və ya himayəyə götürülən uşağa görə müavinət",
            "Benefit for an adopted or foster child",
            "Пособие на усыновлённого или приёмного ребёнка",
        ),
        received=(
            "Övladlığa və ya himayəyə götürdüyü uşağa görə müavinət alır",
            "Receives a benefit for an adopted or foster child",
            "Получает пособие на усыновлённого или приёмного ребёнка",
        ),
    ),
    AwardKind(
        "benefit.adopted_child",
        "MUAV",
        ("Övladlığa götürülən uşağa görə müavinət", "Benefit for an adopted child", "Пособие на усыновлённого ребёнка"),
        amount=(
            "Övladlığa götürülən uşağa görə müavinətin məbləği",
            "Amount of the benefit for an adopted child",
            "Сумма пособия на усыновлённого ребёнка",
        ),
    ),
    AwardKind(
        "benefit.foster_disabled_child",
        "MUAV",
        (
            "Himayəyə götürülən əlilliyi olan uşağa görə müavinət",
            "Benefit for a foster child with disability",
            "Пособие на приёмного ребёнка с инвалидностью",
        ),
        amount=(
            "Himayəyə götürülən əlilliyi olan uşağa görə müavinətin məbləği",
            "Amount of the benefit for a foster child with disability",
            "Сумма пособия на приёмного ребёнка с инвалидностью",
        ),
    ),
    AwardKind(
        "benefit.child_care",
        "MUAV",
        ("Uşağa qulluq müavinəti", "Child-care benefit", "Пособие по уходу за ребёнком"),
        received=(
            "Uşağa qulluq müavinəti alır",
            "Receives the child-care benefit",
            "Получает пособие по уходу за ребёнком",
        ),
    ),
    AwardKind(
        "benefit.civil_servant",
        "MUAV",
        (
            "Dövlət qulluqçusunun ömürlük müavinəti",
            "Lifetime benefit of civil servants",
            "Пожизненное пособие госслужащего",
        ),
        received=(
            "Dövlət qulluqçusunun ömürlük müavinətini alır",
            "Receives the lifetime benefit of civil servants",
            "Получает пожизненное пособие госслужащего",
        ),
    ),
    AwardKind(
        "benefit.war_child",
        "MUAV",
        (
            "Şəhidin və ya müharibə ilə əlaqədar əlilliyi olan şəxsin uşağına müavinət",
            "Benefit for a child of a martyr or war-disabled parent",
            "Пособие на ребёнка шехида или лица с инвалидностью, связанной с войной",
        ),
        amount=(
            "Şəhidin və ya müharibə ilə əlaqədar əlilliyi olan şəxsin uşağına müavinətin məbləği",
            "Amount of the benefit for a child of a martyr or war-disabled parent",
            "Сумма пособия на ребёнка шехида или лица с инвалидностью, связанной с войной",
        ),
    ),
    AwardKind(
        "benefit.birth", "MUAV", ("Uşağın anadan olmasına görə müavinət", "Birth benefit", "Пособие по случаю рождения")
    ),
    AwardKind(
        "benefit.settling_in",
        "MUAV",
        ("İlkin maddi şəraitin dəstəklənməsi müavinəti", "Settling-in benefit", "Пособие на обустройство"),
    ),
    AwardKind(
        "benefit.karabakh_lump_sum",
        "MUAV",
        (
            "Birinci Qarabağ müharibəsi ilə əlaqədar əlilliyi olan şəxsə birdəfəlik ödəniş",
            "Lump sum of the first Karabakh war",
            "Единовременная сумма за Первую карабахскую войну",
        ),
    ),
)
"""The benefits of MUAV."""

STIPENDS: Final = (
    AwardKind(
        "stipend.hero",
        "TEQ",
        ("Qəhrəman təqaüdü", "Hero's stipend", "Стипендия героя"),
        received=("Qəhrəman təqaüdü alır", "Receives a hero's stipend", "Получает стипендию героя"),
    ),
    AwardKind(
        "stipend.patriotic_war_hero",
        "TEQ",
        (
            "Vətən Müharibəsi Qəhrəmanı təqaüdü",
            "Stipend of a Hero of the Patriotic War",
            "Стипендия Героя Отечественной войны",
        ),
        amount=(
            "Vətən Müharibəsi Qəhrəmanı təqaüdünün məbləği",
            "Amount of the stipend of a Hero of the Patriotic War",
            "Сумма стипендии Героя Отечественной войны",
        ),
    ),
    AwardKind(
        "stipend.national_hero",
        "TEQ",
        ("Milli Qəhrəman təqaüdü", "Stipend of a National Hero", "Стипендия Национального героя"),
        amount=(
            "Milli Qəhrəman təqaüdünün məbləği",
            "Amount of the stipend of a National Hero",
            "Сумма стипендии Национального героя",
        ),
    ),
    AwardKind(
        "stipend.martyr_family",
        "TEQ",
        ("Şəhid ailəsi təqaüdü", "Stipend of a martyr's family", "Стипендия семьи шехида"),
        received=(
            "Şəhid ailəsi təqaüdü alır",
            "Receives a stipend of a martyr's family",
            "Получает стипендию семьи шехида",
        ),
    ),
    AwardKind(
        "stipend.war_disabled",
        "TEQ",
        (
            "Müharibə və xidmətlə bağlı əlillik təqaüdü",
            "Stipend for disability of war or service",
            "Стипендия по инвалидности, связанной с войной или службой",
        ),
        received=(
            "Müharibə və xidmətlə bağlı əlillik təqaüdü alır",
            "Receives a stipend for disability of war or service",
            "Получает стипендию по инвалидности, связанной с войной или службой",
        ),
        amount=(
            "Müharibə və xidmətlə bağlı əlillik təqaüdünün məbləği",
            "Amount of the stipend for disability of war or service",
            "Сумма стипендии по инвалидности, связанной с войной или службой",
        ),
    ),
    AwardKind(
        "stipend.disability",
        "TEQ",
        ("Əlilliyə görə təqaüd", "Disability stipend", "Стипендия по инвалидности"),
        received=("Əlilliyə görə təqaüd alır", "Receives a disability stipend", "Получает стипендию по инвалидности"),
    ),
    AwardKind(
        "stipend.severe_disability",
        "TEQ",
        (
            "Ümumi səbəbdən 81–100 % əlillik təqaüdü",
            "Stipend for 81–100 % disability of general cause",
            "Стипендия при инвалидности 81–100 % по общей причине",
        ),
        amount=(
            "Ümumi səbəbdən 81–100 % əlillik təqaüdünün məbləği",
            "Amount of the stipend for 81–100 % disability of general cause",
            "Сумма стипендии при инвалидности 81–100 % по общей причине",
        ),
    ),
    AwardKind(
        "stipend.blind",
        "TEQ",
        (
            "Gözdən 81–100 % əlillik təqaüdü",
            "Stipend for 81–100 % disability of sight",
            "Стипендия при инвалидности 81–100 % по зрению",
        ),
        amount=(
            "Gözdən 81–100 % əlillik təqaüdünün məbləği",
            "Amount of the stipend for 81–100 % disability of sight",
            "Сумма стипендии при инвалидности 81–100 % по зрению",
        ),
    ),
    AwardKind(
        "stipend.carer",
        "TEQ",
        ("Qulluq təqaüdü", "Carer's stipend", "Стипендия за уход"),
        received=("Qulluq təqaüdü alır", "Receives a carer's stipend", "Получает стипендию за уход"),
        amount=("Qulluq təqaüdünün məbləği", "Amount of the carer's stipend", "Сумма стипендии за уход"),
    ),
    AwardKind(
        "stipend.personal",
        "TEQ",
        ("Prezidentin fərdi təqaüdü", "Personal stipend of the President", "Персональная стипендия Президента"),
        amount=(
            "Prezidentin fərdi təqaüdünün məbləği",
            "Amount of the personal stipend of the President",
            "Сумма персональной стипендии Президента",
        ),
    ),
)
"""The stipends of TEQ."""

AWARD_KINDS: Final[Mapping[str, AwardKind]] = MappingProxyType({kind.name: kind for kind in (*BENEFITS, *STIPENDS)})
"""Every kind of award by its name."""
