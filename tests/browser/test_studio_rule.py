"""The rule editor in Chromium, on the age benefit: typing with help, choosing, and how its pages fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from services_catalog.changes import drafts
from services_catalog.files import Catalogue, read_catalogue
from services_catalog.load import ranges_of
from services_catalog.models import DraftService, Parameter, Service, ServiceVersion
from tests.factories.accounts import UserFactory

from .conftest import picture, troubles
from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]


@pytest.fixture
def editor(transactional_db: None) -> Any:
    return UserFactory(username="aygun", first_name="Aygün", last_name="Quliyeva", editor=True, enrolled=True)


@cache
def files() -> Catalogue:
    return read_catalogue()[0]


def load_age_benefit() -> None:
    """The real age benefit with every amount, and nothing else: the whole catalogue would take a minute a test."""
    for name, history in files().library.parameters.items():
        parameter = Parameter.objects.create(name=name, type=history.type.value, label=history.label)
        for value in history.values:
            worth, brackets = value.stored
            parameter.values.create(valid_from=value.valid_from, value=worth, brackets=brackets, source=value.source)
    benefit = files().services["05-21"]
    service = Service.objects.create(code=benefit.code, **benefit.passport)
    dated = zip(benefit.versions, ranges_of(benefit.versions), strict=True)
    for number, (version, valid) in enumerate(dated, 1):
        ServiceVersion.objects.create(
            service=service,
            number=number,
            valid=valid,
            definition=version.definition,
            content_hash=version.content_hash,
            status=ServiceVersion.Status.PUBLISHED,
        )


@pytest.fixture
def draft(editor: Any) -> DraftService:
    """The real age benefit, begun in a change set."""
    load_age_benefit()
    change_set = drafts.create(
        title="Yaşa görə müavinət", ground="Qanun", valid_from=date(2027, 1, 1), by=editor, at=timezone.now()
    )
    return drafts.add_service(change_set, code="05-21", by=editor, at=timezone.now())


def address(draft: DraftService, rest: str = "") -> str:
    return f"/studio/sets/{draft.change_set_id}/services/{draft.code}/{rest}"


def fresh(draft: DraftService) -> DraftService:
    return DraftService.objects.select_related("change_set").get(pk=draft.pk)


def required(draft: DraftService, name: str) -> str:
    return next(item["require"] for item in fresh(draft).content["criteria"] if item.get("id") == name)


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def test_a_criterion_is_typed_with_help_mended_and_saved(window: Window, editor: Any, draft: DraftService) -> None:
    page = window(user=editor, language="en")
    page.goto(address(draft))
    expect(page.locator("#law")).to_contain_text("Has reached the pension age: yes")
    page.click("#edit-age")
    field = page.locator("#criterion-age-require")
    expect(field).to_be_focused()

    field.fill("")
    field.press_sequentially("person.ag", delay=20)
    options = page.locator("#criterion-age-require-options [role=option]")
    expect(options.first).to_contain_text("person.age")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "criterion-age-require-o0")
    expect(page.locator("[data-about]")).to_contain_text("whole number")
    picture(page, "rule-options")
    page.keyboard.press("Enter")
    expect(field).to_have_value("person.age")
    expect(page.locator("#criterion-age-require-options")).to_be_hidden()

    field.press_sequentially(" >= parameter.nothing", delay=5)
    page.keyboard.press("Escape")
    wrong = page.locator("#criterion-age-require-check mark")
    expect(wrong).to_have_text("parameter.nothing")
    picture(page, "rule-error")
    expect(field).to_have_attribute("aria-describedby", "criterion-age-require-check")
    field.fill("person.age >= 64")
    says = page.locator("#criterion-age-require-says")
    expect(says).to_contain_text("Age: at least 64")
    expect(says).to_contain_text("Yaşı: ən azı 64")
    expect(says).to_contain_text("не меньше чем 64")
    page.click("#criterion-age .govuk-button-group button")

    expect(page.locator("#edit-age")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("Saved")
    expect(page.locator("#law")).to_contain_text("Age: at least 64")
    expect(page.locator("#problems")).to_contain_text("A man the day before")
    assert required(draft, "age") == "person.age >= 64"
    assert page.url.endswith(address(draft))


def test_order_removal_and_open_forms(window: Window, editor: Any, draft: DraftService) -> None:
    page = window(user=editor, language="en")
    page.goto(address(draft))
    page.click("#edit-alive")
    page.fill("#criterion-alive-require", "person.alive AND TRUE")
    page.focus("#down-age")
    with page.expect_response("**/move/"):
        page.keyboard.press("Enter")
    expect(page.locator("#down-age")).to_be_focused()
    expect(page.locator("#criterion-alive-require")).to_have_value("person.alive AND TRUE")
    page.click("#remove-not_working")
    expect(page.locator("#undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#edit-not_working")).to_be_focused()
    expect(page.locator("#criterion-alive-require")).to_have_value("person.alive AND TRUE")
    names = [item.get("id") or item["use"] for item in fresh(draft).content["criteria"]]
    assert names == ["alive", "resident", "not_working", "age", "no_labour_pension", "no_pension_right"]


def answers_late(page: Page, field: str, value: str, *, meanwhile: tuple[str, str]) -> None:
    """Fill a field in, and another one before what follows from the first has come: nothing typed is lost."""
    other, typed = meanwhile
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.locator(field).wait_for()
    page.evaluate("document.body.addEventListener('htmx:afterRequest', () => { document.body.dataset.answered = 1 })")
    page.route("**/criteria/edit/", hold, times=1)
    page.fill(field, value)
    with page.expect_request("**/criteria/edit/"):
        page.fill(other, typed)
    held[0].continue_()
    page.wait_for_selector("body[data-answered]")
    expect(page.locator(other)).to_have_value(typed)


def test_a_condition_is_put_together_by_choosing(window: Window, editor: Any, draft: DraftService) -> None:
    page = window(user=editor, language="az")
    page.goto(address(draft))
    page.click("#edit-age")
    page.click("#criterion-age-as-form")
    expect(page.locator("#criterion-age-b-0-fact")).to_have_value("formula.pension_age_reached")
    page.click("#criterion-age-as-text")
    page.fill("#criterion-age-require", "person.age >= 65")
    page.click("#criterion-age-as-form")
    expect(page.locator("#criterion-age-b-0-is")).to_have_value(">=")
    page.select_option("#criterion-age-b-0-of", "years_between")
    answers_late(page, "#criterion-age-b-0-a0-v", "person.birth_date", meanwhile=("#criterion-age-b-0-v0", "63"))
    page.click("#criterion-age-b-add")
    fact = page.locator("#criterion-age-b-1-fact")
    fact.press_sequentially("əmək pens", delay=20)
    page.keyboard.press("Escape")
    fact.fill("")
    fact.press_sequentially("pension.act", delay=20)
    expect(page.locator("#criterion-age-b-1-fact-options [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#criterion-age-b-1-v0")).to_be_visible()
    page.select_option("#criterion-age-b-1-v0", "FALSE")
    page.select_option("#criterion-age-b-way", "any")
    expect(page.locator("#criterion-age .dost-builder > .dost-expression")).to_have_text(
        "years_between(person.birth_date, today) >= 63 OR NOT pension.active"
    )
    picture(page, "rule-builder")
    assert troubles(page) == []
    page.click("#criterion-age .govuk-button-group button")
    expect(page.locator("#edit-age")).to_be_focused()
    assert required(draft, "age") == "years_between(person.birth_date, today) >= 63 OR NOT pension.active"


PLACES = {
    "rule": "",
    "criterion": "criteria/edit/?name=age",
    "shared": "criteria/shared/",
    "examples": "examples/",
    "example": "examples/edit/",
    "texts": "texts/",
    "sheet": "texts/sheet/edit/",
    "changes": "changes/",
}


def test_every_page_fits_and_is_accessible(window: Window, editor: Any, draft: DraftService) -> None:
    inspector = Inspector("rule", widths=(PHONE, TABLET, DESK))
    page = window(user=editor, language="en")
    for name, rest in PLACES.items():
        page.goto(address(draft, rest))
        inspector.look(page, name)
    assert inspector.found == {}
