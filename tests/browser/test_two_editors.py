"""Two editors at once, in the browser: the second is told, sees both, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from tests.dost.road.house import publish
from tests.factories.accounts import UserFactory

from .inspector import Inspector
from .studio_steps import begin, shown

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, available_apps=None)]

GROUND = "Decree 412 of the President, 20.11.2026"
NEITHER_WORKS, ONE_WORKS = "05-40", "05-41"


@pytest.fixture
def editor(transactional_db: None) -> User:
    user: User = UserFactory(username="aygun", first_name="Aygün", last_name="Quliyeva", editor=True)
    return user


@pytest.fixture
def other_editor(transactional_db: None) -> User:
    user: User = UserFactory(username="kamran", first_name="Kamran", last_name="Əliyev", editor=True)
    return user


def test_two_editors_at_once_lose_nothing(window: Callable[..., Page], editor: User, other_editor: User) -> None:
    inspector = Inspector("two")
    first_day = timezone.localdate() + timedelta(days=30)
    with transaction.atomic():
        publish(NEITHER_WORKS, ONE_WORKS)
    mine, theirs = window(language="en", user=editor), window(language="en", user=other_editor)
    change_set = begin(mine, "Raise the birth benefit", GROUND, first_day)
    sheet, rule = f"/studio/sets/{change_set.pk}/amounts/", f"/studio/sets/{change_set.pk}/services/{NEITHER_WORKS}/"

    # The same amount: both are shown, and the choice is kept.
    for page, value in ((theirs, "640"), (mine, "650")):
        page.goto(sheet)
        page.fill("[name=name-0]", "birth_benefit")
        page.fill("[name=value-0]", value)
    theirs.click("text=Save the amounts")
    theirs.wait_for_url(f"**/studio/sets/{change_set.pk}/")
    mine.click("text=Save the amounts")
    inspector.look_as_it_is(mine, "amounts-conflict", shows=".dost-sheet__theirs")
    expect(mine.locator("[role=alert]")).to_have_text(re.compile(r"^\s*Somebody has saved amounts meanwhile\."))
    expect(mine.locator(".dost-sheet__theirs legend")).to_contain_text("Kamran Əliyev saved this")
    expect(mine.locator(".dost-sheet__theirs legend")).to_contain_text("640")
    assert mine.input_value("[name=value-0]") == "650"
    mine.click("text=Save the amounts")
    mine.wait_for_url(f"**/studio/sets/{change_set.pk}/")
    assert change_set.parameters.get().value == 650

    # The same criterion in two of its fields: what they do not share is merged, what they share is chosen.
    mine.fill("[name=code]", NEITHER_WORKS)
    mine.click("main button:has-text('Take in')")
    mine.wait_for_url(f"**{rule}")
    for page, english in ((theirs, "Neither parent works"), (mine, "No parent had a contract of work that day")):
        page.goto(rule)
        page.click("#criteria a:has-text('neither_parent_works')")
        page.fill("#criteria [name=text_en]", english)
    theirs.fill("#criteria [name=text_ru]", "Оба родителя не работают")
    theirs.click("#criteria button[value=save]")
    theirs.wait_for_selector(".dost-rulerow__text:has-text('Neither parent works')")
    mine.click("#criteria button[value=save]")
    inspector.look_as_it_is(mine, "criterion-conflict", shows=".dost-choose")
    assert shown(mine, ".dost-choose h3")[0].startswith("Kamran Əliyev has changed the same")
    assert shown(mine, ".dost-choose label")[0].startswith("Mine")
    assert "Kamran Əliyev" in shown(mine, ".dost-choose label")[1]
    mine.click(".dost-choose button")
    mine.wait_for_selector(".dost-rulerow__text:has-text('No parent had a contract')")
    written = {one["id"]: one for one in change_set.services.get().content["criteria"] if "id" in one}
    assert written["neither_parent_works"]["text"]["en"] == "No parent had a contract of work that day"
    assert written["neither_parent_works"]["text"]["ru"] == "Оба родителя не работают"

    # Title and ground, one each: both are kept.
    for page in (theirs, mine):
        page.goto(f"/studio/sets/{change_set.pk}/edit/")
    theirs.fill("[name=title]", "The birth benefit rises to 650")
    theirs.click("main form button")
    theirs.wait_for_url(f"**/studio/sets/{change_set.pk}/")
    mine.fill("[name=ground]", f"{GROUND}, par. 3")
    mine.click("main form button")
    inspector.look_as_it_is(mine, "set-conflict", shows="h1:has-text('Two have changed the same')")
    mine.click("text=Keep both")
    mine.wait_for_url(f"**/studio/sets/{change_set.pk}/")
    change_set.refresh_from_db()
    assert (change_set.title, change_set.ground) == ("The birth benefit rises to 650", f"{GROUND}, par. 3")

    # What was not chosen can still be read.
    mine.goto(f"/studio/history/?set={change_set.pk}")
    inspector.look(mine, "history")
    told = mine.locator("main").inner_text()
    assert "640" in told
    assert "Neither parent works" in told
    assert inspector.found == {}
