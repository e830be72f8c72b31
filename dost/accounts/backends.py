"""Who may do what: a role is a set of permissions, and nothing else is.

The permissions are names in the code, not rows, so asking costs no query. Those of the studio count only in a session
that has passed the second step: this is the one place that says so, for pages, fragments and templates alike.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from registries.demonstration import PUBLISHED
from services_catalog.changes import permissions as studio

from .models import User

Role = User.Role

STUDIO: Final[dict[str, frozenset[str]]] = {
    Role.VIEWER: frozenset({studio.VIEW}),
    Role.EDITOR: frozenset({studio.VIEW, studio.EDIT, studio.SAMPLES}),
    Role.PUBLISHER: frozenset({studio.VIEW, studio.EDIT, studio.PUBLISH, studio.SAMPLES}),
    Role.SUPERVISOR: frozenset({studio.VIEW}),
    Role.AUDITOR: frozenset({studio.VIEW}),
}
"""What a role may do in the studio of the catalogue; roles that are not here may nothing."""

NOTHING: Final[frozenset[str]] = frozenset()


def permissions_of_role(role: str) -> frozenset[str]:
    """What a role gives, to whoever has signed in as it should."""
    return STUDIO.get(role, NOTHING)


class RoleBackend(ModelBackend):
    """Django's check of name and password; permissions from the role instead of from tables.

    A production knows no account of a demonstration, not in a session either, and no password that is published.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """Whoever name and password are of, or None."""
        if settings.PRODUCTION and password in PUBLISHED:
            return None
        return super().authenticate(request, username=username, password=password, **kwargs)

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is open; asked at each sign-in, and for each request of a session."""
        of_a_demonstration = settings.PRODUCTION and getattr(user, "is_demonstration", False)
        return super().user_can_authenticate(user) and not of_a_demonstration

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: permissions are not given to single users."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: there are no groups."""
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """What the role gives, if the account is open and its session has passed the second step."""
        if not isinstance(user_obj, User) or not user_obj.is_active or not user_obj.second_step_passed:
            return set()
        return set(permissions_of_role(user_obj.role))
