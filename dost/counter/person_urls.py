"""Addresses of the person at the window. None says who it is: the open visit of whoever asks does."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import (
    identify_views,
    person_account_views,
    person_apply_views,
    person_case_views,
    person_code_views,
    person_document_views,
    person_mandate_views,
    person_views,
    person_wrong_views,
    registry_views,
)

app_name = "person"
urlpatterns: list[URLPattern] = [
    path("", identify_views.identify, name="identify"),
    path("confirm/", identify_views.confirm, name="confirm"),
    path("purpose/", identify_views.purpose, name="purpose"),
    path("page/", person_views.page, name="page"),
    path("not-entitled/", person_views.not_entitled, name="not_entitled"),
    path("silent/", person_views.silent, name="silent"),
    path("family/", registry_views.family, name="family"),
    path("differences/", registry_views.differences, name="differences"),
    path("registry/<slug:code>/", registry_views.registry, name="registry"),
    path("wrong/<slug:table>/<int:pk>/", person_wrong_views.wrong, name="wrong"),
    path("code/", person_code_views.code, name="code"),
    path("account/", person_account_views.account, name="account"),
    path("apply/", person_apply_views.services, name="services"),
    path("apply/<slug:code>/", person_apply_views.application, name="apply"),
    path("apply/<slug:code>/again/", person_apply_views.again, name="again"),
    path("cases/<int:pk>/", person_case_views.case, name="case"),
    path("cases/<int:pk>/acts/<slug:action>/", person_case_views.act, name="act"),
    path("cases/<int:pk>/receipt/", person_case_views.receipt, name="receipt"),
    path("cases/<int:pk>/result/", person_case_views.result, name="result"),
    path("cases/<int:pk>/document.pdf", person_case_views.issued, name="issued"),
    path("mandates/", person_mandate_views.mandates, name="mandates"),
    path("mandates/new/", person_mandate_views.new, name="mandate_new"),
    path("mandates/<int:pk>/", person_mandate_views.mandate, name="mandate"),
    path("letters/<str:number>/", person_case_views.letter, name="letter"),
    path("documents/new/", person_document_views.add, name="document_new"),
    path("documents/<uuid:public_id>/", person_case_views.document, name="document"),
]
