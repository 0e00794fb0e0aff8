"""Own account: the pages of allauth that this project uses, and no other (no sign-up, no free address)."""

from allauth.account import views as account
from django.urls import include, path

from pole.views import codes, comptes

urlpatterns = [
    path("", comptes.mon_compte, name="mon_compte"),
    path("adresse/<str:jeton>/", comptes.confirmer, name="confirmer_adresse"),
    path("sessions/fermer/", comptes.fermer_sessions, name="fermer_sessions"),
    path("code/", account.request_login_code, name="account_request_login_code"),
    path("code/confirmer/", codes.code_de_connexion, name="account_confirm_login_code"),
    path("inscription/", comptes.inscription, name="account_signup"),
    path("verifier/", account.reauthenticate, name="account_reauthenticate"),
    path("inactif/", account.account_inactive, name="account_inactive"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "mot-de-passe/oublie/code/",
        codes.code_de_mot_de_passe,
        name="account_confirm_password_reset_code",
    ),
    path("mot-de-passe/nouveau/", account.complete_password_reset, name="account_complete_password_reset"),
    path(
        "mot-de-passe/nouveau/fait/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("second-facteur/", include("allauth.mfa.urls")),
]
