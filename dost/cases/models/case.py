"""A case and what grows on its road, as rows."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from dost.cases.stages import TRANSITIONS, Origin, Outcome, Stage, State, WaitingOn

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Case(models.Model):
    """One person's matter about one service, arising from one record (`basis`, `basis_key`).

    `on` is the date whose law and facts count. `token` is the fencing token: it grows with every claim, and a
    worker writes back only under the token it was given. `live` is true while the case is open or what it granted
    runs; among live cases (service, basis, basis_key) is unique, and of an employer's (service, applicant_voen).

    `applicant_voen` is the employer in whose name it was applied for, empty where a person applied: `person` is then
    who acted for it, to whom all is told, and nothing of the case is shown among their own matters.

    `replaces` is the case whose decision an appeal or a court changed or set aside: this one decides it anew.

    `to_confirm` is what a member of staff has granted that waits for a second person, if anything does.
    """

    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+")
    version = models.ForeignKey("services_catalog.ServiceVersion", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="cases")
    about = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")
    applicant_voen = models.CharField(
        _("VÖEN of the employer that applied"), max_length=10, blank=True, default="", db_default=""
    )
    basis = models.CharField(max_length=20)
    basis_key = models.CharField(max_length=96)
    record_id = models.BigIntegerField(null=True, blank=True)
    on = models.DateField(_("as of"))
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    event = models.ForeignKey(
        "registries.RegistryEvent", models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", db_index=False
    )
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.VERIFY)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.READY)
    waiting_on = models.CharField(_("waiting on"), max_length=12, choices=WaitingOn, blank=True)
    reason = models.JSONField(_("why it waits"), default=dict, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="")
    live = models.BooleanField(default=True)
    opened_at = models.DateTimeField(_("opened"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    to_confirm = models.ForeignKey(
        "cases.GrantToConfirm", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "basis", "basis_key"], condition=Q(live=True, applicant_voen=""), name="case_once"
            ),
            models.UniqueConstraint(
                fields=["service", "applicant_voen"],
                condition=Q(live=True) & ~Q(applicant_voen=""),
                name="case_once_of_an_employer",
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", state="done") | (~Q(stage="closed") & ~Q(state="done")),
                name="case_closed_is_done",
            ),
            models.CheckConstraint(condition=~Q(state="waiting") | ~Q(waiting_on=""), name="case_waits_for_someone"),
        ]
        indexes = [
            models.Index(fields=["stage", "not_before"], condition=~Q(state="done"), name="case_to_do"),
            models.Index(fields=["opened_at"], name="case_opened"),
            BrinIndex(fields=["decided_at"], name="case_decided"),
            BrinIndex(fields=["closed_at"], name="case_closed"),
            models.Index(fields=["applicant_voen"], condition=~Q(applicant_voen=""), name="case_employer"),
            models.Index(fields=["replaces"], condition=Q(replaces__isnull=False), name="case_replaces"),
        ]
        triggers = [pgtrigger.FSM(name="road", field="stage", transitions=list(TRANSITIONS))]

    def __str__(self) -> str:
        return f"case {self.pk}"  # logs and terminals have it: not which service


class CaseAnswer(ActorColumns):
    """What the person told in answer to a question of the service version. Append-only: the latest one counts.

    `value` is as `services_catalog.answers` keeps it: true or false, a whole number, an amount or a date as text, or
    the word of a choice. The actor is who told it, or the member of staff who wrote it down.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    value = models.JSONField()
    told_at = models.DateTimeField(_("told at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [one_actor("case_answer_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.question


class Evidence(models.Model):
    """What an institution answered to a question of the verification. Append-only."""

    class Finding(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("answer", "Confirmed")
        CONTRADICTED = "contradicted", pgettext_lazy("answer", "Contradicted")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    institution = models.CharField(max_length=16)
    question = models.CharField(max_length=24)
    about = models.ForeignKey("registries.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField()
    finding = models.CharField(max_length=12, choices=Finding)
    answered_at = models.DateTimeField(_("answered at, by the institution's clock"))
    kept_at = models.DateTimeField(_("kept at"))
    latency_ms = models.PositiveIntegerField()

    class Meta:
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.institution}.{self.question}: {self.finding}"


class Decision(ActorColumns):
    """What was decided, with everything needed to decide it again years later. Append-only.

    `facts` maps each fact's name to its value, source institution, registry and date of record; `explanation` is the
    result of each criterion. `content_hash` is that of the service version.
    """

    STAFF = "decided_by"

    case = models.OneToOneField(Case, models.PROTECT, related_name="decision")
    version = models.ForeignKey("services_catalog.ServiceVersion", models.PROTECT, related_name="+", db_index=False)
    content_hash = models.CharField(max_length=64)
    on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    facts = models.JSONField()
    parameters = models.JSONField(default=dict)
    explanation = models.JSONField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [one_actor("decision_actor", staff="decided_by")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.outcome}"


class Entitlement(models.Model):
    """A granted right: what is due, to whom, from when until when.

    `payee` is who receives the money where a member of staff has decided it, for somebody too young to be paid.

    `review` says why a clerk should look: `criteria` that no longer hold, `since`, `cause` (`facts` or `rule`) and
    `version`, the id of the one that was asked; and, for a payment that was refused, kept back or that came back,
    `code` and `period`. `kept` are the criteria that a clerk has looked at and let stand: they mark the right no more
    until they have held again.
    """

    class Period(models.TextChoices):
        ONCE = "once", _("once")
        MONTHLY = "monthly", _("monthly")
        NONE = "none", _("not a payment")

    case = models.OneToOneField(Case, models.PROTECT, related_name="entitlement")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="entitlements")
    payee = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    period = models.CharField(max_length=8, choices=Period)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    starts = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)
    review = models.JSONField(_("why a clerk should look"), null=True, blank=True)
    kept = models.JSONField(_("what a clerk let stand"), default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("starts")), name="entitlement_period"),
        ]
        indexes = [
            models.Index(fields=["period", "until"], condition=Q(ended_on=None), name="entitlement_running"),
            models.Index(fields=["service"], condition=Q(review__isnull=False), name="entitlement_review"),
        ]

    def __str__(self) -> str:
        return f"right {self.pk}"

    @property
    def receiver_id(self) -> int:
        """The id of the person to whose account it is paid."""
        return self.payee_id or self.person_id


