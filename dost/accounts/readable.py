"""What cannot be read is refused at the door: a text with a zero character is none, and no database keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, QueryDict

NONE = "\x00"


class ReadableTextMiddleware:
    """Answers 400 to an address or a form with a zero character in any of its names and values.

    Forms refuse them field by field; what is asked of the address or of a row without a form would reach the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the address."""
        _refuse(NONE in request.path or any(NONE in text for text in _texts(request.GET)))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_arguments: Any) -> None:
        """Look at the form, where one is sent; an institution's door takes none, and reads what it is sent itself."""
        _refuse(not getattr(view, "csrf_exempt", False) and any(NONE in text for text in _texts(request.POST)))


def _refuse(unreadable: bool) -> None:
    if unreadable:
        raise BadRequest("a zero character in the address or the form")


def _texts(*sent: QueryDict) -> Iterable[str]:
    for fields in sent:
        for name, values in fields.lists():
            yield name
            yield from values
