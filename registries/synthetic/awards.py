"""Writes awards: what people already receive, with the stable key of what each right arose from.

The key is that of the rule's basis: a FİN for rights of a person, a child or a deceased; `source:reference` for
rights that arise from a record. A few monthly rights, and all of the last days, are left unassigned; a few others are
still paid what they were worth before the last rise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import country
from .amounts import amount, money
from .community import Community
from .days import ISO
from .human import Human
from .identifiers import BANKS, iban
from .sheet import FALSE, NULL, TRUE, Sheet

PROACTIVE_SINCE = date(2019, 10, 1).toordinal()
DECREE = date(2025, 7, 1).toordinal()
DECREE_REASON = "12.06.2025 tarixli Fərmanla artırılıb"
INDEXED_REASON = "Pensiyalar indeksasiya olunub"
NOT_RAISED = 0.005
"""Of the awards that a rise should have raised. A recalculation of everybody leaves a few tenths of a per cent behind
(blocked accounts, cases under review); that is an assumption. Fewer would not show in a small country."""
RAISED_ALONE = frozenset(
    {"05-01", "05-02", "05-04", "05-22", "05-23", "05-24", "05-26", "05-31", "05-34"}
    | {"07-01", "07-02", "07-07", "07-08", "07-09", "07-10", "07-13"}
)
"""Services whose award is a pension or one amount of law, so that one that was not raised can be told by its amount."""
PREFIXES = {
    "benefitcase": "MV",
    "pensioncase": "PN",
    "stipendcase": "TQ",
    "unemploymentpayment": "IS",
    "personalinsurancepayment": "SS",
    "assistancecase": "UY",
}
_SHARES_OF_BANKS = (0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6)


def account_of(human: Human) -> str:
    """The account that the person is paid on."""
    if not human.account:
        bank = BANKS[_SHARES_OF_BANKS[human.id * 7 % len(_SHARES_OF_BANKS)]]
        human.account = iban(bank, human.id * 1_000_000_007 % 10**16)
    return human.account


@dataclass(frozen=True, slots=True)
class Right:
    """One award to be written. Days are ordinals, `until` 0 for open; `amount` is in qəpik.

    `before` is what was paid until the last rise, `raised` the day of that, if it was not the decree of 2025.
    """

    code: str
    key: str
    since: int
    amount: int
    until: int = 0
    once: bool = False
    before: int = 0
    stopped: str = ""
    raised: int = DECREE


def assigned(community: Community, since: int, *, monthly: bool = True) -> bool:
    """Whether a right that arose on this day has been dealt with."""
    if since > community.on - country.UNASSIGNED_DAYS:
        return False
    return not monthly or community.draw() >= country.UNASSIGNED


def write(community: Community, sheet: Sheet, table: str, human: Human, right: Right, *own: str) -> None:
    """Write an award to a person, followed by its table's own columns; earlier rows of a raised award are kept."""
    delay = community.below(9) if right.since + 9 < community.on else 0
    since = right.since
    number = f"{PREFIXES[table]}-{sheet.upcoming(table)}"
    iban_ = account_of(human) if community.draw() > 0.01 else ""
    proactive = since >= PROACTIVE_SINCE and community.draw() < 0.8

    def columns(qepik: int) -> tuple[str, ...]:
        return (
            right.code, right.key, ISO[since + delay], money(qepik), TRUE if right.once else FALSE, iban_,
            TRUE if proactive else FALSE, FALSE, right.stopped, *own,
        )  # fmt: skip

    rose = right.before and right.before != right.amount and since < DECREE <= community.on
    shown = rose and community.draw() < 0.04  # the row of before the rise is kept for a few
    if _not_raised(community, right):
        sheet.record(table, human.id, "DSMF", number, since, right.until, *columns(right.before))
    elif shown:
        sheet.corrected(
            table, human.id, "DSMF", number, since, right.until, columns(right.before), columns(right.amount),
            on=max(DECREE, right.raised), reason=DECREE_REASON if right.raised == DECREE else INDEXED_REASON,
            was_until=right.until,
        )  # fmt: skip
    else:
        sheet.record(table, human.id, "DSMF", number, since, right.until, *columns(right.amount))


def _not_raised(community: Community, right: Right) -> bool:
    """Whether a running award was forgotten at the last rise; drawn by a stream of its own."""
    if right.code not in RAISED_ALONE or right.once or 0 < right.until < community.on:
        return False
    due = 0 < right.before < right.amount and right.since < right.raised <= community.on
    return due and community.slow.random() < NOT_RAISED


def benefit(
    community: Community,
    sheet: Sheet,
    human: Human,
    right: Right,
    *,
    child: Human | None = None,
    insurance: bool = False,
    sheet_no: str = "",
) -> None:
    """A benefit in MUAV."""
    own = (NULL if child is None else str(child.id), "insurance" if insurance else "budget", sheet_no)
    write(community, sheet, "benefitcase", human, right, *own)


def stipend(
    community: Community, sheet: Sheet, human: Human, right: Right, *, holder: Human | None = None,
    relation: str = "", parts: int = 1,
) -> None:  # fmt: skip
    """A stipend in TEQ, or a family member's equal part of it; `right.amount` is the whole."""
    part = Right(
        right.code, right.key, right.since, _divide(right.amount, parts), right.until,
        before=_divide(right.before, parts),
    )  # fmt: skip
    holder_id = NULL if holder is None else str(holder.id)
    write(community, sheet, "stipendcase", human, part, holder_id, relation, f"{1 / parts:.5f}")


def monthly(code: str, key: str, since: int, item: str, on: int, *, until: int = 0) -> Right:
    """A monthly right to a dated amount: what it is today, and what it was before the decree of 2025."""
    return Right(code, key, since, amount(item, on), until, before=amount(item, DECREE - 1))


def _divide(qepik: int, parts: int) -> int:
    """An equal part, rounded half up."""
    return (2 * qepik + parts) // (2 * parts)
