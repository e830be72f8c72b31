"""The people of a demonstration whom one may sign in as, each with a story; the provider of the demonstration and the
sign-in page read them here. Nothing of this counts in production, where a provider of the state says who somebody is.

No model is imported, so that the provider's process reads this without a database. Who they are, and what institutions
report of them, is `registries.synthetic.stories`; they come in with `manage.py demo_citizens`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dost.ui.contexts import Text
from registries.synthetic.stories.tales import stories


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """Somebody to sign in as: a name for addresses and tests, their FİN, what they are called, and their story.

    `month` numbers those of a story that is told of other people every month.
    """

    slug: str
    fin: str
    name: str
    story: Text
    month: int = 0

    @property
    def subject(self) -> str:
        """Who they are for the provider of the demonstration (OpenID Connect `sub`)."""
        return f"demo-{self.slug}-{self.month}" if self.month else f"demo-{self.slug}"


STORIES: Final[Mapping[str, Text]] = {
    "newborn": _("She has just had a child, and neither parent works."),
    "disability": _("A decision on his disability was made yesterday."),
    "pensioner": _("She is of pension age, and worked for 26 years."),
    "carer": _("She looks after her grown son, who has a severe disability."),
    "refused": _("He asked for targeted assistance and was refused: the family’s income is too high."),
    "exclusive": _("He has two rights of which one may hold only one, and has to choose."),
    "question": _("She is registered as unemployed and is asked something: her answer is waited for."),
    "guardian": _("She is the guardian of her grandson, whose mother has died."),
    "nothing": _("He heads a company and is well: nothing is due to him, but he can apply in its name."),
    "applied": _("She applied for a certificate and has received it."),
    "unreachable": _("He is a veteran, and the telephone number that is known of him cannot take messages."),
    "turning-65": _("He turns 65 next month, and his pension is coming."),
}
"""The stories in words, by their names."""


def demo_citizens(on: date) -> tuple[DemoCitizen, ...]:
    """Everybody there is to choose from on a day, in the order of the page."""
    return tuple(
        DemoCitizen(
            slug=story.slug,
            fin=story.hero.fin,
            name=story.hero.full_name,
            story=STORIES[story.slug],
            month=story.month,
        )
        for story in stories(on)
    )


DEMO_CITIZENS: Final[tuple[DemoCitizen, ...]] = demo_citizens(timezone.localdate())
"""Those of the day on which the process has started, as which `make run` has let the stories begin."""
