"""The first day of a circonscription, from the command to the first school that enters, step by step."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

import pole.annuaire
from pole.lecture import why_unreadable
from pole.models import Envoi, Invitation, Pole
from pole.services.invitations import accepter
from tests.clients import page
from tests.factories.cellules import ReunionFactory
from tests.factories.invitations import invitation_of_school
from tests.factories.pole import (
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

ANNUAIRE = Path(pole.annuaire.__file__).parent / "data" / "annuaire-exemple.csv"
UAI = "0690273X"


@pytest.fixture
def production(settings):
    """What a function must prove in a real installation."""
    settings.SECOND_FACTEUR_OBLIGATOIRE = frozenset({"coordonnateur"})


def command(name, *args, **options):
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def code_sent_to(adresse):
    return Envoi.objects.filter(gabarit="pole/code", adresse=adresse).latest("created_at").contexte["code"]


def one_time_code(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def answer(client, invitation, *, adresse, **names):
    """Open the link, give one's name, type the code of the mail."""
    client.post(invitation)
    client.post("/pole/invitation/compte/", names | {"email": adresse})
    return client.post("/pole/invitation/code/", {"code": code_sent_to(adresse)}, follow=True)


def steps(client):
    """Titles of what « Ma page » proposes."""
    groupes = client.get("/").context["ma_page"].groupes
    return [chose.titre for groupe in groupes for chose in groupe.choses]


@pytest.mark.django_db(transaction=True)  # what follows the activation happens when it is committed
def test_first_day_goes_from_the_command_to_the_first_school(client, production):
    printed = command(
        "creer_pole",
        nom="Circonscription de Valbourg",
        code="VALBOURG",
        uai=UAI,
        zone="zone a",
        coordination="camille.dupre@exemple.test",
    )
    link = printed.split()[-1].removeprefix(django_settings.ADRESSE_PUBLIQUE)
    assert Pole.objects.get().nom == "Valbourg"

    arrival = answer(client, link, adresse="camille.dupre@exemple.test", prenom="Camille", nom="Dupré")
    assert arrival.redirect_chain[-1][0] == "/compte/second-facteur/"

    secret = re.search(r"\b[A-Z2-7]{32}\b", page(client.get("/compte/second-facteur/totp/activate/")))[0]
    shown = client.post("/compte/second-facteur/totp/activate/", {"code": one_time_code(secret)})
    # The rescue codes at once: an application gives each code once, another would be half a minute away.
    assert len(re.findall(r"\b[0-9a-z]{8}\b", page(client.get(shown.url)))) >= 10

    assert steps(client) == [
        "Demander la liste des écoles",
        "Inviter les membres du pôle",
        "Publier les réunions de l’année",
        "Relire les réglages",
    ]
    assert "11 nouvelles" in command("importer_ecoles", ANNUAIRE, circonscription=UAI, appliquer=True)
    assert steps(client)[0] == "Inviter les écoles"

    annee = client.get("/cellules/").context["page"].annee
    client.post("/cellules/proposer/", {"annee": annee + 1})
    client.post("/cellules/publier/", {"annee": annee + 1})
    client.post("/pole/ecoles/inviter/")
    assert steps(client) == ["Inviter les membres du pôle", "Relire les réglages"]

    director = client.__class__()
    offered = Invitation.objects.filter(boite_partagee=True).first()
    answer(
        director,
        offered.get_absolute_url(),
        adresse="dominique.roche@exemple.test",
        prenom="Dominique",
        nom="Roche",
    )
    assert "la coordination doit encore la confirmer" in page(director.get("/"))
    assert steps(client) == [
        "Confirmer qui a répondu à l’invitation",
        "Inviter les membres du pôle",
        "Relire les réglages",
    ]

    client.post(f"/pole/invitations/{offered.pk}/confirmer/")
    assert "Demander de l’aide" in page(director.get("/"))
    assert steps(client) == ["Inviter les membres du pôle", "Relire les réglages"]


def test_one_looks_after_a_person_who_answered_only_where_one_pilots(client, pole, coordination):
    elsewhere = coordinatrice(PoleFactory())
    offered = invitation_of_school(EcoleFactory(pole=pole), by=coordination)
    accepter(offered, personne=PersonneFactory())

    assert steps(client)[0] == "Confirmer qui a répondu à l’invitation"
    for other in (elsewhere, membre(pole), directrice(EcoleFactory(pole=pole))):
        client.force_login(other)
        assert "Confirmer qui a répondu à l’invitation" not in steps(client)


def test_pole_that_is_ready_has_no_first_step(client, pole, coordination):
    directrice(EcoleFactory(pole=pole))
    membre(pole)
    ReunionFactory(pole=pole, date=pole.today() + timedelta(days=9), date_limite=pole.today())

    assert steps(client) == []


def test_first_steps_are_for_those_who_pilot(client, pole):
    client.force_login(secretaire(pole))

    assert steps(client) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "De quelle circonscription"),
        ({"circonscription": UAI}, "n’est pas à cet endroit. Donnez son chemin complet"),
    ],
)
def test_import_of_schools_says_what_is_missing(options, message):
    PoleFactory(uai=UAI)

    with pytest.raises(CommandError, match=message):
        command("importer_ecoles", "nulle-part.csv", **options)


def test_file_of_somebody_else_is_refused_in_french(tmp_path):
    assert why_unreadable(tmp_path / "a.csv", PermissionError(13, "Permission denied")) == (
        "Impossible de lire a.csv\u00a0: le compte de la commande n’en a pas le droit. "
        "Copiez-le dans /tmp, ouvert à la lecture."
    )


def test_first_steps_cost_no_more_than_twelve_queries_and_a_busy_page_none(
    client, pole, coordination, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):  # the page, then answers, schools, people
        assert steps(client)

    SaisineFactory(ecole=EcoleFactory(pole=pole))

    with django_assert_max_num_queries(8):
        assert steps(client) == ["Prendre en charge une saisine"]
