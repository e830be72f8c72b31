"""What stands in the way of something at a centre, in words for whoever tried."""

from __future__ import annotations

from django.utils.translation import gettext_lazy


class QueueError(Exception):
    """It cannot be done; the message says why and what would be right."""


class MovedOnError(QueueError):
    """Somebody else was quicker, or it has been done already."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("This ticket has moved on meanwhile. The page shows where it is now."))


class NoDeskError(QueueError):
    """Whoever calls sits at no desk, or has paused it."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Choose your desk first, or end the break."))


class BusyError(QueueError):
    """The desk has somebody already."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Somebody is at your desk already: finish with them first."))
