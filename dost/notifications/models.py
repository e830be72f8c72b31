"""What people are told, one notice for each thing to tell in the person's language; and how they can be reached."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from dost.common.delivery import Delivery

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class PrintFile(models.Model):
    """The letters on paper of one day, as they were handed to the printers: a file of PDFs with a list of them.

    One for each day; `name` is that of the file below `MEDIA_ROOT/print`, `sha256` is of its content.
    """

    day = models.DateField(unique=True)
    name = models.CharField(max_length=40)
    letters = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Notice(Delivery):
    """A message about a case, the person's account or an application not sent, by the first way that reaches them.

    It stands in their inbox whatever the way. `tried` are the ways that have failed, with commas. Where none is left,
    `untold` says why: a member of staff tells the person, and `told_at` is when they did. `reply_code` is what a reply
    to a question must carry where its number alone does not say which question is meant. `print_file` is where a letter
    on paper was printed.

    `number` tells messages of one kind apart, where a case can have several: of a difference it is the payment order's,
    of a payment that came back that of the return, of one that runs again how often it has, of a change of account, a
    contested fact, an application not sent, a complaint or a line of a mandate the id of that. `seen_at` is when
    somebody first opened it in the inbox: nothing else of reading is kept.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", _("A right was granted")
        REFUSED = "refused", _("An application was refused")
        QUESTION = "question", _("The person is asked")
        ANSWERS = "answers", _("Answers are missing")
        MORE = "more", _("Something is asked of the person")
        MORE_AGAIN = "more_again", _("The person is reminded of what was asked")
        ENDED = "ended", _("A payment ended")
        DIFFERENCE = "difference", _("A difference was paid")
        RETURNED = "returned", _("A payment came back")
        RESUMED = "resumed", _("A payment runs again")
        COMING = "coming", _("A right will begin")
        ACCOUNT = "account", _("Payments go to another account")
        ACCOUNT_NO = "account_no", _("An account was not accepted")
        ACCOUNT_IN = "account_in", _("Another account was given at a centre")
        CORRECTION = "correction", _("An institution answered about a fact that was called wrong")
        REPLY = "reply", _("A question was answered")
        APPEAL = "appeal", _("There is a letter about an appeal")
        GIVEN_UP = "given_up", _("The person gave something up")
        RECOVERY = "recovery", _("There is a letter about what was paid in excess")
        DRAFT = "draft", _("An application is not sent yet")
        DRAFT_ENDS = "draft_ends", _("An application that is not sent is removed soon")
        APPEAL_DRAFT = "unsent", _("An appeal that was begun is not sent")
        COMPLAINT = "complaint", _("There is news of what the person wrote")
        MANDATE = "mandate", _("A mandate was given, accepted or ended, or ends soon")
        APPOINTED = "appointed", _("There is news of an appointment")
        UNREACHED = "unreached", _("142 could not reach the person")

    class Channel(models.TextChoices):
        SMS = "sms", "SMS"
        EMAIL = "email", pgettext_lazy("way of a message", "E-mail")
        LETTER = "letter", pgettext_lazy("way of a message", "Letter on paper")
        INBOX = "inbox", _("Inbox")

    class Untold(models.TextChoices):
        NO_WAY = "no_way", _("No telephone, e-mail or postal address is known")
        FAILED = "failed", _("No message has arrived")
        SENSITIVE = "sensitive", _("Nothing is sent about this service")
        RETURNED = "returned", _("The letter came back")

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="notices")
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.BigIntegerField(default=0, db_default=0)
    channel = models.CharField(max_length=6, choices=Channel)
    language = models.CharField(max_length=2)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True, default="", db_default="")
    text = models.TextField()
    tried = models.CharField(max_length=40, blank=True, default="", db_default="")
    untold = models.CharField(max_length=10, choices=Untold, blank=True, default="", db_default="")
    told_at = models.DateTimeField(null=True, blank=True)
    reply_code = models.CharField(max_length=4, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(_("opened in the inbox"), null=True, blank=True)
    print_file = models.ForeignKey(
        PrintFile, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False
    )

    class Meta(Delivery.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "kind", "number"], name="notice_once")]
        indexes = [
            *Delivery.Meta.indexes,
            models.Index(fields=["person", "-created_at"], name="notice_inbox"),
            models.Index(fields=["created_at"], condition=~Q(untold="") & Q(told_at=None), name="notice_untold"),
            models.Index(fields=["phone", "-settled_at"], condition=Q(kind="question"), name="notice_question"),
            models.Index(fields=["print_file"], condition=Q(print_file__isnull=False), name="notice_printed"),
        ]

    def __str__(self) -> str:
        return self.key


