"""What is wrong with a mandate as somebody wants to give it."""

from __future__ import annotations


class NotGiven(Exception):  # noqa: N818 - it reads as what it says
    """A mandate cannot be given like this: `field` is which of it, the message what would be right.

    It never tells whether there is somebody with a FİN: whoever is not there is named like everybody else.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
