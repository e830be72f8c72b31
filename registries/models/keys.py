"""The public keys of institutions, and which signed calls have been used up."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CHANGES = ("valid_until", "revoked_at", "revoked_because")


class InstitutionKey(models.Model):
    """A public key (JWK) with which an institution signs what it sends.

    It counts from `valid_from` on and before `valid_until` (null: without an end), unless it is revoked. `kid` names it
    in the header of a signature. `demonstration` keys are made by this installation for its simulated institutions;
    production refuses them. Only the end and the revocation of a key can change, and no key is ever deleted: what it
    signed must stay explainable.
    """

    kid = models.CharField(max_length=64, unique=True)
    institution = models.ForeignKey("registries.Institution", models.PROTECT, related_name="+")
    jwk = models.JSONField(help_text="The public key as RFC 7517 writes it, without private members.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=200, blank=True, default="")
    demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("key of an institution")
        constraints = [
            models.CheckConstraint(
                name="institution_key_period",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="institution_key_revoked",
                condition=Q(revoked_at=None, revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="")),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="key_never_edited", exclude=list(CHANGES)),
            pgtrigger.Protect(
                name="key_revoked_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Protect(name="key_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.kid}"


class UsedCall(models.Model):
    """A signed call that was accepted: its key and its `jti`, so that a copy of it is refused.

    Rows older than the window in which a signature counts have no use and are deleted by the calls that follow.
    """

    kid = models.CharField(max_length=64)
    jti = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kid", "jti"], name="used_call_once")]
        indexes = [models.Index(fields=["kid", "at"], name="used_call_at")]

    def __str__(self) -> str:
        return f"{self.kid} {self.jti}"
