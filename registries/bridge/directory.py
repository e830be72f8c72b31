"""Who is on the other side of the bridge: what each institution can be asked, in what doses, and how long to
wait.

A question names the particulars it carries (`asks`) and the words of its answer (`tells`), each with its
kind. A kind is one of `text`, `texts` (a list), `date` (`2026-07-01`), `boolean`, `integer`, `money`
(`"600.00"`); with `?` after it a particular may be left out, and a word of an answer may be null.

`on` is the day a question is about. Left out, the institution answers as of its own today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

TEXT, TEXTS, DATE, BOOLEAN, INTEGER, MONEY = "text", "texts", "date", "boolean", "integer", "money"

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,15}")
_MONEY = re.compile(r"-?[0-9]{1,15}\.[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNKEEPABLE = re.compile("[\\x00\ud800-\udfff]")  # neither a database nor a page takes these


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """A question an institution answers: its particulars and the words of its answer, with their kinds."""

    name: str
    asks: Mapping[str, str]
    tells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """An institution as its callers must treat it.

    `max_items` is how many items one call may carry, `timeout` the seconds to wait for an answer,
    `concurrency` how many calls it takes at the same time.
    """

    code: str
    questions: Mapping[str, QuestionSpec] = field(default_factory=dict)
    max_items: int = 500
    timeout: float = 5.0
    concurrency: int = 4

    def question(self, name: str) -> QuestionSpec:
        """The question of that name; `LookupError` names those there are."""
        try:
            return self.questions[name]
        except KeyError:
            offered = ", ".join(sorted(self.questions))
            raise LookupError(f"{self.code} has no question {name!r}; it offers {offered}") from None


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank: its code in account numbers (IBAN) and its BIC. Both recalled from public lists."""

    code: str
    iban_code: str
    bic: str


BANKS: Mapping[str, Bank] = {
    bank.code: bank
    for bank in (
        Bank("ABB", "IBAZ", "IBAZAZ2X"),
        Bank("KAPITAL", "AIIB", "AIIBAZ2X"),
        Bank("XALQ", "HAJC", "HAJCAZ22"),
        Bank("RABITE", "RBTA", "RBTAAZ22"),
        Bank("UNI", "UBAZ", "UBAZAZ22"),
        Bank("ACCESS", "MICA", "MICAAZ22"),
        Bank("PASHA", "PAHA", "PAHAAZ22"),
        Bank("BRB", "BRES", "BRESAZ22"),
        Bank("AZTURK", "AZRT", "AZRTAZ22"),
        Bank("YELO", "NICB", "NICBAZ22"),
    )
}
DEFAULT_BANK = "ABB"
BANKS_BY_IBAN: Mapping[str, Bank] = {bank.iban_code: bank for bank in BANKS.values()}
"""The banks by the four letters that name them in an account number."""

OPERATORS: Mapping[str, str] = {
    "50": "AZERCELL",
    "51": "AZERCELL",
    "10": "AZERCELL",
    "55": "BAKCELL",
    "99": "BAKCELL",
    "70": "NAR",
    "77": "NAR",
    "60": "NAXTEL",
}


def operator_of(phone: str) -> str | None:
    """The operator of a mobile number in E.164 (`+994501234567`), by prefix; None when it is none."""
    if not re.fullmatch(r"\+994[0-9]{9}", phone):
        return None
    return OPERATORS.get(phone[4:6])


def _q(name: str, asks: Mapping[str, str], tells: Mapping[str, str]) -> QuestionSpec:
    return QuestionSpec(name, asks, tells)


_FIN = {"fin": TEXT}
_FIN_ON = {"fin": TEXT, "on": "date?"}

RECORDS = _q("records", _FIN, {"references": TEXTS})
"""Every institution answers this one: the live records about a person that it has sent to the registries."""

_STATUS = _q("status", _FIN_ON, {"statuses": TEXTS, "martyr_fin": "text?"})
_GUARDIANSHIP = _q(
    "guardianship",
    {"child_fin": TEXT, "on": "date?"},
    {"kind": TEXT, "carer_fin": TEXT, "document_no": TEXT, "since": DATE, "until": "date?"},
)
_SICK_LEAVE = _q(
    "sick_leave",
    {"fin": TEXT, "sheet_no": TEXT},
    {"days": INTEGER, "working_days": INTEGER, "since": DATE, "until": "date?"},
)
_STUDY = _q(
    "study",
    _FIN_ON,
    {"studies": BOOLEAN, "full_time": "boolean?", "level": "text?", "place": "text?", "until": "date?"},
)
_PHONE_OWNER = _q("number_owner", {"fin": TEXT, "phone": TEXT}, {"owned": BOOLEAN})
_ACCOUNT_OWNER = _q("account_owner", {"fin": TEXT, "iban": TEXT}, {"ownership": TEXT})


