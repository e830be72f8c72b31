"""Benefits and stipends whose amount alone tells whether a rise has reached them: the services and texts of each."""

from __future__ import annotations

from .source import Texts

BENEFITS_PAID: dict[str, tuple[tuple[str, ...], Texts]] = {
    "age": (
        ("05-21",),
        ("Yaşa görə müavinətin məbləği", "Amount of the age benefit", "Сумма пособия по возрасту"),
    ),
    "disability_81_100": (
        ("05-22",),
        (
            "81–100 % əlilliyə görə müavinətin məbləği",
            "Amount of the benefit for 81–100 % disability",
            "Сумма пособия при инвалидности 81–100 %",
        ),
    ),
    "disability_61_80": (
        ("05-23",),
        (
            "61–80 % əlilliyə görə müavinətin məbləği",
            "Amount of the benefit for 61–80 % disability",
            "Сумма пособия при инвалидности 61–80 %",
        ),
    ),
    "disability_31_60": (
        ("05-24",),
        (
            "31–60 % əlilliyə görə müavinətin məbləği",
            "Amount of the benefit for 31–60 % disability",
            "Сумма пособия при инвалидности 31–60 %",
        ),
    ),
    "disabled_child": (
        ("05-25",),
        (
            "Əlilliyi olan uşağa görə müavinətin məbləği",
            "Amount of the benefit for a child with disability",
            "Сумма пособия на ребёнка с инвалидностью",
        ),
    ),
    "survivor": (
        ("05-26",),
        (
            "Ailə başçısını itirməyə görə müavinətin məbləği",
            "Amount of the survivor's benefit",
            "Сумма пособия по потере кормильца",
        ),
    ),
    "conscript_child": (
        ("05-27",),
        (
            "Müddətli hərbi qulluqçunun uşağına müavinətin məbləği",
            "Amount of the benefit for a conscript's child",
            "Сумма пособия на ребёнка срочнослужащего",
        ),
    ),
    "guardian": (
        ("05-28",),
        ("Qəyyum müavinətinin məbləği", "Amount of the guardians' benefit", "Сумма пособия опекуна"),
    ),
    "infant": (
        ("05-29",),
        (
            "Bir yaşınadək uşağa görə müavinətin məbləği",
            "Amount of the benefit for a child under one",
            "Сумма пособия на ребёнка до года",
        ),
    ),
    "adopted_child": (
        ("05-31",),
        (
            "Övladlığa götürülən uşağa görə müavinətin məbləği",
            "Amount of the benefit for an adopted child",
            "Сумма пособия на усыновлённого ребёнка",
        ),
    ),
    "foster_disabled_child": (
        ("05-34",),
        (
            "Himayəyə götürülən əlilliyi olan uşağa görə müavinətin məbləği",
            "Amount of the benefit for a foster child with disability",
            "Сумма пособия на приёмного ребёнка с инвалидностью",
        ),
    ),
    "war_child": (
        ("05-38",),
        (
            "Şəhid və müharibə əlili uşağına müavinətin məbləği",
            "Amount of the benefit for a child of a martyr or war-disabled parent",
            "Сумма пособия на ребёнка шехида или инвалида войны",
        ),
    ),
}

STIPENDS_PAID: dict[str, tuple[tuple[str, ...], Texts]] = {
    "patriotic_war_hero": (
        ("07-01",),
        (
            "Vətən Müharibəsi Qəhrəmanı təqaüdünün məbləği",
            "Amount of the stipend of a Hero of the Patriotic War",
            "Сумма стипендии Героя Отечественной войны",
        ),
    ),
    "national_hero": (
        ("07-02",),
        (
            "Milli Qəhrəman təqaüdünün məbləği",
            "Amount of the stipend of a National Hero",
            "Сумма стипендии Национального героя",
        ),
    ),
    "war_disabled": (
        ("07-06-1", "07-06-2", "07-06-3", "07-06-4"),
        (
            "Müharibə və xidmətlə bağlı əlillik təqaüdünün məbləği",
            "Amount of the stipend for disability of war or service",
            "Сумма стипендии по инвалидности войны или службы",
        ),
    ),
    "severe_disability": (
        ("07-07",),
        (
            "Ümumi səbəbdən 81–100 % əlillik təqaüdünün məbləği",
            "Amount of the stipend for 81–100 % disability of general cause",
            "Сумма стипендии при инвалидности 81–100 % по общей причине",
        ),
    ),
    "blind": (
        ("07-08",),
        (
            "Gözdən 81–100 % əlillik təqaüdünün məbləği",
            "Amount of the stipend for 81–100 % disability of sight",
            "Сумма стипендии при инвалидности 81–100 % по зрению",
        ),
    ),
    "carer": (
        ("07-09", "07-10"),
        ("Qulluq təqaüdünün məbləği", "Amount of the carer's stipend", "Сумма стипендии за уход"),
    ),
    "personal": (
        ("07-13",),
        (
            "Prezidentin fərdi təqaüdünün məbləği",
            "Amount of the personal stipend of the President",
            "Сумма персональной стипендии Президента",
        ),
    ),
}
