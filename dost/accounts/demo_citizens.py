"""The people of a demonstration whom one may sign in as, each with a story; the provider of the demonstration and the
sign-in page read them here. Nothing of this counts in production, where a provider of the state says who somebody is.

No model is imported, so that the provider's process reads this without a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dost.ui.contexts import Text


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """Somebody to sign in as: a name for addresses and tests, their FİN, what they are called, and their story."""

    slug: str
    fin: str
    name: str
    story: Text

    @property
    def subject(self) -> str:
        """Who they are for the provider of the demonstration (OpenID Connect `sub`)."""
        return f"demo-{self.slug}"


DEMO_CITIZENS: Final[tuple[DemoCitizen, ...]] = ()
"""Everybody there is to choose from, in the order of the page."""
