"""How one gets in: by invitation, with an address and a password or a code."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.urls import reverse

from pole.connexion import device_code_is_required
from pole.models import Personne
from pole.services.envois import enqueue

# The mails of allauth, by the end of their template name: our template and its words.
COURRIELS = {
    "login_code": ("pole/code", {"usage": "vous connecter"}),
    "password_reset_code": ("pole/code", {"usage": "choisir un nouveau mot de passe"}),
    "unknown_account": ("pole/compte_inconnu", {}),
    "password_changed": ("pole/compte_modifie", {"quoi": "Votre mot de passe a changé."}),
    "password_reset": ("pole/compte_modifie", {"quoi": "Votre mot de passe a changé."}),
    "password_set": ("pole/compte_modifie", {"quoi": "Un mot de passe a été ajouté à votre compte."}),
    "totp_activated": ("pole/compte_modifie", {"quoi": "Une application de codes a été ajoutée."}),
    "totp_deactivated": ("pole/compte_modifie", {"quoi": "L’application de codes a été retirée."}),
    "webauthn_added": ("pole/compte_modifie", {"quoi": "Une clé d’accès a été ajoutée."}),
    "webauthn_removed": ("pole/compte_modifie", {"quoi": "Une clé d’accès a été retirée."}),
    "recovery_codes_generated": ("pole/compte_modifie", {"quoi": "De nouveaux codes de secours sont prêts."}),
}
# What proves again that it is them, by the name that allauth gives it.
PREUVES = {
    "reauthenticate": "Mon mot de passe",
    "mfa_reauthenticate": "Un code",
    "mfa_reauthenticate:webauthn": "Ma clé d’accès",
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth as this project uses it: nobody signs up alone, mails leave by the outbox."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_login_by_code_required(self, login) -> bool:
        """A code on a device not yet known, unless this sign-in proved, or will prove, something stronger."""
        records = get_authentication_records(self.request, login.user)
        if records and records[-1]["method"] in {"code", "mfa"}:
            return False
        if is_mfa_enabled(login.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            return False
        return device_code_is_required(login.user.portee)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """The ways of proving again that it is them, in our words."""
        return [
            method | {"description": PREUVES[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]

    def get_login_redirect_url(self, request) -> str:
        """A person with roles in several poles first says which one they come for."""
        if len(request.user.portee.poles_by_id) > 1 and "pole" not in request.session:
            return reverse("pole:choisir")
        return reverse("accueil")

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """By the outbox: a slow or absent mail server neither delays the page nor tells an address exists."""
        gabarit, mots = COURRIELS[template_prefix.rpartition("/")[2]]
        if "code" in context:
            mots = mots | {"code": context["code"]}
        send_to_address(gabarit, email, mots)


@transaction.atomic
def send_to_address(gabarit: str, adresse: str, mots: dict) -> None:
    """One mail about an account, to a person when the address is theirs. Urgent: somebody waits for it."""
    personne = Personne.objects.filter(email=adresse.lower(), is_active=True).first()
    enqueue(
        gabarit,
        pole=None,
        cle=f"compte:{uuid.uuid4()}",
        destinataire=personne,
        adresse="" if personne else adresse.lower(),
        contexte={"chemin": reverse("account_login")} | mots,
        urgent=True,
    )