def _profile(code: str, *questions: QuestionSpec, **particulars: Any) -> Profile:
    return Profile(code, {one.name: one for one in (*questions, RECORDS)}, **particulars)


PROFILES: Mapping[str, Profile] = {
    profile.code: profile
    for profile in (
        _profile(
            "DIN",
            _q(
                "identity",
                _FIN,
                {
                    "fin": TEXT,
                    "surname": TEXT,
                    "given_name": TEXT,
                    "father_name": TEXT,
                    "birth_date": DATE,
                    "citizenship": TEXT,
                    "residence": TEXT,
                },
            ),
            _q("alive", _FIN, {"alive": BOOLEAN, "died_on": "date?"}),
        ),
        _profile(
            "EDLIYYE",
            _q(
                "birth_act",
                {"child_fin": TEXT},
                {
                    "act_no": TEXT,
                    "mother_fin": "text?",
                    "father_fin": "text?",
                    "born_on": DATE,
                    "born_alive": BOOLEAN,
                    "registered_on": DATE,
                },
            ),
            _q(
                "death_act",
                _FIN,
                {
                    "act_no": TEXT,
                    "died_on": DATE,
                    "ground": TEXT,
                    "registered_on": DATE,
                    "buried_by_fin": "text?",
                },
            ),
            _q(
                "kinship",
                {"fin": TEXT, "relative_fin": TEXT, "on": "date?"},
                {"kind": TEXT, "since": DATE, "until": "date?", "rights_removed": BOOLEAN},
            ),
            _q("marriage", _FIN_ON, {"married": BOOLEAN, "spouse_fin": "text?", "since": "date?"}),
            timeout=6.0,
        ),
        _profile(
            "DVX",
            _q(
                "employment",
                _FIN_ON,
                {"employed": BOOLEAN, "since": "date?", "employer_voen": "text?", "entrepreneur": BOOLEAN},
            ),
            _q("income", _FIN_ON, {"insured_income_12m": MONEY, "monthly_pay": MONEY}),
            _q(
                "representation",
                {"fin": TEXT, "voen": TEXT, "on": "date?"},
                {"represents": BOOLEAN, "position": "text?", "since": "date?"},
            ),
        ),
        _profile(
            "DSMF",
            _q("pension_capital", _FIN, {"capital": "money?", "months": INTEGER}),
            _q("payments", _FIN_ON, {"service_codes": TEXTS}),
            _q(
                "paid_for",
                {"fin": TEXT, "service_code": TEXT, "basis_key": TEXT},
                {"paid": BOOLEAN, "assigned_on": "date?"},
            ),
            timeout=4.0,
        ),
        _profile(
            "DTSERA",
            _q(
                "disability",
                {"decision_no": TEXT, "fin": "text?", "on": "date?"},
                {
                    "fin": TEXT,
                    "band": "text?",
                    "cause": TEXT,
                    "decision_date": DATE,
                    "since": DATE,
                    "until": "date?",
                    "before_18": BOOLEAN,
                    "in_force": BOOLEAN,
                },
            ),
            _q("rehabilitation", _FIN_ON, {"programmes": TEXTS, "kinds": TEXTS}),
            timeout=6.0,
        ),
        _profile(
            "SHXCDX",
            _q(
                "service",
                _FIN_ON,
                {"serving": BOOLEAN, "since": "date?", "until": "date?", "unit_no": "text?"},
            ),
            _STATUS,
            max_items=200,
        ),
        _profile("ETN", _STUDY, max_items=100, timeout=8.0),
        _profile("PESE", _STUDY, max_items=100, timeout=8.0),
        _profile(
            "MN",
            _STATUS,
            _q(
                "insurance_event",
                {"fin": TEXT, "event_no": TEXT},
                {"event": TEXT, "category": TEXT, "degree": "integer?", "confirmed": BOOLEAN},
            ),
            max_items=50,
            timeout=8.0,
        ),
        _profile("DTX", _STATUS, max_items=20, timeout=8.0),
        _profile("DSX", _STATUS, max_items=20, timeout=8.0),
        _profile("XDMX", _STATUS, max_items=20, timeout=8.0),
        _profile(
            "PENITENSIAR",
            _q("release", _FIN_ON, {"imprisoned": BOOLEAN, "released_on": "date?", "certificate_no": "text?"}),
            max_items=1,
            timeout=8.0,
            concurrency=8,
        ),
        _profile(
            "MEHKEME",
            _q("missing", _FIN, {"missing": BOOLEAN, "since": "date?"}),
            _GUARDIANSHIP,
            max_items=20,
            timeout=8.0,
        ),
        _profile(
            "RYIH",
            _q("household", _FIN_ON, {"members": TEXTS, "size": INTEGER}),
            _GUARDIANSHIP,
            max_items=50,
            timeout=10.0,
        ),
        _profile(
            "SXA",
            _q(
                "care",
                _FIN_ON,
                {"receives": BOOLEAN, "kind": "text?", "carer_fin": "text?", "since": "date?"},
            ),
            _GUARDIANSHIP,
        ),
        _profile("TEBIB", _SICK_LEAVE, max_items=200),
        _profile("ITSDA", _SICK_LEAVE, max_items=200),
        _profile(
            "DEMX",
            _q(
                "contract",
                {"fin": TEXT, "contract_no": TEXT},
                {
                    "since": DATE,
                    "until": "date?",
                    "suspended": BOOLEAN,
                    "monthly_pay": "money?",
                    "workplace_district": TEXT,
                    "term_months": "integer?",
                },
            ),
            _q("leave", _FIN_ON, {"on_leave": BOOLEAN, "kind": "text?", "since": "date?", "until": "date?"}),
        ),
        _profile(
            "DMA",
            _q("jobseeker", _FIN_ON, {"registered": BOOLEAN, "status": "text?", "since": "date?"}),
            _q("training", _FIN_ON, {"attends": BOOLEAN, "programme": "text?", "since": "date?"}),
            _q(
                "unemployment_event",
                _FIN,
                {
                    "ground": TEXT,
                    "dismissed_on": DATE,
                    "insured_months": INTEGER,
                    "lost_average_pay": "money?",
                },
            ),
        ),
        _profile("PA", _q("stipend_order", _FIN_ON, {"orders": TEXTS, "kinds": TEXTS}), max_items=50),
        _profile("DMX", _q("residence", _FIN, {"citizenship": TEXT, "residence": TEXT}), max_items=100),
        *(_profile(code, _ACCOUNT_OWNER, timeout=10.0) for code in BANKS),
        *(_profile(code, _PHONE_OWNER) for code in sorted(set(OPERATORS.values()))),
    )
}


