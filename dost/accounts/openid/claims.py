"""What the identity provider says of somebody who has signed in there, as far as this house asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings

SUBJECT_LENGTH: Final = 255
"""OpenID Connect Core, section 2: `sub` has at most so many characters."""


class BadClaimsError(ValueError):
    """The provider's answer lacks something, or holds what nobody asked for; the message names the claim."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who signed in: `subject` for the provider, `fin` as the provider wrote it (empty when it gave none).

    `authenticated_at` is when they proved it there; None where the provider does not say.
    """

    subject: str
    fin: str
    authenticated_at: datetime | None = None


def read_claims(id_token: Mapping[str, Any], userinfo: Mapping[str, Any]) -> Claims:
    """The claims of a verified ID token, and of the answer of the UserInfo endpoint for what the token leaves out.

    Raises:
        BadClaimsError: there is no usable subject, the two are about different people, or a time is none.
    """
    subject = id_token.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH or not subject.isprintable():
        raise BadClaimsError(f"sub: expected a text of at most {SUBJECT_LENGTH} printable characters")
    if userinfo and userinfo.get("sub") != subject:
        raise BadClaimsError("sub: the UserInfo answer is about somebody else than the ID token")
    fin = id_token.get(settings.OIDC_FIN_CLAIM) or userinfo.get(settings.OIDC_FIN_CLAIM) or ""
    return Claims(
        subject=subject,
        fin=fin if isinstance(fin, str) else "",
        authenticated_at=_moment(id_token.get("auth_time")),
    )


def _moment(seconds: object) -> datetime | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 2**40:
        raise BadClaimsError("auth_time: expected seconds since 1970")
    return datetime.fromtimestamp(seconds, tz=UTC)
