"""The simulator's own interface: faults, and a look into all books. Nothing of it exists at a real institution."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from registries.bridge.directory import BANKS, MONEY, misfit
from registries.bridge.simulator import faults
from registries.bridge.simulator.books import accounts as accounts_book
from registries.bridge.simulator.books import listings, news
from registries.bridge.simulator.books import mail as mail_book
from registries.bridge.simulator.gate import refused
from registries.bridge.simulator.models import ClosedAccount
from registries.bridge.simulator.refusal import RefusalError
from registries.models import Person

MOST_LINES = 5000


def _refusing(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except RefusalError as refusal:
            return refused(refusal)

    return wrapped


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body or b"{}")
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected a JSON object")
    return content


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, str(default))
    if not text.isdecimal() or len(text) > 18 or int(text) > most:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", f"expected 0 to {most}", name)
    return int(text)


@csrf_exempt
@require_http_methods(["POST"])
@_refusing
def mail(request: HttpRequest) -> HttpResponse:
    """`POST /_sim/mail`: a message (RFC 5322) for the mailboxes of its receivers; 404 where there is no such one."""
    mail_book.deliver(request.body)
    return JsonResponse({"status": "accepted"})


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 with `{"status": "ok"}` when the books can be reached, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM simulator_fault LIMIT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "degraded", "books": False}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok", "books": True})


@csrf_exempt
@require_http_methods(["GET", "POST", "DELETE"])
@_refusing
def fault(request: HttpRequest) -> HttpResponse:
    """The faults: GET lists them, POST switches one on, DELETE switches off (by institution, by fault, or all)."""
    if request.method == "POST":
        _switch_on(_json(request))
    elif request.method == "DELETE":
        given = {**_json(request), **request.GET.dict()}
        faults.switch_off(institution=str(given.get("institution", "")), fault=str(given.get("fault", "")))
    return JsonResponse({"faults": faults.listed()})


def _switch_on(given: dict[str, Any]) -> None:
    numbers = {}
    for name, default in (("probability", 1.0), ("seconds", 0.0)):
        value = given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected a number", name)
        numbers[name] = float(value)
    institution = given.get("institution", "")
    if not isinstance(institution, str) or not 1 <= len(institution) <= 16:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, "invalid", "expected the code of an institution, or *", "institution"
        )
    faults.switch_on(institution=institution, fault=str(given.get("fault", "")), **numbers)


@csrf_exempt
@require_http_methods(["POST", "DELETE"])
@_refusing
def closed_account(request: HttpRequest) -> HttpResponse:
    """POST `{"iban"}` closes an account for credits (AC04), DELETE opens it again."""
    iban = _json(request).get("iban")
    if not isinstance(iban, str) or not iban:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected an account number", "iban")
    if request.method == "POST":
        ClosedAccount.objects.get_or_create(iban=iban, defaults={"closed_at": timezone.now()})
    else:
        ClosedAccount.objects.filter(iban=iban).delete()
    return JsonResponse({"iban": iban, "closed": request.method == "POST"})


@csrf_exempt
@require_http_methods(["POST"])
@_refusing
def own_account(request: HttpRequest) -> HttpResponse:
    """POST `{"bank", "fin"}`: the account that a person has at a bank by themselves, opened if there is none."""
    given = _json(request)
    bank = given.get("bank", "")
    if bank not in BANKS:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected the code of a bank", "bank")
    person = Person.objects.filter(fin=str(given.get("fin", ""))).first()
    if person is None:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected the FİN of a person", "fin")
    return JsonResponse({"iban": accounts_book.open_own(bank, fin=person.fin, holder=person.full_name)})


@csrf_exempt
@require_http_methods(["POST"])
@_refusing
def returned(request: HttpRequest) -> HttpResponse:
    """POST `{"bank", "end_to_end_id"?, "amount"?, "reason"?}`: a payment comes back, the whole or a part."""
    given = _json(request)
    for name in given:
        if name not in {"bank", "end_to_end_id", "amount", "reason"} or not isinstance(given[name], str):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected a text", name)
    bank, amount = given.get("bank", ""), given.get("amount")
    if bank not in BANKS:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected the code of a bank", "bank")
    if amount is not None and misfit(amount, MONEY):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", "expected an amount such as 600.00", "amount")
    news.send_back(
        bank,
        end_to_end_id=given.get("end_to_end_id", ""),
        amount=None if amount is None else Decimal(amount),
        reason=given.get("reason", news.REASON)[:4],
    )
    return JsonResponse({"returned": True})


def _book(reader: Callable[..., dict[str, Any]], fields: tuple[str, ...]) -> Callable[[HttpRequest], HttpResponse]:
    @never_cache
    @require_safe
    @_refusing
    def view(request: HttpRequest) -> HttpResponse:
        filters = {name: request.GET[name] for name in fields if name in request.GET}
        after = _number(request, "after", 0, 2**62)
        limit = _number(request, "limit", 1000, MOST_LINES)
        return JsonResponse(reader(filters, after=after, limit=limit))

    view.__doc__ = f"{reader.__doc__} Filters: {', '.join(fields)}; pages with `after` (an id) and `limit`."
    return view


ledger = _book(listings.ledger, ("bank", "end_to_end_id", "iban"))
messages = _book(listings.messages, ("operator", "key", "to"))
accounts = _book(listings.accounts, ("bank", "key", "fin", "iban"))
