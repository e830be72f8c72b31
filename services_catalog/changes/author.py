"""Whoever works in the studio, as far as the catalogue asks, which knows neither sign-ins nor roles."""

from __future__ import annotations

from typing import Any, Protocol


class Author(Protocol):
    """A signed-in member of staff, in the role and at the centre they have now."""

    @property
    def pk(self) -> Any:
        """Their id: what the foreign keys to the project's users hold."""

    @property
    def role(self) -> str:
        """The code of their role, kept with everything they do."""

    @property
    def centre(self) -> str:
        """The code of their centre, or nothing."""

    def get_username(self) -> str:
        """The name they sign in with."""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether they have a permission (see `permissions`)."""
