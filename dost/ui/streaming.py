"""Answering with a file that somebody else made: it is shown to its reader, and can do nothing in their browser."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def streamed(chunks: Iterator[bytes], *, media_type: str, file_name: str, size: int) -> StreamingHttpResponse:
    """Return the answer: a picture is shown, everything else is saved.

    A PDF is not shown in the browser, because no browser shows one that it may not run anything in.
    """
    response = StreamingHttpResponse(chunks, content_type=media_type)
    response["Content-Length"] = str(size)
    disposition = content_disposition_header(not media_type.startswith("image/"), file_name)
    assert disposition is not None
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
