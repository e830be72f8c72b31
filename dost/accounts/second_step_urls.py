"""Addresses of the second step and of one's own account; those of django-allauth under the names it asks for (so all
without a namespace)."""

from django.urls import path

from . import own_account_views, passkey_views, second_step_views, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", second_step_views.Authenticate.as_view(), name="mfa_authenticate"),
    path("sign-in/code-again/", second_step_views.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("sign-in/passkey-again/", passkey_views.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("sign-in/password-again/", second_step_views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("second-step/", second_step_views.Overview.as_view(), name="mfa_index"),
    path("second-step/set-up/", second_step_views.Enrol.as_view(), name="mfa_activate_totp"),
    path("second-step/passkey/", passkey_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-step/<int:pk>/remove/", passkey_views.RemoveStep.as_view(), name="remove_step"),
    path("second-step/recovery-codes/", second_step_views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", second_step_views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("start/", own_account_views.start, name="start"),
    path("password/", own_account_views.ChangePassword.as_view(), name="change_password"),
    path("sessions/", own_account_views.session_list, name="sessions"),
    path("sessions/stay/", own_account_views.stay, name="stay"),
    path("typed/", own_account_views.typed_before, name="typed"),
    path("sessions/end/", own_account_views.end_session, name="end_session"),
]
