from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken
from django.test import RequestFactory, override_settings
from lxml import etree

from dost.accounts.adapters import AccountAdapter, SecondStepAdapter
from dost.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXP"


def test_secret_survives_a_new_key_while_the_old_one_is_known() -> None:
    with override_settings(SECRET_KEY="the old one"):
        kept = SecondStepAdapter().encrypt(SECRET)
    assert SECRET not in kept

    with override_settings(SECRET_KEY="the new one", SECRET_KEY_FALLBACKS=["the old one"]):
        assert SecondStepAdapter().decrypt(kept) == SECRET
    with override_settings(SECRET_KEY="the new one"), pytest.raises(InvalidToken):
        SecondStepAdapter().decrypt(kept)


def test_qr_code_says_whose_account_it_is_and_has_no_style_of_its_own() -> None:
    adapter = SecondStepAdapter()
    url = adapter.build_totp_url(User(username="n.rzayeva", email="n@dost.example"), SECRET)
    drawn = adapter.build_totp_svg(url)

    assert url == f"otpauth://totp/n.rzayeva?secret={SECRET}&issuer=DOST"
    assert etree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in drawn
    assert "class" not in drawn


def test_nobody_signs_up() -> None:
    assert not AccountAdapter().is_open_for_signup(RequestFactory().get("/"))
