"""Bases of TSERAS, REHAB, OVLAD and SOSX: a disability decision, an aid, a placement, care."""

from __future__ import annotations

from datetime import date

from .basis import REFERENCE, Basis, guardian_of, parent_ties, parents_of
from .children import PLACEMENT_KINDS
from .health import BANDS, CAUSES
from .model import Sensitivity
from .source import alive, codes, valid, younger_than

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
    ("Əlillik dərəcəsi", "Degree of disability", "Степень инвалидности"),
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
DISABILITY.boolean(
    "newest",
    ("Ən son qərardır", "Is the latest decision", "Последнее решение"),
    f"""NOT EXISTS (SELECT FROM registries_disabilitydecision o WHERE o.person_id = r.person_id AND {valid("o")}
      AND (o.decision_date, o.id) > (r.decision_date, r.id))""",
    absent=True,
    note="Of two decisions of one day, the one that was stated last.",
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

CARE = Basis(
    name="care",
    texts=("Qulluq", "Care for a person", "Уход за человеком"),
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
    ("Qulluq edilən şəxs tam dövlət təminatındadır", "On full state provision", "На полном гособеспечении"),
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
