"""Pages as they look on an ordinary working day, for tests and for looking at: invented people only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from dost.backoffice.contexts import (
    CaseListPage,
    CasePage,
    CaseRow,
    DayEvent,
    DayPage,
    DayTotal,
    InstitutionHealth,
    ListView,
    PurposePage,
    ServiceRow,
    StageCount,
    WaitingReason,
)
from dost.cases.models import Entitlement, Evidence
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.text import words
from dost.cases.text.choice import choice_view
from dost.cases.text.contexts import (
    AccessEntry,
    AmountLine,
    AmountView,
    CriterionView,
    DecisionView,
    EntitlementView,
    EvidenceView,
    FactView,
    MessageView,
    PaymentView,
    Summary,
    TimelineEntry,
)
from dost.notifications.offers import Offer, Side
from dost.ui.contexts import Choice, FilterField, PageLink, Pagination, Person, SelectedFilter
from dost.ui.words import tag

BAKU = ZoneInfo("Asia/Baku")
DAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 14, 26, 31, tzinfo=BAKU)


def _at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 3, 3, hour, minute, second, tzinfo=BAKU)


def _total(*by_hour: int) -> DayTotal:
    return DayTotal(sum(by_hour), by_hour)


SERVICES = (
    (
        "05-40",
        "Uşağın anadan olmasına görə birdəfəlik müavinət (valideynləri işləməyən)",
        3412,
        3170,
        4,
        61,
        177,
        3104,
        "1862400",
    ),
    (
        "05-41",
        "Uşağın anadan olmasına görə birdəfəlik müavinət (sosial sığorta)",
        1808,
        1722,
        0,
        12,
        74,
        1690,
        "1014000",
    ),
    (
        "06-09",
        "Əmək qabiliyyətinin azaldığı dövrə görə müavinətlərin təyin edilməsi",
        951,
        902,
        11,
        38,
        0,
        902,
        "268410.55",
    ),
    ("04-02", "Əlilliyə görə əmək pensiyası", 412, 371, 9, 32, 0, 360, "140760"),
    ("05-07", "18 yaşınadək əlilliyi olan uşaqlara müavinət", 187, 163, 0, 7, 17, 159, "41340"),
    ("04-01", "Yaşa görə əmək pensiyası", 143, 131, 0, 12, 0, 128, "61952.40"),
    ("05-12", "Dəfn üçün birdəfəlik müavinət", 96, 88, 2, 6, 0, 88, "44000"),
    ("08-03", "Ünvanlı dövlət sosial yardımı", 41, 0, 0, 41, 0, 0, "0"),
)


def day_page() -> DayPage:
    """A busy Tuesday afternoon with the Ministry of Justice down."""
    return DayPage(
        url="/",
        on=DAY,
        updated_at=NOW,
        live=True,
        detected=_total(12, 8, 4, 2, 3, 9, 41, 160, 612, 940, 1021, 988, 702, 1340, 1208),
        decided=_total(12, 8, 4, 2, 3, 9, 40, 151, 590, 921, 1010, 980, 699, 1188, 1080),
        paid=_total(0, 0, 0, 0, 0, 0, 0, 0, 1204, 882, 930, 1011, 640, 902, 862),
        announced=_total(0, 0, 0, 0, 0, 0, 0, 0, 1190, 890, 921, 1015, 640, 899, 851),
        money_paid=Decimal("3432862.95"),
        money_by_hour=tuple(
            Decimal(n) for n in (0, 0, 0, 0, 0, 0, 0, 0, 640100, 470400, 489100, 530000, 338200, 501000, "464062.95")
        ),
        stages=(
            StageCount("verify", Stage.VERIFY.label, 214, 268, "/cases/?stage=verify"),
            StageCount("choose", Stage.CHOOSE.label, 0, 12, "/cases/?stage=choose"),
            StageCount("decide", Stage.DECIDE.label, 31, 209, "/cases/?stage=decide"),
            StageCount("pay", Stage.PAY.label, 118, 43, "/cases/?stage=pay"),
            StageCount("notify", Stage.NOTIFY.label, 25, 0, "/cases/?stage=notify"),
            StageCount("closed", Stage.CLOSED.label, 6380, 0, "/cases/?stage=closed"),
        ),
        waiting=(
            WaitingReason(
                "Məlumat ziddiyyətlidir, əməkdaş baxmalıdır",
                "Əməkdaş",
                209,
                NOW - timedelta(days=2, hours=5),
                "/cases/?on=clerk",
                for_staff=True,
            ),
            WaitingReason("Doğum aktı təsdiqlənməyib", "Ədliyyə Nazirliyi", 251, _at(11, 12), "/cases/?on=EDLIYYE"),
            WaitingReason("Hesab açılmayıb", "Bank", 43, _at(13, 2), "/cases/?on=bank"),
            WaitingReason("Şəxsiyyəti təsdiq edən sənəd yoxlanılmayıb", "Daxili İşlər Nazirliyi", 17, _at(14, 24, 12)),
            WaitingReason("Razılıq gözlənilir", "Şəxs özü", 12, NOW - timedelta(hours=19)),
        ),
        services=tuple(
            ServiceRow(code, name, a, b, c, d, e, f, Decimal(money), f"/cases/?service={code}")
            for code, name, a, b, c, d, e, f, money in SERVICES
        ),
        service_count=63,
        all_services_url="/?services=all",
        events=(
            DayEvent(
                _at(14, 26, 30),
                "doğuma görə müavinət ödənildi",
                "2026-0048812",
                tag("payment", "done"),
                "/cases/48812/",
            ),
            DayEvent(_at(14, 26, 29), "SMS göndərildi", "2026-0048790", tag("message", "done"), "/cases/48790/"),
            DayEvent(
                _at(14, 26, 28),
                "əlillik pensiyası təyin edildi",
                "2026-0048833",
                words.tag(Outcome.GRANTED),
                "/cases/48833/",
            ),
            DayEvent(
                _at(14, 26, 28),
                "Ədliyyə Nazirliyi cavab vermir",
                "2026-0048845",
                words.tag(State.WAITING),
                "/cases/48845/",
            ),
            DayEvent(_at(14, 26, 27), "doğum qeydiyyatından hüquq tapıldı", "2026-0048851", None, "/cases/48851/"),
            DayEvent(
                _at(14, 26, 25),
                "məlumat ziddiyyətlidir",
                "2026-0048802",
                words.tag(State.WAITING),
                "/cases/48802/",
            ),
        ),
        institutions=(
            InstitutionHealth("DIN", "Daxili İşlər Nazirliyi", "ok", 84, 17),
            InstitutionHealth("EDLIYYE", "Ədliyyə Nazirliyi", "down", None, 251, _at(11, 12)),
            InstitutionHealth(
                "DVX", "İqtisadiyyat Nazirliyi yanında Dövlət Vergi Xidməti", "slow", 2360, 0, _at(13, 48)
            ),
            InstitutionHealth("DSMF", "Dövlət Sosial Müdafiə Fondu", "ok", 31, 0),
            InstitutionHealth("BANK", "Tərəfdaş bank", "ok", 412, 43),
            InstitutionHealth("SMS", "SMS qovşağı", "ok", 65, 0),
        ),
        previous_url="/?on=2026-03-02",
    )


def empty_day_page() -> DayPage:
    """Six in the morning on a new installation."""
    nothing = DayTotal(0, ())
    stages = tuple(replace(stage, ready=0, waiting=0) for stage in day_page().stages)
    return DayPage("/", DAY, _at(6, 0), True, nothing, nothing, nothing, nothing, Decimal(0), stages=stages)


PEOPLE = (
    ("Məmmədova Aysel Rəşad qızı", "5JX4K2P"),
    ("Hüseynov Elçin Şahin oğlu", "1ZR8Q6T"),
    ("Əliyeva-Süleymanzadə Gülnarə Nəsrəddin qızı", "7BC2M9D"),
    ("Quliyev Tərlan İsmayıl oğlu", "3HN5V1W"),
    ("Ağayeva Züleyxa Əvəz qızı", "6PT9S4G"),
    ("Babayev Çingiz Ülvi oğlu", "2KD7Y8R"),
    ("İbrahimova Nərmin Fərhad qızı", "4MV3C5X"),
    ("Cəfərzadə Ömər Həsən oğlu", "8QF6J2L"),
)


def case_row(index: int) -> CaseRow:
    """One row; the eight variants cover every combination of state and outcome."""
    name, fin = PEOPLE[index % len(PEOPLE)]
    service = SERVICES[index % 5]
    variants = (
        ("closed", "done", "granted", "600"),
        ("verify", "waiting", None, None),
        ("decide", "waiting", None, None),
        ("closed", "done", "refused", None),
        ("pay", "ready", "granted", "391"),
        ("pay", "waiting", "granted", "260"),
        ("verify", "ready", None, None),
        ("closed", "done", "no_right", None),
    )
    stage, state, outcome, amount = variants[index % len(variants)]
    waits = {"verify": "Ədliyyə Nazirliyi", "decide": "Əməkdaş", "pay": "Bank"} if state == "waiting" else {}
    return CaseRow(
        number=f"2026-00{48851 - index}",
        url=f"/cases/{48851 - index}/",
        person_name=name,
        fin=fin,
        service_code=service[0],
        service_name=service[1],
        stage=words.on_the_road(stage, state)[0],
        state=words.on_the_road(stage, state)[1],
        waiting_on=waits.get(stage, ""),
        waiting_since=_at(11, 12) if waits else None,
        taken_by="Nigar Rzayeva" if index == 3 else "",
        outcome=words.tag(Outcome(outcome)) if outcome else None,
        amount=Decimal(amount) if amount else None,
        origin=(Origin.EVENT, Origin.EVENT, Origin.DATE, Origin.COUNTER, Origin.RULE)[index % 5].label,
        opened_at=NOW - timedelta(minutes=7 * index),
    )


def _select(name: str, label: str, codes: type[models.TextChoices]) -> FilterField:
    choices = tuple(Choice(code.value, code.label) for code in codes if code.value)
    return FilterField(name, label, "select", (Choice("", "—"), *choices))


def list_page(*, date_error: str = "") -> CaseListPage:
    """Twenty of 1,284 waiting cases."""
    return CaseListPage(
        url="/cases/",
        all_url="/cases/?view=all",
        views=(
            ListView(gettext_lazy("Need a member of staff"), "/cases/", False, "209"),
            ListView(pgettext_lazy("cases", "Mine"), "/cases/?mine=1", False),
            ListView(gettext_lazy("All that are open"), "/cases/?state=waiting", True),
            ListView(pgettext_lazy("cases", "All"), "/cases/?view=all", False),
        ),
        for_staff=False,
        most_counted=1000,
        filters=(
            FilterField(
                "service",
                "Xidmət",
                "select",
                (Choice("", "—"), *(Choice(s[0], f"{s[0]} {s[1]}") for s in SERVICES)),
            ),
            _select("stage", "Mərhələ", Stage),
            FilterField(
                "state",
                "Vəziyyət",
                "checkboxes",
                tuple(Choice(code.value, code.label, code is State.WAITING) for code in State),
            ),
            _select("waiting_on", "Kimi gözləyir", WaitingOn),
            _select("outcome", "Qərar", Outcome),
            _select("origin", "Mənbə", Origin),
            FilterField("from", "Açılıb: tarixdən", "date", value="2026-03-01"),
            FilterField("to", "Açılıb: tarixədək", "date", value="", error=date_error),
        ),
        selected=(
            SelectedFilter("Vəziyyət", State.WAITING.label, "/cases/?from=2026-03-01"),
            SelectedFilter("Tarixdən", "01.03.2026", "/cases/?state=waiting"),
        ),
        rows=tuple(case_row(index) for index in range(20)),
        pagination=Pagination(
            21,
            40,
            1284,
            (
                PageLink(1, "/cases/?page=1"),
                PageLink(2, "/cases/?page=2", current=True),
                PageLink(3, "/cases/?page=3"),
                PageLink(None),
                PageLink(65, "/cases/?page=65"),
            ),
            "/cases/?page=1",
            "/cases/?page=3",
        ),
    )


def empty_list_page() -> CaseListPage:
    """Filters that nothing matches."""
    return replace(list_page(), rows=(), pagination=Pagination(0, 0, 0))


def work_page() -> CaseListPage:
    """What needs a member of staff: more than are counted."""
    page = list_page()
    views = tuple(replace(view, current=view.url == "/cases/") for view in page.views)
    return replace(
        page,
        views=(replace(views[0], number="1 000+"), *views[1:]),
        for_staff=True,
        selected=(SelectedFilter("Kimi gözləyir", WaitingOn.CLERK.label, "/cases/?view=all"),),
        pagination=Pagination(1, 20, None, next_url="/cases/?waiting_on=clerk&page=2"),
    )


MOTHER = Person(
    name="Məmmədova Aysel Rəşad qızı",
    fin="5JX4K2P",
    born=date(1998, 7, 14),
    age=27,
    district="Bakı, Binəqədi rayonu",
    phone_masked="+994 50 ••• •• 17",
    language="azərbaycan dili",
)

CRITERIA = (
    CriterionView(
        "alive",
        "Uşaq diri doğulub",
        True,
        "“Sosial müavinətlər haqqında” Qanun, maddə 9",
        "child.alive",
        (
            FactView(
                "child.alive",
                "Uşaq sağdır",
                "boolean",
                True,
                "Ədliyyə Nazirliyi",
                "Əhali reyestri",
                date(2026, 2, 27),
                "DA-2026-118204",
            ),
        ),
    ),
    CriterionView(
        "resident",
        "Valideyn Azərbaycanda daimi yaşayır və azadlıqdan məhrum edilməyib",
        True,
        "“Sosial müavinətlər haqqında” Qanun, maddə 2",
        "payee.resident AND NOT payee.imprisoned",
        (
            FactView(
                "mother.resident",
                "Daimi yaşayış yeri Azərbaycandadır",
                "boolean",
                True,
                "Daxili İşlər Nazirliyi",
                "Əhali reyestri",
                date(2019, 5, 6),
            ),
            FactView(
                "mother.imprisoned",
                "Cəza çəkmə müəssisəsindədir",
                "boolean",
                False,
                "Penitensiar Xidmət",
                "Əhali reyestri",
                date(2026, 3, 3),
            ),
        ),
    ),
    CriterionView(
        "unemployed",
        "Valideynlərdən heç biri işləmir",
        True,
        "Nazirlər Kabinetinin 7 fevral 2006-cı il 37 nömrəli Qərarı",
        "NOT mother.employment.active AND NOT father.employment.active",
        (
            FactView(
                "mother.employment.active",
                "Ananın qüvvədə olan əmək müqaviləsi var",
                "boolean",
                False,
                "Dövlət Vergi Xidməti",
                "EMAS",
                date(2026, 3, 3),
            ),
            FactView(
                "father.employment.active",
                "Atanın qüvvədə olan əmək müqaviləsi var",
                "boolean",
                False,
                "Dövlət Vergi Xidməti",
                "EMAS",
                date(2026, 3, 3),
            ),
            FactView(
                "mother.income.monthly",
                "Ananın son 12 ayda orta aylıq gəliri",
                "money",
                Decimal(0),
                "Dövlət Vergi Xidməti",
                "EMAS",
                date(2026, 3, 3),
            ),
        ),
    ),
    CriterionView(
        "not_paid_before",
        "Bu uşağa görə müavinət əvvəllər ödənilməyib",
        True,
        "“Sosial müavinətlər haqqında” Qanun, maddə 9",
        "NOT birth.benefit_already_paid",
        (
            FactView(
                "birth.benefit_already_paid",
                "Müavinət artıq ödənilib",
                "boolean",
                False,
                "Dövlət Sosial Müdafiə Fondu",
                "MUAV",
                date(2026, 3, 3),
            ),
        ),
    ),
)


def paid_case() -> CasePage:
    """A birth benefit that went the whole road in twelve seconds."""
    return CasePage(
        number="2026-0048812",
        person=MOTHER,
        service_code="05-40",
        service_name="Uşağın anadan olmasına görə birdəfəlik müavinət",
        provider="Dövlət Sosial Müdafiə Fondu",
        origin=Origin.EVENT.label,
        stage="",
        state=words.tag(State.DONE),
        opened_at=_at(14, 26, 18),
        basis="Doğum aktı DA-2026-118204, 27 fevral 2026",
        summary=Summary(
            "paid",
            Decimal(600),
            "Məmmədova Aysel Rəşad qızı",
            _at(14, 26, 30),
            "Uşaq: Məmmədov Kənan, 27 fevral 2026-cı ildə doğulub.",
        ),
        list_url="/cases/",
        timeline=(
            TimelineEntry(_at(14, 26, 31), "SMS çatdırıldı", "SMS qovşağı"),
            TimelineEntry(
                _at(14, 26, 30),
                "600,00 ₼ ödənildi",
                "Tərəfdaş bank",
                "Hesab açıldı, kart Binəqədi filialındadır.",
            ),
            TimelineEntry(_at(14, 26, 26), "Müavinət təyin edildi", "Sistem", "05-40, 1 aprel 2019-cu il redaksiyası"),
            TimelineEntry(_at(14, 26, 19), "Dörd qurumdan soruşuldu", "Sistem", "Hamısı təsdiqlədi."),
            TimelineEntry(
                _at(14, 26, 18),
                "Hüquq tapıldı",
                "Ədliyyə Nazirliyi",
                "Doğum aktı DA-2026-118204 qeydə alındı.",
            ),
        ),
        decision=DecisionView(
            outcome=words.tag(Outcome.GRANTED),
            criteria=CRITERIA,
            on=date(2026, 2, 27),
            decided_at=_at(14, 26, 26),
            decided_by="Sistem",
            version="05-40, 01.04.2019",
            content_hash="9f2c4e1ab07d5533c1e8a4b6d2f09a77e6b15c3d8840fe21",
            law=("“Sosial müavinətlər haqqında” Azərbaycan Respublikasının Qanunu (55-IIIQ, 07.02.2006)",),
            amount=AmountView(
                Decimal(600),
                (
                    AmountLine("Doğuma görə birdəfəlik müavinət", Decimal(600), note="01.07.2025-dən"),
                    AmountLine("Uşaqların sayı", 1, "×", money=False),
                ),
                "parameter.birth_benefit",
                Entitlement.Period.ONCE.label,
            ),
        ),
        evidence=(
            EvidenceView(
                "Daxili İşlər Nazirliyi",
                "Şəxsiyyət təsdiqlənirmi?",
                "Bəli, sənəd AA 4417203 etibarlıdır",
                words.tag(Evidence.Finding.CONFIRMED),
                _at(14, 26, 19),
                84,
                1,
            ),
            EvidenceView(
                "Daxili İşlər Nazirliyi",
                "Şəxs sağdırmı?",
                "Bəli",
                words.tag(Evidence.Finding.CONFIRMED),
                _at(14, 26, 19),
                79,
                1,
            ),
            EvidenceView(
                "Ədliyyə Nazirliyi",
                "Doğum aktı qüvvədədirmi?",
                "Bəli, DA-2026-118204",
                words.tag(Evidence.Finding.CONFIRMED),
                _at(14, 26, 19),
                1320,
                2,
            ),
            EvidenceView(
                "İqtisadiyyat Nazirliyi yanında Dövlət Vergi Xidməti",
                "Valideynlər işləyirmi?",
                "Xeyr, hər ikisi üzrə qüvvədə olan müqavilə yoxdur",
                words.tag(Evidence.Finding.CONFIRMED),
                _at(14, 26, 20),
                212,
                1,
            ),
        ),
        entitlements=(
            EntitlementView(
                "Məmmədova Aysel Rəşad qızı",
                Decimal(600),
                Entitlement.Period.ONCE.label,
                date(2026, 2, 27),
                None,
                words.IN_FORCE,
                (
                    PaymentView(
                        Entitlement.Period.ONCE.label,
                        Decimal(600),
                        tag("payment", "done"),
                        DAY,
                        _at(14, 26, 30),
                        "Tərəfdaş bank",
                        "AZ•• •••• 4417",
                        "TRF20260303-0091827",
                    ),
                ),
            ),
        ),
        messages=(
            MessageView(
                "SMS",
                "+994 50 ••• •• 17",
                "az",
                "Hörmətli Aysel Məmmədova, uşağınızın anadan olmasına görə 600,00 ₼ müavinət təyin edildi və "
                "hesabınıza köçürüldü. Kartınızı bankın Binəqədi filialından götürə bilərsiniz. DOST, 142",
                tag("message", "done"),
                _at(14, 26, 31),
            ),
        ),
        access_purpose="İş üzrə baxış – müraciət 142-dən daxil olub",
        access_until=_at(15, 26),
        accesses=(
            AccessEntry("Nigar Rzayeva", "Müfəttiş", "İş üzrə baxış", _at(14, 26, 31)),
            AccessEntry("Sistem", "Avtomatik yoxlama", "Hüququn avtomatik yoxlanılması", _at(14, 26, 19)),
        ),
    )


def waiting_case() -> CasePage:
    """The same benefit while the Ministry of Justice does not answer: one criterion is not known."""
    case = paid_case()
    alive = CRITERIA[0]
    unknown = replace(alive, result=None, facts=(replace(alive.facts[0], value=None, recorded_on=None, reference=""),))
    assert case.decision is not None
    silent = EvidenceView(
        "Ədliyyə Nazirliyi",
        "Doğum aktı qüvvədədirmi?",
        "Cavab yoxdur: 5 saniyə ərzində qoşulmaq olmadı",
        words.NO_ANSWER,
        _at(14, 20, 2),
        None,
        7,
    )
    return replace(
        case,
        stage=Stage.VERIFY.label,
        state=words.tag(State.WAITING),
        summary=Summary(
            "waiting",
            whom="Ədliyyə Nazirliyi",
            at=_at(11, 12),
            reason="Doğum aktı təsdiqlənməyib. Sistem özü təkrar soruşur, növbəti cəhd 14:31-də.",
        ),
        decision=replace(
            case.decision,
            outcome=words.tag(Outcome.NONE),
            decided_at=None,
            decided_by="",
            criteria=(unknown, *CRITERIA[1:]),
            amount=None,
        ),
        evidence=(*case.evidence[:2], silent),
        entitlements=(),
        messages=(),
        timeline=(
            TimelineEntry(
                _at(11, 12),
                "Ədliyyə Nazirliyi cavab vermir",
                "Sistem",
                "Doğum aktı təsdiqlənməyib; 7 cəhd edilib.",
            ),
            TimelineEntry(
                _at(11, 11, 58),
                "Hüquq tapıldı",
                "Ədliyyə Nazirliyi",
                "Doğum aktı DA-2026-118204 qeydə alındı.",
            ),
        ),
    )


def choosing_case() -> CasePage:
    """A disability benefit beside an old-age benefit that is paid: the person is asked."""
    asked = Side(
        service="05-22",
        name={
            "az": "Əlilliyə görə müavinət (əlillik dərəcəsi 81–100 faiz olan şəxslərə)",
            "en": "Disability benefit (people whose functions are limited by 81–100 per cent)",
            "ru": "Пособие по инвалидности (лицам с ограничением функций 81–100 процентов)",
        },
        amount=Decimal(250),
        is_paid=True,
        is_monthly=True,
        starts=date(2026, 3, 1),
        law=("Social Benefits Law (55-IIIQ, 07.02.2006), art. 6",),
    )
    held = Side(
        service="05-21",
        name={"az": "Yaşa görə müavinət", "en": "Old-age benefit", "ru": "Пособие по возрасту"},
        amount=Decimal("220.50"),
        is_paid=True,
        is_monthly=True,
        starts=date(2020, 1, 1),
        law=("Social Benefits Law (55-IIIQ, 07.02.2006), art. 5",),
        case_id=17,
    )
    return replace(
        waiting_case(),
        stage=Stage.CHOOSE.label,
        summary=Summary("waiting", whom=WaitingOn.PERSON.label, at=_at(11, 12)),
        choice=choice_view(Offer(asked, ends=(held,))),
    )


def refused_case() -> CasePage:
    """A pension-age man who works: one criterion not met; refused by an examiner, never by the system."""
    case = waiting_case()
    assert case.decision is not None
    not_met = replace(
        CRITERIA[2], result=False, facts=(replace(CRITERIA[2].facts[0], value=True), *CRITERIA[2].facts[1:])
    )
    return replace(
        case,
        stage="",
        state=words.tag(State.DONE),
        summary=Summary(
            "refused",
            at=_at(12, 40),
            reason="Ana işləyir: 12.01.2026 tarixli əmək müqaviləsi qüvvədədir. 05-41 üzrə təyin edilib.",
        ),
        answers=(
            FactView(
                "lives_alone",
                "Tək yaşayırsınız?",
                "boolean",
                True,
                "şəxs özü deyib",
                recorded_on=date(2026, 3, 3),
            ),
            FactView("rent", "Ayda nə qədər kirayə ödəyirsiniz?", "money", None, "hələ cavab verilməyib"),
        ),
        decision=replace(
            case.decision,
            outcome=words.tag(Outcome.REFUSED),
            decided_at=_at(12, 40),
            decided_by="Nigar Rzayeva",
            criteria=(CRITERIA[0], CRITERIA[1], not_met, CRITERIA[3]),
        ),
    )


def purpose_page(*, error: bool = False) -> PurposePage:
    """The question before a record opens."""
    return PurposePage(
        case_number="2026-0048812",
        service_name="Uşağın anadan olmasına görə birdəfəlik müavinət",
        purposes=(
            Choice("case", "İş üzrə baxış"),
            Choice("visit", "Şəxs qəbuldadır"),
            Choice("supervision", "Nəzarət"),
            Choice("audit", "Audit"),
        ),
        error_purpose="Səbəbi seçin" if error else "",
        next_url="/cases/48812/",
        back_url="/cases/",
    )
