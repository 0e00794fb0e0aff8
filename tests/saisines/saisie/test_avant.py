"""Before the form: who to call, the dates, the drafts to go on with, and who may start one."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from cellules.models import EtatReunion, Reunion
from pole.enums import Nature, QuiSaisit
from saisines.enums import Redacteur
from saisines.models import Etape, Saisine
from saisines.natures import description
from tests.factories.pole import (
    EcoleFactory,
    MetierFactory,
    coordinatrice,
    directrice,
    enseignante,
    membre,
    secretaire,
)
from tests.saisines.saisie.pages import NOUVELLE, address

pytestmark = pytest.mark.django_db


def test_before_the_form_one_reads_who_to_call_and_the_dates(client, ecole, directeur):
    """S1-11, S1-12: the pole is not the channel of a danger. Dates rather than delays."""
    pole = ecole.pole
    pole.numeros_urgence = [{"nom": "CRIP", "numero": "04 00 00 00 11"}]
    pole.save()
    person = coordinatrice(pole, personne__prenom="Odile", personne__nom="Canopée")
    jour = pole.today() + timedelta(days=30)
    Reunion.objects.create(
        pole=pole,
        etat=EtatReunion.PUBLIEE,
        annee=2026,
        periode=2,
        date=jour,
        date_limite=jour - timedelta(days=6),
    )

    page = client.get(NOUVELLE).content.decode()

    for number in ("tel:15", "tel:17", "tel:18", "tel:119", "tel:3018", "tel:0400000011"):
        assert number in page
    assert "Faits établissement" in page
    assert "CRIP" in page
    assert str(person) in page
    assert f'datetime="{jour - timedelta(days=6):%Y-%m-%d}"' in page
    assert "Réponse au plus tard le" in page


def test_before_the_form_without_a_published_meeting_says_so(client, directeur):
    assert "La prochaine réunion n’est pas encore fixée" in client.get(NOUVELLE).content.decode()


def test_before_the_form_one_reads_who_may_answer_today_and_what_to_read(client, ecole, directeur):
    """A call or a page is sometimes enough: no meeting is needed."""
    pole = ecole.pole
    pole.ressources = [{"nom": "Le livret d’accueil", "adresse": "https://exemple.test/livret"}]
    pole.save()
    metier = MetierFactory(pole=pole, nom="Maître du quartier")
    someone = membre(pole, metier=metier, personne__telephone="04 00 00 00 21")
    silent = membre(pole, metier=metier, personne__telephone="")

    page = client.get(NOUVELLE).content.decode()

    assert "Sans attendre une réunion" in page
    assert str(someone) in page
    assert "Maître du quartier" in page
    assert str(silent) not in page
    assert '<a href="https://exemple.test/livret" rel="noopener noreferrer">Le livret d’accueil</a>' in page
    assert "(exemple.test)" in page


def test_pole_without_a_team_nor_resources_shows_no_empty_frame(client, ecole, directeur):
    assert "Sans attendre une réunion" not in client.get(NOUVELLE).content.decode()


def test_checklist_is_the_poles_own_and_never_blocks(client, ecole, directeur):
    """S3-08: what to do before; the order is not fixed, nothing is needed."""
    ecole.pole.avant_de_saisir = ["En parler en conseil de cycle", "Rencontrer les parents"]
    ecole.pole.save()

    page = client.get(NOUVELLE).content.decode()
    without = client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4(), "securite": "on"})
    kept = client.post(
        NOUVELLE,
        {"nature": "P", "jeton": uuid.uuid4(), "securite": "on", "deja_fait": ["Rencontrer les parents"]},
    )

    assert "Rencontrer les parents" in page
    assert "rien n’est obligatoire" in page
    assert without.status_code == kept.status_code == 302
    assert Etape.objects.get().contenu == {"deja_fait": ["Rencontrer les parents"]}


def test_safety_gate_asks_one_click(client, directeur):
    response = client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4()})

    assert (
        "Cochez cette ligne pour continuer. En cas de danger, appelez d’abord." in response.content.decode()
    )
    assert not Saisine.objects.exists()


def test_double_click_starts_one_draft(client, directeur):
    jeton = uuid.uuid4()

    first = client.post(NOUVELLE, {"nature": "P", "jeton": jeton, "securite": "on"})
    second = client.post(NOUVELLE, {"nature": "P", "jeton": jeton, "securite": "on"})

    assert first.url == second.url == address(Saisine.objects.get(), "qui")


def test_drafts_are_offered_before_a_new_one(client, saisine):
    page = client.get(NOUVELLE).content.decode()

    assert page.index('href="#brouillons"') < page.index(">Commencer<")
    assert page.index('id="brouillons"') < page.index(reverse("saisines:relire", args=[saisine.pk]))


def test_school_comes_from_the_roles_and_not_from_the_page(client, ecole, directeur):
    """A forged school is not one of the choices; with one school the question is not even asked."""
    foreign = EcoleFactory(pole=ecole.pole)

    client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4(), "securite": "on", "ecole": str(foreign.pk)})

    assert Saisine.objects.get().ecole == ecole


def test_person_of_two_schools_chooses(client, ecole):
    other = EcoleFactory(pole=ecole.pole)
    person = directrice(ecole)
    directrice(other, personne=person)
    client.force_login(person)
    base = {"nature": "P", "jeton": uuid.uuid4(), "securite": "on"}

    unsaid = client.post(NOUVELLE, base)
    forged = client.post(NOUVELLE, base | {"ecole": str(EcoleFactory(pole=ecole.pole).pk)})
    client.post(NOUVELLE, base | {"ecole": str(other.pk)})

    assert "Choisissez l’école de l’élève." in unsaid.content.decode()
    assert "Choisissez l’une de vos écoles." in forged.content.decode()
    assert Saisine.objects.get().ecole == other


def test_teacher_starts_where_the_pole_says_so_s3_12(client, ecole):
    """S3-12: the teacher may call the pôle; S2: elsewhere the direction does."""
    teacher = enseignante(ecole)
    client.force_login(teacher)
    ecole.pole.qui_saisit = QuiSaisit.DIRECTION
    ecole.pole.save()
    refused = client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4(), "securite": "on"})
    told = client.get(NOUVELLE).content.decode()
    ecole.pole.qui_saisit = QuiSaisit.ENSEIGNANT
    ecole.pole.save()
    client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4(), "securite": "on"})

    assert refused.status_code == 403
    assert "Ici, la direction écrit la saisine" in told
    assert Saisine.objects.get().redacteur == Redacteur.ENSEIGNANT


def test_somebody_without_a_school_is_told_why(client, ecole):
    client.force_login(secretaire(ecole.pole))

    assert "Une saisine part d’une école" in client.get(NOUVELLE).content.decode()
    assert client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4(), "securite": "on"}).status_code == 403


def test_broken_token_asks_to_reload(client, directeur):
    page = client.post(NOUVELLE, {"nature": "P", "jeton": "x", "securite": "on"}).content.decode()

    assert "Rechargez la page." in page
    assert not Saisine.objects.exists()


def test_token_of_somebody_else_starts_nothing(client, ecole, saisine):
    client.force_login(directrice(ecole))

    assert client.post(NOUVELLE, {"nature": "P", "jeton": saisine.jeton, "securite": "on"}).status_code == 403
    assert Saisine.objects.count() == 1


@pytest.mark.parametrize("nature", [nature for nature in Nature if nature != Nature.ENSEIGNANT])
def test_each_kind_starts_at_its_first_step(nature, client, directeur):
    answer = client.post(NOUVELLE, {"nature": nature, "jeton": uuid.uuid4(), "securite": "on"})

    saisine = Saisine.objects.get()
    assert saisine.nature == nature
    assert answer["Location"] == address(saisine, description(nature).premiere)
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("nature", "asked"), [("P", True), ("G", True), ("R", True), ("C", True), ("O", False), ("A", False)]
)
def test_a_click_is_asked_only_where_a_danger_is_plausible(nature, asked, client, directeur):
    answer = client.post(NOUVELLE, {"nature": nature, "jeton": uuid.uuid4()})

    assert ("appelez d’abord" in answer.content.decode()) is asked
    assert Saisine.objects.exists() is not asked


def test_confidential_kind_does_not_start_here(client, directeur):
    answer = client.post(NOUVELLE, {"nature": "E", "jeton": uuid.uuid4(), "securite": "on"})

    assert "Choisissez ce que votre demande concerne" in answer.content.decode()
    assert not Saisine.objects.exists()
