"""« Ce n’est pas nous »: nothing of the first school goes to the next, or stays with who entered it."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pole.enums import Fonction, Nature, RaisonUrgence
from pole.models import Affectation
from saisines.enums import AuteurVrai, Canal, Confirmation, Relation, TypeIntervention
from saisines.models import Alerte, Saisine
from saisines.services import coauteurs, precisions, suites, urgences
from saisines.services.brouillon import DraftClosedError, save_step
from saisines.services.dossier import transmettre
from saisines.services.pieces import attach
from saisines.services.reception import corriger, repondre, saisir
from saisines.services.transferts import transferer
from saisines.workflow import TransitionRefusedError
from tests.clients import page, signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    directrice,
    enseignante,
    fresh,
    secretaire,
)
from tests.saisines.documents import pdf

pytestmark = pytest.mark.django_db


def facts(ecole):
    return {
        "ecole": ecole,
        "canal": Canal.TELEPHONE,
        "recue_le": ecole.pole.today() - timedelta(days=3),
        "auteur": None,
        "auteur_fonction": AuteurVrai.ENSEIGNANT,
        "auteur_nom": "CanariAuteur",
    }


def entered(ecole, by, **columns):
    """A case told by telephone, that this person has entered and not sent."""
    saisine = saisir(by=fresh(by), pole=ecole.pole, jeton=uuid.uuid4(), nature=Nature.ELEVE, **facts(ecole))
    save_step(saisine, "qui", {"prenom": "CanariPrénom", "nom": "CanariNom"}, version=0, by=fresh(by))
    Saisine.objects.filter(pk=saisine.pk).update(**columns)
    return again(saisine)


def received(ecole, by, **columns):
    """The same, sent."""
    return again(transmettre(entered(ecole, by, **columns), by=fresh(by)))


def sees(personne, saisine) -> bool:
    return Saisine.objects.visible_to(fresh(personne)).filter(pk=saisine.pk).exists()


def again(saisine):
    return Saisine.objects.get(pk=saisine.pk)


def refuse(saisine, direction):
    repondre(again(saisine), by=fresh(direction), reponse=Confirmation.RECUSEE, mot="Ce n’est pas nous.")
    return again(saisine)


def test_stand_in_after_their_day_does_not_read_what_they_entered(ecole, direction, coordo):
    stand_in = directrice(EcoleFactory(pole=ecole.pole))
    AffectationFactory(personne=stand_in, pole=ecole.pole, fonction=Fonction.COORDONNATEUR)
    saisine = received(ecole, stand_in)
    Affectation.objects.filter(personne=stand_in, fonction=Fonction.COORDONNATEUR).update(
        debut=timezone.now() - timedelta(days=3), fin=timezone.now() - timedelta(days=1)
    )

    refused = refuse(saisine, direction)

    client = signed_in(fresh(stand_in))
    assert refused.relations_to(fresh(stand_in)) == frozenset()
    assert client.get(reverse("saisines:detail", args=[saisine.pk])).status_code == 404
    assert "CanariNom" not in page(client.get(reverse("saisines:list")))


@pytest.mark.parametrize("sent_by_the_same", [True, False])
def test_stand_in_who_teaches_in_that_school_is_not_the_author_of_what_they_entered(
    ecole, direction, coordo, sent_by_the_same
):
    """Who asked has no account: the name in the row is that of the office, whose function has ended."""
    stand_in = enseignante(ecole)
    AffectationFactory(personne=stand_in, pole=ecole.pole, fonction=Fonction.COORDONNATEUR)
    saisine = entered(ecole, stand_in)
    assert sees(stand_in, saisine)
    if sent_by_the_same:
        transmettre(saisine, by=fresh(stand_in))
    Affectation.objects.filter(personne=stand_in, fonction=Fonction.COORDONNATEUR).update(
        debut=timezone.now() - timedelta(days=3), fin=timezone.now() - timedelta(days=1)
    )

    assert not sees(stand_in, again(saisine))
    assert again(saisine).relations_to(fresh(stand_in)) == frozenset()
    if not sent_by_the_same:
        transmettre(again(saisine), by=fresh(coordo))
        assert not sees(stand_in, again(saisine))
    assert sees(direction, again(saisine))


def test_true_author_with_an_account_keeps_what_they_asked_by_telephone(ecole, direction, coordo):
    teacher = enseignante(ecole)
    row = saisir(
        by=fresh(coordo),
        pole=ecole.pole,
        jeton=uuid.uuid4(),
        nature=Nature.GROUPE,
        **(facts(ecole) | {"auteur": teacher, "auteur_nom": "", "auteur_fonction": ""}),
    )

    assert not sees(teacher, row)
    transmettre(row, by=fresh(coordo))
    assert sees(teacher, again(row))
    assert again(row).relations_to(fresh(teacher)) == {Relation.AUTEUR}


def test_school_adds_nothing_before_it_says_that_the_case_is_theirs(ecole, direction, coordo):
    saisine = received(ecole, coordo)
    teacher = enseignante(ecole)
    asked = precisions.demander(
        saisine, by=fresh(coordo), questions=["Q ?"], pour_le=ecole.pole.today() + timedelta(days=5)
    )
    answers = {question.pk: "Réponse" for question in asked.questions.all()}
    by, fichier = fresh(direction), SimpleUploadedFile("x.pdf", pdf())

    with pytest.raises(TransitionRefusedError, match="bien la vôtre"):
        precisions.repondre(asked, by=by, reponses=answers)
    with pytest.raises(TransitionRefusedError, match="bien la vôtre"):
        coauteurs.inviter(again(saisine), by=by, personne=teacher.pk, mot="x")
    with pytest.raises(DraftClosedError, match="bien la vôtre"):
        attach(again(saisine), fichier, type="ppre", by=by)
    repondre(again(saisine), by=by, reponse=Confirmation.CONFIRMEE, mot="")
    asked.refresh_from_db()
    precisions.repondre(asked, by=by, reponses=answers)


def test_next_school_reads_nothing_of_what_was_done_with_the_first(ecole, direction, coordo):
    saisine = received(ecole, coordo)
    suites.intervenir(
        saisine,
        by=fresh(coordo),
        type=TypeIntervention.APPEL,
        le=ecole.pole.today(),
        texte="CanariAppel avec la première école",
    )
    refuse(saisine, direction)
    following = EcoleFactory(pole=ecole.pole)
    reader = directrice(following)

    corriger(again(saisine), by=fresh(coordo), **facts(following))

    text = page(signed_in(fresh(reader)).get(reverse("saisines:detail", args=[saisine.pk])))
    assert "CanariAppel" not in text


def test_case_received_on_paper_changes_school(ecole, direction, coordo):
    saisine = received(ecole, coordo)
    arrival = EcoleFactory(pole=ecole.pole)
    directrice(arrival)

    moved = transferer(
        saisine, by=fresh(coordo), ecole=arrival, parents_informes_le=ecole.pole.today(), etapes=["qui"]
    )

    text = page(signed_in(fresh(coordo)).get(reverse("saisines:detail", args=[moved.pk])))
    assert (moved.ecole, moved.is_recue) == (arrival, False)
    assert "CanariNom" in text


def test_coordinator_of_another_pole_who_is_secretary_here_does_not_read_who_called(ecole, direction, coordo):
    there = EcoleFactory()
    person = secretaire(ecole.pole)
    AffectationFactory(personne=person, pole=there.pole, fonction=Fonction.COORDONNATEUR)
    saisine = refuse(received(ecole, coordo), direction)
    client = signed_in(fresh(person))
    session = client.session
    session["pole"] = str(there.pole.pk)
    session.save()

    answer = client.get(reverse("saisines:corriger_reception", args=[saisine.pk]), {"ecole": str(there.pk)})

    assert answer.status_code == 403


def test_alert_lives_on_when_the_wrong_school_says_no(ecole, direction, coordo):
    """T33: the danger is still there; only somebody of the office ends it."""
    saisine = received(ecole, coordo, urgence="immediate", urgence_raison=RaisonUrgence.DANGER)
    assert Alerte.objects.get().is_ouverte

    refused = refuse(saisine, direction)

    assert Alerte.objects.get().is_ouverte
    with pytest.raises(PermissionDenied):
        urgences.prendre(refused, by=fresh(secretaire(ecole.pole)))
    urgences.prendre(refused, by=fresh(coordo))
    assert Alerte.objects.get().prise_par == coordo
