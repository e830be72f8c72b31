"""Addresses of the second step, under the names django-allauth asks for (so without a namespace)."""

from django.urls import path

from . import second_step_views, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", second_step_views.Authenticate.as_view(), name="mfa_authenticate"),
    path("sign-in/code-again/", second_step_views.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("sign-in/password-again/", second_step_views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("second-step/", second_step_views.Overview.as_view(), name="mfa_index"),
    path("second-step/set-up/", second_step_views.Enrol.as_view(), name="mfa_activate_totp"),
    path("second-step/recovery-codes/", second_step_views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", second_step_views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
]
