"""The second factor in a real browser: an application, its codes of rescue, and a key made by the device."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from tests.e2e.conftest import MOT_DE_PASSE
from tests.e2e.visite import LARGEURS

pytestmark = pytest.mark.navigateur

# A telephone whose owner has just given a finger.
APPAREIL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def entree(monde, ouvrir, with_password):
    """The psychologist, who has signed in with the password."""
    with_password(monde.psychologue)
    visite = ouvrir().aller(reverse("account_login"))
    device = visite.context.new_cdp_session(visite.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": APPAREIL})
    sign_in(visite, monde.psychologue)
    visite.page.get_by_role("heading", name="Bonjour Inès").wait_for()
    return visite


def sign_in(visite, personne):
    visite.ecrire("Courriel", personne.email).ecrire("Mot de passe", MOT_DE_PASSE)
    visite.page.get_by_role("button", name="Se connecter", exact=True).click()


def confirm(visite):
    """What touches the account is opened by the password once more, then by nothing for five minutes."""
    visite.page.get_by_role("heading", name="Confirmer que c’est vous").wait_for()
    visite.check_widths().ecrire("Mot de passe", MOT_DE_PASSE).cliquer("Confirmer")
    visite.page.wait_for_load_state()
    return visite


def sign_out(visite):
    visite.page.set_viewport_size({"width": max(LARGEURS), "height": 800})
    visite.aller("/").cliquer("Se déconnecter").page.wait_for_load_state()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_key_is_added_named_used_to_sign_in_and_removed(entree):
    entree.aller(reverse("mfa_index")).check_widths()
    confirm(entree.lien("Ajouter une clé d’accès")).check_widths()
    entree.ecrire("Nom de la clé", "Téléphone du bureau").cliquer("Ajouter cette clé")
    entree.page.get_by_text("Votre clé d’accès est enregistrée.").wait_for()
    entree.check()
    sign_out(entree)

    entree.aller(reverse("account_login")).cliquer("Utiliser une clé d’accès")
    entree.page.get_by_role("heading", name="Bonjour Inès").wait_for()
    entree.aller(reverse("mfa_list_webauthn")).check_widths()
    entree.page.get_by_role("link", name="Renommer Téléphone du bureau").click()
    entree.lien("Ma clé d’accès").check_widths().cliquer("Utiliser la clé d’accès")
    entree.page.get_by_role("heading", name="Renommer la clé d’accès").wait_for()
    entree.check_widths().ecrire("Nom de la clé", "Clé du bureau").cliquer("Enregistrer le nom")
    entree.page.get_by_role("link", name="Retirer Clé du bureau").click()
    entree.check_widths().cliquer("Retirer la clé")

    entree.page.get_by_text("La clé d’accès est retirée.").wait_for()
    entree.check()


def test_application_is_activated_used_to_sign_in_and_left(monde, entree):
    confirm(entree.aller(reverse("mfa_activate_totp"))).check_widths()
    entree.ecrire("Code affiché par l’application", "000000").cliquer("Activer")
    entree.page.locator("#resume-erreurs").wait_for()
    entree.check()
    secret = entree.page.locator("main code").inner_text()
    entree.ecrire("Code affiché par l’application", code_of(secret)).cliquer("Activer")
    entree.page.get_by_role("heading", name="Mes codes de secours").wait_for()
    entree.check_widths()
    [first, *others] = entree.page.locator(".codes code").all_inner_texts()
    sign_out(entree)

    sign_in(entree.aller(reverse("account_login")), monde.psychologue)
    entree.page.get_by_role("heading", name="Seconde vérification").wait_for()
    entree.check_widths().ecrire("Code", first)
    entree.page.get_by_role("button", name="Se connecter", exact=True).click()
    entree.page.get_by_role("heading", name="Bonjour Inès").wait_for()
    confirm(entree.aller(reverse("mfa_view_recovery_codes")))
    left = entree.aller(reverse("mfa_view_recovery_codes")).page.locator("main").inner_text()
    entree.aller(reverse("mfa_deactivate_totp")).check_widths().cliquer("Désactiver")
    entree.page.get_by_text("L’application ne donne plus de code pour ce site.").wait_for()

    assert len(others) == 9
    assert re.search(r"Il reste 9 codes sur 10", left)
    assert first not in left


def test_no_word_of_the_library_is_left_in_another_language(entree):
    confirm(entree.aller(reverse("mfa_activate_totp")))
    seen = [
        entree.aller(reverse(name)).page.locator("main").inner_text()
        for name in ("mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "mfa_list_webauthn")
    ]

    assert "Cette clé remplace le mot de passe" in "".join(seen)
    assert not [text for text in seen if re.search(r"\b(Name|Passwordless|[Aa]uthenticat\w*)\b|'", text)]