class Contact(ActorColumns):
    """How a person wants to be reached, as they told this house; what the registries say of them stays as it is.

    A telephone and an e-mail address stand here only once a code has confirmed them. `language` is empty where it is
    the one of the population register. Between `quiet_from` and `quiet_until` no text message is sent (both empty: as
    this installation lays down; both the same: at any time). The actor is who changed it last.
    """

    class Way(models.TextChoices):
        SMS = "sms", pgettext_lazy("way to reach somebody", "By SMS")
        EMAIL = "email", pgettext_lazy("way to reach somebody", "By e-mail")
        LETTER = "letter", pgettext_lazy("way to reach somebody", "By letter")

    person = models.OneToOneField("registries.Person", models.PROTECT, related_name="contact")
    phone = models.CharField(_("telephone, E.164"), max_length=16, blank=True, db_index=True)
    phone_confirmed_at = models.DateTimeField(null=True, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    way = models.CharField(_("preferred way"), max_length=6, choices=Way, default=Way.SMS)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("contact_actor"),
            models.CheckConstraint(
                name="contact_confirmed",
                condition=(Q(phone="") | Q(phone_confirmed_at__isnull=False))
                & (Q(email="") | Q(email_confirmed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="contact_quiet",
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactChange(ActorColumns):
    """One change of how a person is reached: which field, what stood and what stands, who and when. Append-only."""

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="contact_changes")
    field = models.CharField(max_length=12)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [one_actor("contact_change_actor")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.field


class ContactCode(models.Model):
    """A code that was sent to a telephone or an e-mail address, to see that it is this person's.

    `digest` is of the code, the row's salt and the installation's secret: the code itself is kept nowhere. The newest
    of a person and way counts, until `expires_at`, for a few attempts, and once.
    """

    class Way(models.TextChoices):
        PHONE = "phone", _("Telephone")
        EMAIL = "email", _("E-mail")

    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    way = models.CharField(max_length=5, choices=Way)
    target = models.CharField(max_length=254)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["target", "sent_at"], name="contact_code_target")]

    def __str__(self) -> str:
        return f"{self.way} {self.pk}"


class DirectMessage(Delivery):
    """A message that is about no case: a code, word of a change, an answer to somebody's own message.

    `to` is a telephone in E.164 or an e-mail address. The text of a code is emptied once it has left. `told_at` is when
    a member of staff told the person what one that did not arrive would have said.
    """

    class Kind(models.TextChoices):
        CODE = "code", _("A code")
        CHANGED = "changed", _("Contact data were changed")
        REPLY = "reply", _("An answer to a message")
        UNREACHED = "missed", _("142 could not reach the person")

    class Channel(models.TextChoices):
        SMS = "sms", "SMS"
        EMAIL = "email", pgettext_lazy("way of a message", "E-mail")

    person = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=6, choices=Channel)
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    text = models.TextField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta(Delivery.Meta):
        indexes = [
            *Delivery.Meta.indexes,
            models.Index(fields=["to", "created_at"], name="direct_message_to"),
            models.Index(
                fields=["created_at"],
                condition=Q(kind="changed", told_at=None, state__in=["refused", "doubtful", "withheld"]),
                name="direct_message_untold",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Telling(ActorColumns):
    """That a member of staff told a person of what is about no case and had reached nobody: how, and what was said.

    Of which message: a notice about the account, or word that contact data were changed. Append-only. What is about a
    case stands in its timeline instead.
    """

    notice = models.OneToOneField(Notice, models.PROTECT, null=True, blank=True, related_name="telling")
    message = models.OneToOneField(DirectMessage, models.PROTECT, null=True, blank=True, related_name="telling")
    how = models.CharField(max_length=10)
    note = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            one_actor("telling_actor"),
            models.CheckConstraint(
                name="telling_of_one",
                condition=Q(notice__isnull=False, message=None) | Q(notice=None, message__isnull=False),
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.how


class TextReading(models.Model):
    """What became of a text message that somebody sent to this house: each is read once.

    `case` and `person` are those of the question it was taken for an answer to; empty where it was taken for none.
    """

    class Finding(models.TextChoices):
        YES = "yes", _("Taken as a yes")
        NO = "no", _("Taken as a no")
        CANCELLED = "cancelled", _("An appointment was cancelled")
        COMING = "coming", _("The person comes to an appointment")
        TOO_LATE = "too_late", _("Too late: the question was not open any more")
        NOT_UNDERSTOOD = "not_understood", _("Not understood")
        NO_QUESTION = "no_question", _("Nothing was asked of this number")
        NEEDS_CODE = "needs_code", _("It does not say which question is meant")
        NOT_CONFIRMED = "not_confirmed", _("Nobody has confirmed this number as theirs")
        FAILED = "failed", _("The system could not read it")

    text = models.OneToOneField("registries.ReceivedText", models.PROTECT, related_name="reading")
    finding = models.CharField(max_length=14, choices=Finding)
    person = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.finding
