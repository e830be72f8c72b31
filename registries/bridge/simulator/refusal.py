"""How an institution says no to a request as such."""

from __future__ import annotations


class RefusalError(Exception):
    """The request is not accepted: an HTTP status, a code, words, and the field they are about, if one is."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
