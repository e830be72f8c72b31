"""Counting what an address does too often, without keeping the address."""

from __future__ import annotations

import hashlib

import pytest
from django.core.cache import cache

from dost.accounts.throttle import is_too_often

pytestmark = pytest.mark.django_db

HERE = "203.0.113.7"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def test_each_address_and_each_matter_is_counted_for_itself() -> None:
    assert [is_too_often("looks", HERE, most=2) for _time in range(4)] == [False, False, True, True]
    assert not is_too_often("looks", "203.0.113.8", most=2)
    assert not is_too_often("other-looks", HERE, most=2)


def test_nobody_can_tell_the_address_from_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    add = cache.add

    def noted(key: str, value: object, timeout: float) -> bool:
        kept.append(key)
        return bool(add(key, value, timeout=timeout))

    monkeypatch.setattr(cache, "add", noted)
    is_too_often("looks", HERE, most=2)
    [key] = kept
    assert HERE not in key
    assert not any(hashlib.new(name, HERE.encode()).hexdigest() in key for name in ("md5", "sha1", "sha256"))
