"""What the detection remembers of its own work: runs of the sweep, looks at rights, reckonings, days dealt with."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import APPEND_ONLY, AccessLog
from dost.payments.grounds import Grounded


class SweepRun(models.Model):
    """One look at everybody: on a date, for some or all proactive services."""

    class Cause(models.TextChoices):
        DATE = "date", _("A date was reached")
        RULE = "rule", _("A new rule took force")

    on = models.DateField()
    cause = models.CharField(max_length=6, choices=Cause, default=Cause.DATE)
    services = models.JSONField(default=list)
    low = models.BigIntegerField(null=True, help_text="The first and the last person there were when it began.")
    high = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on"], condition=Q(cause="date", services=[]), name="sweep_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.on}"


class SweepChunk(models.Model):
    """A part of a run: one basis over a range of ids, done in one short transaction."""

    run = models.ForeignKey(SweepRun, models.CASCADE, related_name="chunks")
    basis = models.CharField(max_length=20)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    versions = models.JSONField(default=dict, db_default={}, help_text="Ids of the versions asked, by service.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run"], condition=Q(finished_at=None), name="sweep_chunk_to_do")]

    def __str__(self) -> str:
        return f"{self.basis} {self.low}-{self.high}"


class AutomaticCheck(models.Model):
    """A look of the system at everybody, or at everybody with running rights: one row for each run. Append-only.

    `low` and `high` are the ids of the first and last person looked at; none for a look at rights. `versions` are the
    ids of the versions of rules that were asked, by service. It belongs to the log of looks (`accounts.AccessLog`).
    """

    class Kind(models.TextChoices):
        EVERYBODY = "everybody", _("Who has a right")
        RIGHTS = "rights", _("Whether a right still stands")

    kind = models.CharField(max_length=9, choices=Kind)
    purpose = models.CharField(max_length=12, choices=AccessLog.Purpose)
    on = models.DateField()
    at = models.DateTimeField()
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    versions = models.JSONField()
    registries = models.JSONField()
    run = models.OneToOneField(SweepRun, models.PROTECT, null=True, related_name="check_noted")

    class Meta:
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class RightsReview(models.Model):
    """A look at the running rights of some services, because what they are judged by has changed.

    `last` is the id of the last right looked at, written in the transaction that marks: a look that is killed goes on
    after it.
    """

    on = models.DateField()
    services = models.JSONField(default=list)
    last = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    marked = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="rights_review_to_do")]

    def __str__(self) -> str:
        return f"{', '.join(self.services)} {self.on}"


class BooksCheck(models.Model):
    """What the nightly look at the books found, as of a day; the latest look at a day counts.

    `counts` is how many there are of each kind; `findings` the first of each kind, as `books.Finding` has them. Both
    hold numbers of cases and keys of rows, and nothing about a person.
    """

    on = models.DateField(unique=True)
    checked_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.on}"


class KnownLaw(models.Model):
    """A dated amount of law, or a version, as it was when months paid by it were last reckoned.

    What differs from it now and reaches back is reckoned again, through whatever entrance it came. `key` is the name of
    a parameter or the id of a version; `first` and `until` (not included) are its days; `value` is of a parameter.
    """

    class What(models.TextChoices):
        PARAMETER = "parameter", _("An amount of law")
        VERSION = "version", _("A version of the service")

    what = models.CharField(max_length=10, choices=What)
    key = models.CharField(max_length=60)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    value = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "key", "first"], name="known_law_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.key} {self.first}"


class Reckoning(Grounded):
    """A look at what was paid by the law of some days, because it is another now: what is owed, and what was excess.

    `last` is the id of the last right looked at, written in the transaction that orders: one that is killed goes on
    after it. `months` and `total` (AZN) are owed, `waiting` rights could not be paid yet; `lowered_…` is the excess.
    """

    services = models.JSONField(default=list)
    since = models.DateField(_("from the day"))
    until = models.DateField(_("until the day, not included"), null=True, blank=True)
    last = models.BigIntegerField(default=0)
    rights = models.PositiveIntegerField(default=0)
    months = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    waiting = models.PositiveIntegerField(default=0)
    lowered_months = models.PositiveIntegerField(default=0)
    lowered_total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(ground=""), name="reckoning_has_ground")]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="reckoning_to_do")]

    def __str__(self) -> str:
        return f"{', '.join(self.services)} {self.since}"


class LastDay(models.Model):
    """The last day on which something that is done once a day was done."""

    what = models.CharField(max_length=24, primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.what} {self.day}"


class SampleTable(models.Model):
    """What the rules of one state of the catalogue say of the made-up families of the screening's sample.

    `fingerprint` tells the state: the versions in force and what their parameters are worth. `packed` is read by
    `screening.table.Table`. A row is never changed: another state of the catalogue gets another row.
    """

    fingerprint = models.CharField(max_length=64, primary_key=True)
    on = models.DateField(_("as of"))
    families = models.PositiveIntegerField()
    packed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="sample_table_latest")]

    def __str__(self) -> str:
        return f"{self.fingerprint[:12]} {self.on}"


class Outlook(models.Model):
    """What one person is entitled to, as it was last reckoned; kept for whoever signs in or has something coming.

    `wanted_at` is when somebody or something asked for it to be reckoned (again); empty once that is done. `on` is the
    day it says it of. `catalogue` is a hash of the rules and amounts it was reckoned by, `days_asked` on how many days
    of the next two years the engine was asked, `took_ms` how long it took.
    """

    person = models.OneToOneField("registries.Person", models.PROTECT, related_name="outlook")
    wanted_at = models.DateTimeField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    reckoned_at = models.DateTimeField(null=True, blank=True)
    catalogue = models.CharField(max_length=64, blank=True)
    days_asked = models.PositiveSmallIntegerField(default=0)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["wanted_at"], condition=Q(wanted_at__isnull=False), name="outlook_wanted"),
            models.Index(fields=["on", "id"], name="outlook_by_day"),
        ]

    def __str__(self) -> str:
        return f"outlook {self.pk}"


class OutlookLine(models.Model):
    """How it stands with one service for one person: a line of an outlook, replaced whenever that is reckoned.

    `first_day` and `last_day` are of the right (of what is coming: the day it begins, or the last before it ends);
    `amount` is what is or will be paid, `before` what was. `cause` says what a coming day is (`outlook.causes`), `why`
    is the answer of the rule as a decision keeps it (`outlook.frozen`). `instead_of` is the code of a service that the
    person has or can have and beside which this one is no second right, now or (of what begins) on its day.
    """

    class Standing(models.TextChoices):
        RECEIVED = "received", _("Awarded by another system")
        UNCLAIMED = "unclaimed", _("There is a right, and nobody has claimed it")
        ANSWERS = "answers", _("Depends on what only the person can say")
        BEGINS = "begins", _("A right will begin")
        CHANGES = "changes", _("An amount will change")
        ENDS = "ends", _("A right will end")
        NOT_KNOWN = "not_known", _("Cannot be told from the registries")
        NO_RIGHT = "no_right", _("There is no right")

    outlook = models.ForeignKey(Outlook, models.CASCADE, related_name="lines")
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey("services_catalog.ServiceVersion", models.PROTECT, related_name="+", db_index=False)
    standing = models.CharField(max_length=9, choices=Standing)
    matter = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=20)
    basis_key = models.CharField(max_length=96, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    before = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    monthly = models.BooleanField(default=False)
    unmet = models.PositiveSmallIntegerField(default=0)
    instead_of = models.CharField(max_length=12, blank=True)
    cause = models.JSONField(default=dict, blank=True)
    why = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outlook", "service", "matter", "standing", "first_day"],
                nulls_distinct=False,
                name="outlook_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing}"  # logs and terminals have it: not which service


class ComingRight(models.Model):
    """A right that begins on a day to come, if nothing else changes: what is looked at again on that day, by itself.

    `told_at` is when the person was told in advance, `looked_at` when the right was looked for on its day, and
    `withdrawn_at` when it was no longer expected. One that is expected for another day than before is another row.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="coming_rights")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    matter = models.CharField(max_length=120, blank=True)
    first_day = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    monthly = models.BooleanField(default=False)
    cause = models.JSONField(default=dict, blank=True)
    expected_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service", "matter", "first_day"],
                condition=Q(withdrawn_at=None),
                name="coming_right_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["first_day", "id"],
                condition=Q(looked_at=None, withdrawn_at=None),
                name="coming_right_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}"