def profile(code: str) -> Profile:
    """The institution of that code; one without questions of its own answers `records`, twenty at a time."""
    known = PROFILES.get(code)
    if known is not None:
        return known
    if not _CODE.fullmatch(code):
        raise LookupError(f"{code!r} is not the code of an institution")
    return _profile(code, max_items=20, timeout=8.0, concurrency=2)


def misfit(value: Any, kind: str) -> bool:
    """Whether a value is not of its kind. A particular or word that may be missing fits as None."""
    if kind.endswith("?"):
        return value is not None and misfit(value, kind[:-1])
    if kind == INTEGER:
        return not isinstance(value, int) or isinstance(value, bool)
    if kind == BOOLEAN:
        return not isinstance(value, bool)
    if kind == TEXTS:
        return not isinstance(value, list) or any(misfit(one, TEXT) for one in value)
    if not isinstance(value, str) or _UNKEEPABLE.search(value):
        return True
    if kind == DATE:
        return not _is_date(value)
    return kind == MONEY and not _MONEY.fullmatch(value)


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def check_items(spec: QuestionSpec, items: Iterable[Mapping[str, Any]]) -> None:
    """Raise `ValueError` for the first item that does not fit, naming the field and what is expected."""
    known = {"key", *spec.asks}
    for item in items:
        if misfit(item.get("key"), TEXT) or not item["key"]:
            raise ValueError(f"{spec.name}: every item needs a key, a text that is not empty")
        for name, kind in spec.asks.items():
            if misfit(item.get(name), kind):
                raise ValueError(f"{spec.name}: {name} must be of kind {kind}, not {item.get(name)!r}")
        unknown = set(item) - known
        if unknown:
            expected = ", ".join(sorted(known))
            raise ValueError(f"{spec.name}: unknown {', '.join(sorted(unknown))}; expected {expected}")
