"""Signing in, staying in, going out: what each function must prove, and when a session dies."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pole.models import Acte, Entree, Envoi
from tests.factories.pole import (
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    membre,
)

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots pour entrer"
EVERYBODY = frozenset(
    {"ien", "coordonnateur", "secretariat", "membre", "partenaire", "directeur", "enseignant"}
)
STAFF = EVERYBODY - {"directeur", "enseignant"}
PAGE = "/pole/qui-fait-quoi/"


def with_password(personne):
    personne.set_password(PASSWORD)
    personne.save()
    return personne


def sign_in(client, personne, password=PASSWORD, following=""):
    return client.post(
        reverse("account_login"), {"login": personne.email, "password": password, "next": following}
    )


def code_sent_to(personne):
    return (
        Envoi.objects.filter(destinataire=personne, gabarit="pole/code").latest("created_at").contexte["code"]
    )


def test_password_alone_is_not_enough_on_an_unknown_device(client, settings):
    settings.CODE_APPAREIL_INCONNU = EVERYBODY
    personne = with_password(directrice(EcoleFactory()))

    response = sign_in(client, personne, following=PAGE)

    assert response.url.startswith(reverse("account_confirm_login_code"))
    assert client.get(PAGE).status_code == 302
    code = code_sent_to(personne)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    trusted = client.post(reverse("mfa_trust"), {"action": "trust"})
    assert trusted.url == PAGE
    assert client.get(PAGE).status_code == 200


def test_known_device_asks_for_the_password_only(client, settings):
    settings.CODE_APPAREIL_INCONNU = EVERYBODY
    personne = with_password(directrice(EcoleFactory()))
    sign_in(client, personne)
    client.post(reverse("account_confirm_login_code"), {"code": code_sent_to(personne)})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    client.post(reverse("account_logout"))

    response = sign_in(client, personne)

    assert response.url == reverse("accueil")


def test_code_by_mail_replaces_the_password(client):
    personne = directrice(EcoleFactory())

    client.post(reverse("account_request_login_code"), {"email": personne.email})
    response = client.post(reverse("account_confirm_login_code"), {"code": code_sent_to(personne)})

    assert response.url == reverse("accueil")
    assert client.get(PAGE).status_code == 200


def test_staff_reaches_nothing_before_a_second_factor(client, settings):
    settings.SECOND_FACTEUR_OBLIGATOIRE = STAFF
    pole = PoleFactory()
    psy = membre(pole)
    client.force_login(psy)

    response = client.get(PAGE)

    assert response.url == reverse("mfa_index")
    assert client.get(reverse("mon_compte")).status_code == 200
    assert client.get(PAGE, headers={"HX-Request": "true"}).status_code == 403
    Authenticator.objects.create(user=psy, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(PAGE).status_code == 200


def test_application_replaces_the_e_mailed_code_and_opens_everything(
    client, settings, django_assert_num_queries
):
    settings.CODE_APPAREIL_INCONNU, settings.SECOND_FACTEUR_OBLIGATOIRE = EVERYBODY, STAFF
    psy = with_password(membre(PoleFactory()))
    secret = generate_totp_secret()
    TOTP.activate(psy, secret)

    first = sign_in(client, psy, following=PAGE)
    half_way = client.get(PAGE)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    second = client.post(reverse("mfa_authenticate"), {"code": code})

    assert first.url.startswith(reverse("mfa_authenticate"))
    assert half_way.status_code == 302
    assert second.url == PAGE
    assert not Envoi.objects.filter(gabarit="pole/code").exists()
    with django_assert_num_queries(5):  # session, user, roles, people, professions: the factor costs nothing
        assert client.get(PAGE).status_code == 200


def test_what_touches_the_account_is_asked_again_in_our_words(client):
    psy = with_password(membre(PoleFactory()))
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        Authenticator.objects.create(user=psy, type=kind, data={"secret": "x"})
    client.force_login(psy)

    asked = client.get(reverse("mfa_add_webauthn"), follow=True)

    shown = asked.content.decode()
    assert asked.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert f'<a class="fr-btn fr-btn--tertiary" href="{reverse("accueil")}">Annuler</a>' in shown
    assert ">Un code</a>" in shown
    assert ">Ma clé d’accès</a>" in shown


def test_schools_need_no_second_factor(client, settings):
    settings.SECOND_FACTEUR_OBLIGATOIRE = STAFF
    client.force_login(directrice(EcoleFactory()))

    assert client.get(PAGE).status_code == 200


def normalised(response):
    return re.sub(r'value="[^"]{20,}"|nonce="[^"]+"', "", response.content.decode())


def test_known_unknown_and_disabled_accounts_answer_the_same(client):
    """ASVS 6.3.8."""
    known = with_password(directrice(EcoleFactory()))
    disabled = with_password(PersonneFactory(is_active=False))
    answers = [
        sign_in(Client(), personne, password="ce n’est pas le bon mot")
        for personne in (known, PersonneFactory.build(), disabled)
    ]

    assert {answer.status_code for answer in answers} == {200}
    bodies = {normalised(answer).replace(answer.context["form"].data["login"], "") for answer in answers}
    assert len(bodies) == 1


def test_code_asked_for_an_unknown_address_answers_the_same():
    known, unknown = directrice(EcoleFactory()), PersonneFactory.build()
    answers = [
        Client().post(reverse("account_request_login_code"), {"email": personne.email})
        for personne in (known, unknown)
    ]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("account_confirm_login_code"))
    }
    assert Envoi.objects.filter(gabarit="pole/compte_inconnu", adresse=unknown.email).count() == 1


def test_nobody_signs_up_alone_nor_changes_address(client):
    assert client.get("/compte/inscription/").url == reverse("account_login")
    assert client.post("/compte/inscription/", {"email": "a@b.test"}).status_code == 405
    assert client.get("/compte/email/").status_code == 404


def test_five_wrong_passwords_delay_the_account_but_not_the_code(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,5/15m/key"}
    cache.clear()
    personne = with_password(directrice(EcoleFactory()))
    for _ in range(5):
        sign_in(client, personne, password="ce n’est pas le bon mot")

    refused = sign_in(client, personne)

    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_request_login_code"), {"email": personne.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_sent_to(personne)})
    assert client.get(PAGE).status_code == 200


def test_sign_in_and_failure_are_journaled_without_what_was_typed(client):
    personne = with_password(directrice(EcoleFactory()))

    sign_in(client, personne, password="un secret tapé par erreur")
    sign_in(client, personne)

    rows = Entree.objects.order_by("id").values_list("acte", "personne", "fonction", "objet")
    assert list(rows) == [(Acte.ECHEC, None, "", ""), (Acte.CONNEXION, personne.pk, "", "")]


def test_session_left_alone_ends_and_comes_back_to_the_same_page(client):
    personne = with_password(directrice(EcoleFactory()))
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sign_in(client, personne)
    with time_machine.travel(now + timezone.timedelta(minutes=29), tick=False):
        assert client.get(PAGE).status_code == 200
    with time_machine.travel(now + timezone.timedelta(minutes=58), tick=False):
        assert client.get(PAGE).status_code == 200
    with time_machine.travel(now + timezone.timedelta(minutes=89), tick=False):
        response = client.get(PAGE, follow=True)

        assert response.redirect_chain == [(f"{reverse('account_login')}?next={PAGE}", 302)]
        assert "Votre session s’est terminée" in response.content.decode()
        assert client.post(PAGE, headers={"HX-Request": "true"}).status_code == 401
        assert sign_in(client, personne, following=PAGE).url == PAGE
        assert client.get(PAGE).status_code == 200


def test_first_request_after_sign_in_needs_no_other_cookie_than_the_session(client):
    client.force_login(directrice(EcoleFactory()))
    client.cookies.pop("activite", None)

    assert client.get(PAGE).status_code == 200


def test_without_the_sign_of_life_a_session_lasts_no_longer_than_the_limit(client):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.force_login(directrice(EcoleFactory()))
    with time_machine.travel(now + timezone.timedelta(minutes=31), tick=False):
        client.cookies.pop("activite", None)

        assert client.get(PAGE).status_code == 302


def test_form_sent_after_the_end_comes_back_to_the_page_that_held_it(client):
    response = client.post("/pole/changer/", headers={"Referer": f"http://testserver{PAGE}"})
    foreign = client.post("/pole/changer/", headers={"Referer": "https://ailleurs.test/x"})

    assert response.url == f"{reverse('account_login')}?next={PAGE}"
    assert foreign.url == f"{reverse('account_login')}?next=/"


@pytest.mark.parametrize(
    "host", ["//ailleurs.test", "https:ailleurs.test", "/\\ailleurs.test", "https://ailleurs.test"]
)
def test_sign_in_never_leads_to_another_site(client, host):
    """ASVS 3.7.2."""
    personne = with_password(directrice(EcoleFactory()))

    assert sign_in(client, personne, following=host).url == reverse("accueil")


def test_disabled_account_loses_its_session_at_the_next_request(client):
    personne = directrice(EcoleFactory())
    client.force_login(personne)
    assert client.get(PAGE).status_code == 200

    personne.is_active = False
    personne.save()

    assert client.get(PAGE).status_code == 302


def test_other_sessions_end_and_this_one_continues(client):
    personne = directrice(EcoleFactory())
    elsewhere = Client()
    client.force_login(personne)
    elsewhere.force_login(personne)

    response = client.post(reverse("fermer_sessions"), follow=True)

    assert "Vos autres sessions sont fermées" in response.content.decode()
    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302


def test_logout_kills_the_session_and_empties_the_browser(client):
    client.force_login(directrice(EcoleFactory()))
    cookie = client.cookies["session"].value

    response = client.post(reverse("account_logout"))

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies["session"] = cookie
    assert thief.get(PAGE).status_code == 302
    assert not Session.objects.filter(session_key=cookie).exists()


def test_demonstration_sign_in_exists_in_the_demonstration_only(client, settings):
    pole = PoleFactory(nom="Valbourg")
    coordinatrice(pole, personne__email="coordination.valbourg@demo.example")
    other = coordinatrice(pole)
    address = reverse("connexion_demonstration")

    assert client.post(address, {"compte": "coordination.valbourg@demo.example"}).status_code == 404
    assert b"demo.example" not in client.get(reverse("account_login")).content
    settings.DEMO = True
    assert client.post(address, {"compte": other.email}).status_code == 404
    page = client.get(reverse("account_login")).content.decode()
    assert "Valbourg" in page
    assert "coordination.valbourg@demo.example" in page
    assert client.post(address, {"compte": "coordination.valbourg@demo.example"}).url == reverse("accueil")
    assert client.get(PAGE).status_code == 200


def test_person_of_two_poles_first_chooses(client):
    first, second = PoleFactory(nom="Alpha"), PoleFactory(nom="Beta")
    personne = with_password(membre(first))
    membre(second, personne=personne)

    assert sign_in(client, personne).url == reverse("pole:choisir")
    page = client.get(reverse("pole:choisir")).content.decode()
    assert "Alpha" in page
    assert "Beta" in page
    assert client.post(reverse("pole:changer"), {"pole": str(second.pk)}).url == reverse("accueil")
    assert client.get(PAGE).wsgi_request.pole == second


@pytest.mark.parametrize("chosen", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_pole_of_somebody_else_is_not_found(client, chosen):
    client.force_login(membre(PoleFactory()))

    assert client.post(reverse("pole:changer"), {"pole": chosen or str(PoleFactory().pk)}).status_code == 404


def test_own_account_shows_roles_with_their_dates(client):
    ecole = EcoleFactory(nom="École du Lac")
    client.force_login(directrice(ecole))

    page = client.get(reverse("mon_compte")).content.decode()

    assert "École du Lac" in page
    assert "Direction d’école" in page
    assert reverse("mfa_index") in page


def test_password_reset_is_by_code_in_the_same_window(client):
    personne = with_password(directrice(EcoleFactory()))

    client.post(reverse("account_reset_password"), {"email": personne.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_sent_to(personne)})
    new = "cinq mots tout à fait neufs"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})

    personne.refresh_from_db()
    assert personne.check_password(new)
    assert Envoi.objects.filter(destinataire=personne, gabarit="pole/compte_modifie").count() == 1
