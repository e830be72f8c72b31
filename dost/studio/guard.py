"""The guard in front of every page of the studio, fragments too: the permission is asked before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from dost.accounts.sign_in import to_sign_in
from services_catalog.changes.permissions import ALL, StudioDenied

View = Callable[..., HttpResponseBase]


def require(request: HttpRequest, permission: str) -> None:
    """Raise `StudioDenied` unless the request's person has the permission; for what depends on more than the view."""
    if not request.user.has_perm(permission):
        raise StudioDenied(permission)


def studio_permission(permission: str) -> Callable[[View], View]:
    """Let a view run only with this permission (one of `permissions.ALL`): pages and fragments alike.

    Whoever is not signed in is sent to sign in (a fragment's request makes the whole page go there); anybody else
    without the permission gets 403 with the reason in words. Class-based views take it through `method_decorator`
    on `dispatch`.
    """
    if permission not in ALL:
        raise ValueError(f"no permission of the studio: {permission!r}; there are {', '.join(sorted(ALL))}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            require(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
