"""A browser without a screen: fetches pages, and sends their forms as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

import httpx
from lxml import html


class Visitor:
    """Somebody at a page; `page` is what they see. Cookies stay as in a browser."""

    def __init__(self, address: str, cookies: Mapping[str, str]) -> None:
        self._client = httpx.Client(
            base_url=address,
            cookies=dict(cookies),
            headers={"Accept-Language": "az"},
            follow_redirects=True,
            timeout=60,
            trust_env=False,
        )
        self.page: html.HtmlElement = html.fromstring("<p/>")
        self.at = address

    def open(self, path: str) -> None:
        """Go to an address."""
        self._take(self._client.get(path))

    def send(self, form: str, **fields: str) -> None:
        """Send the form that an XPath names, with what it holds and these fields.

        Raises:
            AssertionError: there is no such form on the page.
        """
        found = self.page.xpath(form)
        assert found, f"{self.at}: no {form}"
        there = found[0]
        held = {one.name: one.value or "" for one in there.xpath(".//input[@type='hidden']")}
        to = urljoin(self.at, there.get("action") or self.at)
        self._take(self._client.post(to, data={**held, **fields}))

    def text(self, path: str) -> list[str]:
        """The texts of what an XPath names."""
        return [" ".join(one.text_content().split()) for one in self.page.xpath(path)]

    def close(self) -> None:
        """Leave."""
        self._client.close()

    def _take(self, answer: httpx.Response) -> None:
        answer.raise_for_status()
        self.at = str(answer.url)
        self.page = html.fromstring(answer.text)
