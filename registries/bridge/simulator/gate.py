"""The door of every institution: what happens to a request before and after it is handled.

In this order: the institution must exist, the request must be readable, the faults that strike it are drawn,
the institution takes its time, a deadline that has passed ends it (408), and only then is it handled – twice,
when the network delivers it twice. What is wrong with the answer (lost, unreadable) comes last, when the work
is done.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from registries.bridge import directory
from registries.models import Institution

from . import faults, manners
from .faults import Trouble
from .models import Fault
from .refusal import RefusalError

logger = logging.getLogger(__name__)

LONGEST_BODY = 16 * 1024 * 1024  # bytes
LONGEST_KEY = 64
LONG_WAIT = 1.0  # seconds after which a connection to the database is not kept waiting, even without a pool
_BYTES_OF_A_TRANSFER = 300  # roughly; only to tell how long a file takes

_exist: set[str] = set(directory.PROFILES)


@dataclass(frozen=True)
class Arrival:
    """A request as it reaches an institution. `deadline` is in seconds since 1970; `items` are those of its JSON."""

    institution: str
    request_id: str
    deadline: float | None
    body: bytes
    items: Sequence[dict[str, Any]]

    @property
    def profile(self) -> directory.Profile:
        """The institution's own manners, as agreed with its callers."""
        return directory.profile(self.institution)


Handler = Callable[..., HttpResponse]


def institution(
    *, reads_json: bool = True, orders: bool = False
) -> Callable[[Handler], Callable[..., HttpResponseBase]]:
    """Make a view of a function that gets an `Arrival` (and what the path holds) and returns the answer.

    With `orders` the deadline is the books' affair: a copy of a request that is in them is answered at any
    time.
    """

    def decorate(handler: Handler) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @wraps(handler)
        def view(request: HttpRequest, institution: str, **path: str) -> HttpResponseBase:
            try:
                arrival = _arrive(request, institution, reads_json=reads_json)
                return _attend(arrival, lambda: handler(arrival, **path), orders=orders)
            except RefusalError as refusal:
                return refused(refusal)
            except (DatabaseError, InterfaceError) as error:
                # The books are out of reach or broke off: whether the work was done, the caller has to ask.
                logger.warning("%s: %s", institution, type(error).__name__)
                return refused(RefusalError(503, "books", "the books are out of reach"))

        return view

    return decorate


def refused(refusal: RefusalError) -> JsonResponse:
    """A refusal as JSON: `{"error": {"code", "message", "field"?}}`."""
    error = {"code": refusal.code, "message": refusal.message}
    if refusal.field:
        error["field"] = refusal.field
    response = JsonResponse({"error": error}, status=refusal.status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a fault that was switched on is no news for the log
    return response


def by_key(items: Sequence[dict[str, Any]], known: dict[str, dict[str, Any]], *, at: datetime) -> JsonResponse:
    """The answers to a request by key: what is known, and for every other key that nothing is."""
    return answered(
        [{"key": item["key"], "found": item["key"] in known, "data": known.get(item["key"], {})} for item in items],
        at=at,
    )


def answered(answers: Sequence[dict[str, Any]], *, at: datetime) -> JsonResponse:
    """Answers as every institution gives them, with the time they hold for."""
    return JsonResponse(
        {"answers": list(answers), "answered_at": at.isoformat()}, json_dumps_params={"separators": (",", ":")}
    )


# -- arriving
# ------------------------------------------------------------------------------------------------------


def _arrive(request: HttpRequest, institution: str, *, reads_json: bool) -> Arrival:
    if request.method != "POST":
        raise RefusalError(405, "method", "expected POST")
    if not _exists(institution):
        raise RefusalError(404, "institution", f"there is no institution {institution}")
    body = request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        raise RefusalError(413, "too_long", f"expected at most {LONGEST_BODY} bytes")
    return Arrival(
        institution=institution,
        request_id=request.headers.get("X-Request-Id", "")[:64] or uuid.uuid4().hex,
        deadline=_deadline(request),
        body=body,
        items=_items(body, most=directory.profile(institution).max_items) if reads_json else (),
    )


def _exists(code: str) -> bool:
    if code not in _exist:
        _exist.update(Institution.objects.values_list("code", flat=True))
    return code in _exist


def _deadline(request: HttpRequest) -> float | None:
    text = request.headers.get("X-Deadline")
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise RefusalError(400, "invalid", "expected seconds since 1970, such as 1780000000.5", "X-Deadline") from None


def _items(body: bytes, *, most: int) -> Sequence[dict[str, Any]]:
    expected = 'expected {"items": [{"key": "…", …}, …]}'
    try:
        items = json.loads(body)["items"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise RefusalError(400, "invalid", expected) from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RefusalError(400, "invalid", expected, "items")
    if not 1 <= len(items) <= most:
        raise RefusalError(400, "too_many", f"expected 1 to {most} items, not {len(items)}", "items")
    return items


# -- being attended to
# ---------------------------------------------------------------------------------------------


def _attend(arrival: Arrival, handle: Callable[[], HttpResponse], *, orders: bool) -> HttpResponseBase:
    trouble = faults.strike(arrival.institution)
    if Fault.Kind.DOWN in trouble:
        _pause(trouble.seconds(Fault.Kind.DOWN))
        raise RefusalError(503, "down", "the institution is out of service")
    items = len(arrival.items) or len(arrival.body) // _BYTES_OF_A_TRANSFER
    _pause(manners.latency(arrival.institution, items) + trouble.seconds(Fault.Kind.SLOW))
    if Fault.Kind.ERROR in trouble:
        raise RefusalError(500, "error", "something went wrong at the institution")
    if not orders:
        _in_time(arrival)
    if Fault.Kind.DUPLICATE_DELIVERY in trouble:
        handle()
    return _spoilt(handle(), trouble)


def _in_time(arrival: Arrival) -> None:
    """Begin no work after the deadline."""
    if arrival.deadline is not None and time.time() > arrival.deadline:
        raise RefusalError(408, "too_late", "the deadline of this request has passed")


def _pause(seconds: float) -> None:
    """Take time, without keeping a connection to the database from those who need one."""
    if seconds <= 0:
        return
    if not connection.in_atomic_block and (seconds >= LONG_WAIT or getattr(connection, "pool", None)):
        connection.close()
    time.sleep(seconds)


def _spoilt(response: HttpResponse, trouble: Trouble) -> HttpResponseBase:
    """The answer as it reaches the caller."""
    if Fault.Kind.ANSWER_LOST in trouble:
        _pause(trouble.seconds(Fault.Kind.ANSWER_LOST))
        if faults.heads():
            return refused(RefusalError(504, "lost", "no answer reached the gateway in time"))
        return _broken_off(response.content)
    if Fault.Kind.GARBAGE in trouble:
        return faults.garbage(response)
    return response


def _broken_off(content: bytes) -> StreamingHttpResponse:
    """An answer that ends in the middle of what it announced: the server can only close the connection."""
    response = StreamingHttpResponse([content[: len(content) // 2]], content_type="application/json")
    response["Content-Length"] = str(len(content))
    return response


def now() -> datetime:
    """The institution's clock."""
    return datetime.now(UTC)