class Deliverable(models.Model):
    """What a granted right that is not money gives: a document, a referral, a registration, a place in a queue.

    Written in the transaction of the decision, one for a case. `content` is what it states, for good: `person` and
    `about` (name, fin, born), and of a document its text with the facts in it (`cases.documents`). A place in a queue
    is the order of those that stand (`ended_on` is empty) by `issued_at`; it is counted, never kept. Only its end can
    be written later.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        REFERRAL = "referral", _("Referral")
        REGISTRATION = "registration", _("Registration")
        QUEUE = "queue", _("Place in a queue")

    case = models.OneToOneField(Case, models.PROTECT, related_name="deliverable")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="deliverables")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    number = models.CharField(_("number"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    valid_until = models.DateField(_("valid until, inclusive"), null=True, blank=True)
    ended_on = models.DateField(_("taken back, or its place given up"), null=True, blank=True)
    content = models.JSONField(_("what it states"))

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "issued_at", "id"],
                condition=Q(kind="queue", ended_on=None),
                name="deliverable_queue",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_issued", exclude=["ended_on"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class Letter(models.Model):
    """A letter about what was decided of a case, as it was written. Written in the transaction of what it tells.

    `ordinal` counts the letters of a case; the first is that of its decision, and the number is made of both.
    `occasion` tells letters of one kind apart: the last day of an end, the first month of an amount, the ground of a
    difference. `content` is `text.letter_text.Written` as JSON, in the person's language and Azerbaijani, and
    `content_hash` its SHA-256.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("letter", "A right was granted")
        REFUSED = "refused", pgettext_lazy("letter", "An application was refused")
        ENDED = "ended", pgettext_lazy("letter", "A right ended")
        AMOUNT_CHANGED = "amount_changed", pgettext_lazy("letter", "An amount changed")
        RESUMED = "resumed", pgettext_lazy("letter", "A payment runs again")
        APPEAL_LODGED = "appeal_lodged", pgettext_lazy("letter", "Your appeal has arrived")
        APPEAL_ADMITTED = "appeal_admitted", pgettext_lazy("letter", "Your late appeal is looked at")
        APPEAL_TOO_LATE = "appeal_too_late", pgettext_lazy("letter", "Your appeal came too late")
        APPEAL_DECIDED = "appeal_decided", pgettext_lazy("letter", "Your appeal is decided")
        COURT = "court", pgettext_lazy("letter", "A court has decided")
        GIVEN_UP = "given_up", pgettext_lazy("letter", "You gave it up")
        RECOVERY_ASKED = "recovery_asked", pgettext_lazy("letter", "You are heard about what was paid in excess")
        RECOVERY_DECIDED = "recovery_decided", pgettext_lazy("letter", "What was paid in excess is asked back")
        RECOVERY_NONE = "recovery_none", pgettext_lazy("letter", "What was paid in excess is not asked back")

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", db_index=False)
    ordinal = models.PositiveSmallIntegerField(_("which letter of the case"))
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="letters", db_index=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    occasion = models.CharField(_("occasion"), max_length=120, blank=True, default="")
    number = models.CharField(_("number"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("written"))
    language = models.CharField(_("language"), max_length=2)
    content = models.JSONField(_("what it says"))
    content_hash = models.CharField(_("hash of what it says"), max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="letter_once")]
        indexes = [models.Index(fields=["person", "-issued_at"], name="letter_person")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.number


class CaseEntry(ActorColumns):
    """One line of a case's timeline. Append-only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    what = models.CharField(max_length=24)
    details = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [one_actor("case_entry_actor")]
        indexes = [BrinIndex(fields=["at"], name="case_entry_at")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.what


class Preference(ActorColumns):
    """What a person chose for a service: automatic, ask me first, or never."""

    class Choice(models.TextChoices):
        AUTOMATIC = "automatic", _("Give it to me automatically")
        ASK = "ask", _("Ask me first")
        NEVER = "never", _("Never")

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="preferences")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    choice = models.CharField(max_length=10, choices=Choice)
    chosen_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "service"], name="preference_once"),
            one_actor("preference_actor"),
        ]

    def __str__(self) -> str:
        return self.choice


class PreferenceChange(ActorColumns):
    """One change of what a person chose for a service: who changed what, and when. Append-only.

    `before` is empty where nothing had been chosen: the service then came as its version lays down.
    """

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="preference_changes")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, related_name="+", db_index=False)
    before = models.CharField(max_length=10, choices=Preference.Choice, blank=True)
    after = models.CharField(max_length=10, choices=Preference.Choice)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [one_actor("preference_change_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.before} -> {self.after}"
