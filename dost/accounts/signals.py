"""What the accounts announce: whoever keeps something ready for people hears of it, and is known to nobody here."""

from __future__ import annotations

from django.dispatch import Signal

citizen_signed_in = Signal()
"""A citizen's session has begun. `person_id`: the id of the person; nothing of the session."""
