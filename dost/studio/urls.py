"""The addresses of the studio. Everything needs a permission: see the decorators of the views."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import rule_urls
from .views import (
    doubts,
    exchange,
    history,
    home,
    new_service,
    parameters,
    previews,
    raising,
    review,
    services,
    sets,
    shared,
)

app_name = "studio"

_PREVIEW = "sets/<int:pk>/preview/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("new/", sets.new, name="new"),
    path("import/", exchange.import_set, name="import"),
    path("history/", history.everything, name="history"),
    path("new-service/", new_service.new_service, name="new_service"),
    path("services/<slug:code>/", services.service, name="service"),
    path("services/<slug:code>/compare/", services.compare, name="compare"),
    path("services/<slug:code>/change/", services.change, name="change"),
    path("services/<slug:code>/end/", services.end, name="end"),
    path("services/<slug:code>/roll-back/<int:number>/", services.roll_back, name="roll_back"),
    path("parameters/", parameters.listing, name="parameters"),
    path("raise/", raising.new_amount, name="raise"),
    path("shared/", shared.listing, name="shared"),
    path("shared/<slug:kind>/new/", shared.into, name="make_shared"),
    path("shared/<slug:kind>/<slug:name>/", shared.item, name="shared_item"),
    path("shared/<slug:kind>/<slug:name>/change/", shared.into, name="change_shared"),
    path("sets/<int:pk>/", sets.detail, name="set"),
    path("sets/<int:pk>/shared/<slug:kind>/", shared.edit, name="new_shared"),
    path("sets/<int:pk>/shared/<slug:kind>/<slug:name>/", shared.edit, name="set_shared"),
    path("sets/<int:pk>/shared/<slug:kind>/<slug:name>/take-out/", shared.take_out, name="take_out_shared"),
    path("sets/<int:pk>/edit/", sets.edit, name="edit"),
    path("sets/<int:pk>/amounts/", parameters.sheet, name="amounts"),
    path("sets/<int:pk>/amounts/<slug:name>/take-out/", parameters.take_out, name="take_out_amount"),
    path("sets/<int:pk>/add-service/", sets.add_service, name="add_service"),
    path("sets/<int:pk>/take-out/<slug:code>/", sets.take_out, name="take_out"),
    path("sets/<int:pk>/carry-over/<slug:code>/", sets.carry_over, name="carry_over"),
    path("sets/<int:pk>/discard/", sets.discard, name="discard"),
    path("sets/<int:pk>/differences/", review.differences, name="differences"),
    path("sets/<int:pk>/submit/", review.submit, name="submit"),
    path("sets/<int:pk>/give-back/", review.give_back, name="give_back"),
    path("sets/<int:pk>/publish/", review.publish_set, name="publish"),
    path("sets/<int:pk>/withdraw/", review.withdraw, name="withdraw"),
    path("sets/<int:pk>/confirm/", doubts.confirm, name="confirm"),
    path("sets/<int:pk>/export/", exchange.export_set, name="export"),
    path("sets/<int:pk>/preview/", previews.listing, name="previews"),
    path(_PREVIEW, previews.detail, name="preview"),
    path(f"{_PREVIEW}progress/", previews.progress, name="preview_progress"),
    path(f"{_PREVIEW}cancel/", previews.cancel, name="cancel_preview"),
    path(f"{_PREVIEW}people/<slug:code>/<slug:kind>/", previews.people, name="people"),
    path("sets/<int:pk>/services/<slug:code>/", include(rule_urls.urlpatterns)),
]
