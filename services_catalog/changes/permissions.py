"""Who may do what in the studio of the catalogue: the names of the permissions, and the guard in front of its views.

Nothing here knows of roles or sign-ins. `request.user.has_perm(EDIT)` asks the project's authentication backends,
and whoever is refused although signing in better would help is led on by whoever catches `StudioDenied`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

VIEW: Final = "services_catalog.view_studio"
"""Read the catalogue, its change sets, previews as numbers, and the history."""
EDIT: Final = "services_catalog.edit_studio"
"""Prepare change sets and hand them in."""
PUBLISH: Final = "services_catalog.publish_studio"
"""Review what another has prepared, and publish it."""
SAMPLES: Final = "services_catalog.see_samples"
"""See single people in a preview; every one seen is logged where the person can read it."""

ALL: Final = frozenset({VIEW, EDIT, PUBLISH, SAMPLES})

REASONS: Final[dict[str, Promise]] = {
    VIEW: _("Your role does not open the catalogue."),
    EDIT: _("Your role may read the catalogue, but not change it. That is for a catalogue editor."),
    PUBLISH: _("Your role may not review or publish changes of the catalogue. That is for a catalogue publisher."),
    SAMPLES: _("Your role may not see single people in a preview."),
}

View = Callable[..., HttpResponseBase]


class StudioDenied(PermissionDenied):
    """A signed-in person lacks `permission`; the text says why, in the reader's language."""

    def __init__(self, permission: str) -> None:
        super().__init__(str(REASONS[permission]))
        self.permission = permission


def require(request: HttpRequest, permission: str) -> None:
    """Raise `StudioDenied` unless the request's person has the permission; for what depends on more than the view."""
    if not request.user.has_perm(permission):
        raise StudioDenied(permission)


def studio_permission(permission: str) -> Callable[[View], View]:
    """Let a view run only with this permission (one of `ALL`): pages and fragments alike.

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
                return _to_sign_in(request)
            require(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    there = redirect_to_login(htmx.current_url_abs_path or "/")
    return HttpResponseClientRedirect(there.headers["Location"])
