"""POST /bridge/events: a thin view over `receive`.

The body is one event or a list of events, as JSON. The answer has a receipt for each, in order:

    {"receipts": [{"institution": "EDLIYYE", "id": "A-1", "status": "applied"|"duplicate"|"refused",
                   "problem": null | {"field": …, "message": …, "hint": …}}, …],
     "applied": 1, "duplicate": 0, "refused": 0}

with status 200 when nothing was refused and 207 otherwise. Requests that cannot be read at all get 4xx and
{"error": …, "hint": …}; then nothing was taken.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from .inbox import Receipt, receive

MOST_EVENTS = 5_000
_JSON = frozenset({"application/json", "text/json", ""})


@csrf_exempt  # institutions have no cookies; they send a token
def events(request: HttpRequest) -> JsonResponse:
    """Receive a posted event or a list of them."""
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    try:
        sent = json.loads(request.body, parse_float=Decimal, parse_constant=_no_constant)
    except RequestDataTooBig:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return _error(413, f"The request is larger than {most} bytes", "send fewer events at a time")
    except UnicodeDecodeError:
        return _error(400, "The body is not UTF-8", "send JSON in UTF-8")
    except (ValueError, RecursionError) as error:
        return _error(400, f"The body is not JSON: {str(error)[:200]}", "send one event or a list of events")
    many = sent if isinstance(sent, list) else [sent]
    if len(many) > MOST_EVENTS:
        return _error(413, f"There are {len(many)} events", f"send at most {MOST_EVENTS} at a time")
    receipts = receive(many)
    counts = Counter(receipt.status for receipt in receipts)
    body: dict[str, Any] = {"receipts": [_as_json(receipt) for receipt in receipts]}
    body |= {status: counts[status] for status in ("applied", "duplicate", "refused")}
    return JsonResponse(body, status=207 if counts["refused"] else 200)


def _refusal(request: HttpRequest) -> JsonResponse | None:
    """The answer to a request that is not to be read, or None."""
    token = getattr(settings, "BRIDGE_TOKEN", "")
    if not token:
        return _error(503, "No token is set for the bridge", "set BRIDGE_TOKEN in the settings")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(given.strip(), token):
        answer = _error(401, "The token is missing or wrong", "send the header Authorization: Bearer <token>")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if request.method != "POST":
        answer = _error(405, f"{request.method} is not understood here", "POST the events")
        answer["Allow"] = "POST"
        return answer
    if request.content_type not in _JSON:
        return _error(415, f"{request.content_type} is not understood here", "send application/json")
    return None


def _error(status: int, message: str, hint: str) -> JsonResponse:
    return JsonResponse({"error": message, "hint": hint}, status=status)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "institution": receipt.institution,
        "id": receipt.event_id,
        "status": receipt.status,
        "problem": receipt.problem,
    }
