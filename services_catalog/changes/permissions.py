"""The names of what may be done with the catalogue in the studio, and the refusal of whoever may not.

Nothing here knows of roles, requests or sign-ins: `by.has_perm(EDIT)` asks the project's authentication backends. The
guard in front of pages is `dost.studio.guard`.
"""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VIEW: Final = "services_catalog.view_studio"
"""Read the catalogue, its change sets, previews as numbers, and the history."""
EDIT: Final = "services_catalog.edit_studio"
"""Prepare change sets and hand them in."""
PUBLISH: Final = "services_catalog.publish_studio"
"""Review what another has prepared, and publish it."""
SAMPLES: Final = "services_catalog.see_samples"
"""See single people in a preview; every one seen is logged where the person can read it."""

ALL: Final = frozenset({VIEW, EDIT, PUBLISH, SAMPLES})

REASONS: Final[dict[str, Promise]] = {
    VIEW: _("Your role does not open the catalogue."),
    EDIT: _("Your role may read the catalogue, but not change it. That is for a catalogue editor."),
    PUBLISH: _("Your role may not review or publish changes of the catalogue. That is for a catalogue publisher."),
    SAMPLES: _("Your role may not see single people in a preview."),
}


class StudioDenied(PermissionDenied):
    """A signed-in person lacks `permission`; the text says why, in the reader's language."""

    def __init__(self, permission: str) -> None:
        super().__init__(str(REASONS[permission]))
        self.permission = permission
