"""The institutions: questions, banks and telephone operators."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from registries.bridge import corrections as told
from registries.bridge import directory
from registries.bridge.directory import TEXT, QuestionSpec, check_items
from registries.bridge.simulator import faults
from registries.bridge.simulator.books import accounts, corrections, messages, news, payments
from registries.bridge.simulator.gate import LONGEST_KEY, Arrival, answered, by_key, institution, now, refused
from registries.bridge.simulator.models import Fault
from registries.bridge.simulator.questions import answer
from registries.bridge.simulator.refusal import RefusalError

_KEYS = QuestionSpec("status", {}, {})
_NEWS = QuestionSpec("notifications", {"after": TEXT}, {})
_CORRECTIONS = QuestionSpec(told.PATH, told.ASKS, {})


def _check(spec: QuestionSpec, arrival: Arrival) -> None:
    try:
        check_items(spec, arrival.items)
    except ValueError as error:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", str(error), "items") from error


def _check_order(spec: QuestionSpec, arrival: Arrival) -> None:
    _check(spec, arrival)
    if any(len(item["key"]) > LONGEST_KEY for item in arrival.items):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "invalid", f"expected at most {LONGEST_KEY} characters", "key")


def _must_be_bank(arrival: Arrival) -> None:
    if arrival.institution not in directory.BANKS:
        raise RefusalError(HTTPStatus.NOT_FOUND, "path", f"{arrival.institution} is not a bank")


def _must_be_operator(arrival: Arrival) -> None:
    if arrival.institution not in directory.OPERATORS.values():
        raise RefusalError(HTTPStatus.NOT_FOUND, "path", f"{arrival.institution} is not a telephone operator")


def _keys(arrival: Arrival) -> list[str]:
    _check(_KEYS, arrival)
    return [item["key"] for item in arrival.items]


@institution()
def question(arrival: Arrival, name: str) -> HttpResponse:
    """`POST /<INSTITUTION>/<question>`."""
    try:
        spec = arrival.profile.question(name)
    except LookupError as error:
        raise RefusalError(HTTPStatus.NOT_FOUND, "question", str(error.args[0])) from error
    _check(spec, arrival)
    return answered(answer(arrival.institution, spec, arrival.items), at=now())


@institution(reads_json=False, orders=True)
def pain001(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/pain001`: a file of payments in, a pain.002 out."""
    _must_be_bank(arrival)
    report = payments.receive(
        arrival.institution, content=arrival.body, request_id=arrival.request_id, deadline=arrival.deadline
    )
    return HttpResponse(report, content_type="application/xml")


@institution()
def payments_status(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/payments/status`: by end-to-end id."""
    _must_be_bank(arrival)
    at, known = payments.statuses(arrival.institution, _keys(arrival))
    return by_key(arrival.items, known, at=at)


@institution()
def files_status(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/files/status`: by message id."""
    _must_be_bank(arrival)
    at, known = payments.files(arrival.institution, _keys(arrival))
    return by_key(arrival.items, known, at=at)


@institution()
def notifications(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/notifications`: what the bank tells of its own accord since a mark."""
    _must_be_bank(arrival)
    _check(_NEWS, arrival)
    if faults.is_struck(arrival.institution, Fault.Kind.RETURN):
        news.send_back(arrival.institution)
    known = {item["key"]: news.since(arrival.institution, item["after"]) for item in arrival.items}
    return by_key(arrival.items, known, at=now())


@institution(orders=True)
def open_accounts(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/accounts`."""
    _must_be_bank(arrival)
    _check_order(accounts.ACCOUNTS, arrival)
    at, known = accounts.open_accounts(
        arrival.institution, arrival.items, request_id=arrival.request_id, deadline=arrival.deadline
    )
    return by_key(arrival.items, known, at=at)


@institution()
def accounts_status(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/accounts/status`."""
    _must_be_bank(arrival)
    at, known = accounts.accounts(arrival.institution, _keys(arrival))
    return by_key(arrival.items, known, at=at)


@institution(orders=True)
def order_cards(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/cards`."""
    _must_be_bank(arrival)
    _check_order(accounts.CARDS, arrival)
    at, known = accounts.order_cards(
        arrival.institution, arrival.items, request_id=arrival.request_id, deadline=arrival.deadline
    )
    return by_key(arrival.items, known, at=at)


@institution()
def cards_status(arrival: Arrival) -> HttpResponse:
    """`POST /<BANK>/cards/status`."""
    _must_be_bank(arrival)
    at, known = accounts.cards(arrival.institution, _keys(arrival))
    return by_key(arrival.items, known, at=at)


@institution(orders=True)
def sms(arrival: Arrival) -> HttpResponse:
    """`POST /<OPERATOR>/sms`."""
    _must_be_operator(arrival)
    _check_order(messages.MESSAGES, arrival)
    at, known = messages.deliver(
        arrival.institution, arrival.items, request_id=arrival.request_id, deadline=arrival.deadline
    )
    return by_key(arrival.items, known, at=at)


@institution()
def sms_status(arrival: Arrival) -> HttpResponse:
    """`POST /<OPERATOR>/sms/status`."""
    _must_be_operator(arrival)
    at, known = messages.statuses(arrival.institution, _keys(arrival))
    return by_key(arrival.items, known, at=at)


@institution(orders=True)
def take_corrections(arrival: Arrival) -> HttpResponse:
    """`POST /<INSTITUTION>/corrections`: facts of its own that people call wrong."""
    _check_order(_CORRECTIONS, arrival)
    at, known = corrections.take(
        arrival.institution, arrival.items, request_id=arrival.request_id, deadline=arrival.deadline
    )
    return by_key(arrival.items, known, at=at)


@institution()
def corrections_status(arrival: Arrival) -> HttpResponse:
    """`POST /<INSTITUTION>/corrections/status`."""
    at, known = corrections.statuses(arrival.institution, _keys(arrival))
    return by_key(arrival.items, known, at=at)


@require_safe
def about(_request: HttpRequest, institution: str) -> HttpResponse:
    """`GET /<INSTITUTION>/`: what it can be asked, as the directory has it."""
    try:
        profile = directory.profile(institution)
    except LookupError as error:
        return refused(RefusalError(HTTPStatus.NOT_FOUND, "institution", str(error.args[0])))
    questions = {spec.name: {"asks": dict(spec.asks), "tells": dict(spec.tells)} for spec in profile.questions.values()}
    return JsonResponse({"code": institution, "max_items": profile.max_items, "questions": questions})
