"""Why something is paid besides a month's own payment, or was paid in excess: what it refers to, by which paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroundKind(models.TextChoices):
    """What a ground refers to: what `Ground.reference` is the key of."""

    PARAMETER = "parameter", _("An amount of law")
    VERSION = "version", _("A version of the service")
    EVENT = "event", _("A report of an institution")
    RECORD = "record", _("A record of a registry")
    CASE = "case", _("Another case")
    ORDER = "order", _("A payment order")


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: the kind of thing, its key, and its title for people (a decree, an act's number), where it has one.

    The key of a parameter's value is `name:YYYY-MM-DD`; of a version, an event, a case, an order its id; of a record
    `table:id`. At most 96 characters; the title at most 200.
    """

    kind: GroundKind
    reference: str
    title: str = ""


class Grounded(models.Model):
    """A row that has a ground, in columns of its own; empty where it needs none."""

    # The defaults are the database's too: rows are also inserted by SQL that knows nothing of these columns.
    ground = models.CharField(
        _("on what ground"), max_length=10, choices=GroundKind, blank=True, default="", db_default=""
    )
    reference = models.CharField(_("what it refers to"), max_length=96, blank=True, default="", db_default="")
    title = models.CharField(_("decree or act"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def because(self) -> Ground | None:
        """The ground, if there is one."""
        return Ground(GroundKind(self.ground), self.reference, self.title) if self.ground else None


def ground_columns(because: Ground) -> dict[str, str]:
    """The values of the columns of a `Grounded` row, by attribute."""
    return {"ground": because.kind.value, "reference": because.reference, "title": because.title[:200]}
