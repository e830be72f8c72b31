"""Looking into the books without being an institution's customer: for the pages and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Model, Sum
from django.db.models.query import QuerySet

from registries.bridge.simulator.models import Account, BankFile, Fault, LedgerLine, TextMessage

from . import payments


def post_what_is_owed() -> None:
    """Write the ledger lines that a killed bank still owes."""
    for bank in BankFile.objects.filter(posted_at=None).values_list("bank", flat=True).distinct():
        payments.post(bank)


def ledger(filters: Mapping[str, str], *, after: int, limit: int) -> dict[str, Any]:
    """The ledger: its lines in order, how many there are, their sum, and the ids that were paid more than once."""
    post_what_is_owed()
    rows = LedgerLine.objects.filter(**filters)
    totals = rows.aggregate(count=Count("id"), total=Sum("amount"))
    lines = rows.filter(id__gt=after).select_related("order__file").order_by("id")[:limit]
    return {
        "lines": [
            {
                "id": line.pk,
                "bank": line.bank,
                "end_to_end_id": line.end_to_end_id,
                "iban": line.iban,
                "amount": f"{line.amount:.2f}",
                "booked_at": line.booked_at.isoformat(),
                "message_id": line.order.file.message_id,
            }
            for line in lines
        ],
        "count": totals["count"],
        "total": f"{totals['total'] or 0:.2f}",
        "doubles": _doubles(rows, "end_to_end_id"),
    }


def messages(filters: Mapping[str, str], *, after: int, limit: int) -> dict[str, Any]:
    """The messages delivered, in order, and the keys delivered more than once."""
    rows = TextMessage.objects.filter(**filters)
    fields = ("id", "operator", "key", "to", "sender", "language", "text", "parts", "delivered_at")
    return _listing(rows, fields, after=after, limit=limit)


def accounts(filters: Mapping[str, str], *, after: int, limit: int) -> dict[str, Any]:
    """The accounts opened, in order, and the keys that led to more than one."""
    rows = Account.objects.filter(**filters)
    fields = ("id", "bank", "key", "fin", "holder", "iban", "opened_at")
    return _listing(rows, fields, after=after, limit=limit)


def _listing(rows: QuerySet[Any], fields: Sequence[str], *, after: int, limit: int) -> dict[str, Any]:
    return {
        "lines": list(rows.filter(id__gt=after).order_by("id").values(*fields)[:limit]),
        "count": rows.count(),
        "doubles": _doubles(rows, "key"),
    }


def _doubles(rows: QuerySet[Any], field: str) -> list[dict[str, Any]]:
    counted = rows.order_by().values(field).annotate(times=Count("id")).filter(times__gt=1).order_by(field)
    return list(counted[:1000])


def totals() -> dict[str, Any]:
    """How much there is in all books together."""
    paid = LedgerLine.objects.aggregate(count=Count("id"), total=Sum("amount"))
    kinds: dict[str, type[Model]] = {"accounts": Account, "messages": TextMessage, "faults": Fault}
    return {
        "payments": paid["count"],
        "paid": paid["total"] or 0,
        **{name: model._default_manager.count() for name, model in kinds.items()},
    }


def phones(*, limit: int) -> list[TextMessage]:
    """The latest message of each of the telephones that received one most recently."""
    latest = TextMessage.objects.raw(
        'SELECT * FROM (SELECT DISTINCT ON ("to") * FROM'
        " (SELECT * FROM simulator_textmessage ORDER BY id DESC LIMIT 2000) recent"
        ' ORDER BY "to", id DESC) last ORDER BY id DESC LIMIT %s',
        [limit],
    )
    return list(latest)


def inbox(to: str, *, limit: int) -> list[TextMessage]:
    """The latest messages of a telephone, the oldest of them first."""
    return list(TextMessage.objects.filter(to=to).order_by("-id")[:limit])[::-1]
