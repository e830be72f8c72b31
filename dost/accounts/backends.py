"""Who may do what: a role is a set of permissions, and nothing else is.

The permissions are names in the code, not rows, so asking costs no query. Those of the studio count only in a session
that has passed the second step: this is the one place that says so, for pages, fragments and templates alike.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.backends import ModelBackend

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
    """Django's check of name and password; permissions from the role instead of from tables."""

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
