"""POST /bridge/events, and /bridge/texts: thin views over `receive` and `receive_texts`.

The body is one event or a list of events, as JSON. The answer has a receipt for each, in order:

    {"receipts": [{"institution": "EDLIYYE", "id": "A-1", "status": "applied"|"duplicate"|"refused",
                   "problem": null | {"field": …, "message": …, "hint": …}}, …],
     "applied": 1, "duplicate": 0, "refused": 0}

with status 200 when nothing was refused and 207 otherwise. An item that is not JSON, in a list whose brackets are in
order, is refused alone. Requests that cannot be read at all, or whose signature does not count (`signature`), get 4xx
and {"error": …, "hint": …}; then nothing was taken. Who sends is who has signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from . import sent
from .inbox import Receipt, receive
from .permitted import tell_of_refusals
from .signature import HEADER, DeniedError, Signed, verify
from .texts import MOST_TEXTS, receive_texts

MOST_EVENTS = 5_000
_JSON = frozenset({"application/json", "text/json", ""})


@csrf_exempt  # institutions have no cookies; they sign what they send
def events(request: HttpRequest) -> JsonResponse:
    """Receive a posted event or a list of them."""
    return _opened(request, _receive_events, most=MOST_EVENTS)


@csrf_exempt  # the same
def texts(request: HttpRequest) -> JsonResponse:
    """Receive a text message that an operator's customer has sent to this house, or a list of them (`texts`)."""
    return _opened(request, receive_texts, most=MOST_TEXTS)


def _receive_events(many: Sequence[Mapping[str, Any]], sender: str) -> list[Receipt]:
    return receive(many, sender=sender)


Receive = Callable[[Sequence[Mapping[str, Any]], str], list[Receipt]]
"""Takes what was sent, and who has signed it."""


def _opened(request: HttpRequest, take: Receive, *, most: int) -> JsonResponse:
    """The answer to a call: who has signed it is found out, and what it holds is taken."""
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    try:
        signed = verify(
            request.headers.get(HEADER, ""), request.body, method="POST", path=request.path, now=timezone.now()
        )
    except RequestDataTooBig:
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return _error(413, f"The request is larger than {largest} bytes", "send fewer events at a time")
    except DeniedError as denied:
        tell_of_refusals([(denied.institution, denied.code)], request=request)
        answer = _error(401, f"The signature does not count: {denied.code}", denied.hint)
        answer["WWW-Authenticate"] = HEADER
        return answer
    return _received(request, signed, take, most=most)


def _received(request: HttpRequest, signed: Signed, take: Receive, *, most: int) -> JsonResponse:
    """The answer to a call whose sender is known."""
    if request.content_type not in _JSON:
        return _error(415, f"{request.content_type} is not understood here", "send application/json")
    try:
        many = sent.parse_items(request.body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _error(400, "The body is not UTF-8", "send JSON in UTF-8")
    except (ValueError, RecursionError) as error:
        return _error(400, f"The body is not JSON: {str(error)[:200]}", "send one event or a list of events")
    if len(many) > most:
        return _error(413, f"There are {len(many)} events", f"send at most {most} at a time")
    receipts = take(many, signed.institution)
    refused = [one.problem["message"] for one in receipts if one.denied and one.problem is not None]
    tell_of_refusals(((signed.institution, message) for message in refused), request=request)
    counts = Counter(receipt.status for receipt in receipts)
    body: dict[str, Any] = {"receipts": [_as_json(receipt) for receipt in receipts]}
    body |= {status: counts[status] for status in ("applied", "duplicate", "refused")}
    return JsonResponse(body, status=207 if counts["refused"] else 200)


def _refusal(request: HttpRequest) -> JsonResponse | None:
    """The answer to a request that is not to be read, or None."""
    if request.method != "POST":
        answer = _error(405, f"{request.method} is not understood here", "POST the events")
        answer["Allow"] = "POST"
        return answer
    return None


def _error(status: int, message: str, hint: str) -> JsonResponse:
    return JsonResponse({"error": message, "hint": hint}, status=status)


def _as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "institution": receipt.institution,
        "id": receipt.event_id,
        "status": receipt.status,
        "problem": receipt.problem,
        **({"note": receipt.note} if receipt.note else {}),
    }
