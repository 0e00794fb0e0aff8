"""A pupil changes school: the old school keeps its text, the new one begins with what was chosen."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pole.enums import Nature
from pole.models import Envoi
from saisines.enums import Audience, Etat
from saisines.models import ContactFamille, Evenement, Saisine
from saisines.services import acces
from saisines.services.transferts import transferer, transmissibles
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import EcoleFactory, PoleFactory, coordinatrice, directrice, enseignante, fresh
from tests.factories.saisines import EtapeFactory, SaisineFactory
from tests.saisines.saisie.pages import contenu

pytestmark = pytest.mark.django_db


@pytest.fixture
def nouvelle(saisine):
    return EcoleFactory(pole=saisine.pole, nom="École des Acacias")


@pytest.fixture
def accueil(nouvelle):
    return directrice(nouvelle)


@pytest.fixture
def today():
    return timezone.localdate()


def move(saisine, by, ecole, **more):
    more = {"parents_informes_le": timezone.localdate(), "etapes": ["preoccupation", "essais"]} | more
    return transferer(Saisine.objects.get(pk=saisine.pk), by=by, ecole=ecole, **more)


def sees(personne, saisine):
    return Saisine.objects.visible_to(fresh(personne)).contains(saisine)


def test_new_school_sees_from_that_day_and_the_old_one_nothing_of_what_follows(
    saisine, nouvelle, accueil, directeur, coordinateur
):
    assert not sees(accueil, saisine)

    new = move(saisine, coordinateur, nouvelle)

    saisine.refresh_from_db()
    assert (saisine.etat, new.etat) == (Etat.TRANSFEREE, Etat.PRISE_EN_CHARGE)
    assert sees(accueil, new)
    assert not sees(accueil, saisine)
    assert sees(directeur, saisine)
    assert not sees(directeur, new)
    assert sees(coordinateur, saisine)
    assert sees(coordinateur, new)
    assert acces.differences() == []


def test_old_school_keeps_its_own_text(saisine, nouvelle, directeur, coordinateur, client):
    move(saisine, coordinateur, nouvelle)
    client.force_login(directeur)

    page = client.get(saisine.get_absolute_url()).content.decode()

    assert "CanariQuestion" in page
    assert "Ce que vous avez écrit reste lisible pour vous" in page


def test_what_is_chosen_passes_and_the_rest_does_not(saisine, nouvelle, coordinateur):
    EtapeFactory(saisine=saisine, code="famille", contenu={"parole_eleve": "CanariParole"})
    ContactFamille.objects.create(saisine=saisine, forme="ecrit", retenu="CanariContact")

    new = move(saisine, coordinateur, nouvelle)

    assert contenu(new, "preoccupation")["question"] == contenu(saisine, "preoccupation")["question"]
    assert contenu(new, "preoccupation")["motifs"] == contenu(saisine, "preoccupation")["motifs"]
    assert [row.precision for row in new.essais.all()] == ["CanariEssai"]
    assert contenu(new, "famille")["parole_eleve"] == ""
    assert not new.contacts.exists()


def test_what_only_the_author_and_the_pole_read_never_passes(saisine, nouvelle, coordinateur):
    row = saisine.etapes.get(code="preoccupation")
    row.contenu = row.contenu | {"effet_enseignant": "CanariEffet"}
    row.save()

    new = move(saisine, coordinateur, nouvelle)

    assert "effet_enseignant" not in new.etapes.get(code="preoccupation").contenu


def test_pupil_of_the_new_case_is_a_row_of_its_own(saisine, nouvelle, coordinateur):
    new = move(saisine, coordinateur, nouvelle)

    assert new.eleve_id != saisine.eleve_id
    assert new.eleve.ecole == nouvelle
    assert new.eleve.nom_complet == saisine.eleve.nom_complet
    assert new.eleve.index_nom == saisine.eleve.index_nom


def test_trace_says_when_the_parents_were_told_and_only_the_pole_reads_the_two_references(
    saisine, nouvelle, coordinateur, today
):
    new = move(saisine, coordinateur, nouvelle, mot="Il aime lire.")

    ended = saisine.evenements.get(nom="transferer")
    begun = new.evenements.get(nom="recevoir")
    assert str(today.year) in ended.texte
    assert begun.texte.endswith("\nIl aime lire.")
    links = Evenement.objects.filter(nom__in=("suite_de", "suite_ailleurs"))
    assert {(row.texte, row.audience) for row in links} == {
        (saisine.reference, Audience.POLE),
        (new.reference, Audience.POLE),
    }


def test_two_schools_are_told_each_of_its_own_case(saisine, nouvelle, accueil, directeur, coordinateur):
    new = move(saisine, coordinateur, nouvelle)

    told = set(Envoi.objects.values_list("gabarit", "destinataire", "cible_id"))
    assert ("saisines/transferee", directeur.pk, saisine.pk) in told
    assert ("saisines/arrivee", accueil.pk, new.pk) in told


def test_teacher_of_the_old_school_loses_what_follows_and_keeps_the_rest(saisine, nouvelle, coordinateur):
    teacher = enseignante(saisine.ecole, personne__prenom="Ancienne")
    Saisine.objects.filter(pk=saisine.pk).update(auteur=teacher)

    new = move(saisine, coordinateur, nouvelle)

    assert sees(teacher, saisine)
    assert not sees(teacher, new)


def test_moved_twice_it_moves_once(saisine, nouvelle, coordinateur):
    move(saisine, coordinateur, nouvelle)

    with pytest.raises(TransitionRefusedError, match="n’est plus possible"):
        move(saisine, coordinateur, nouvelle)
    assert Saisine.objects.filter(suite_de=saisine).count() == 1


def test_between_two_poles_nothing_moves(saisine, coordinateur):
    elsewhere = EcoleFactory(pole=PoleFactory())

    with pytest.raises(TransitionRefusedError, match="autre pôle"):
        move(saisine, coordinateur, elsewhere)

    saisine.refresh_from_db()
    assert saisine.etat == Etat.TRANSMISE
    assert Saisine.objects.count() == 1


@pytest.mark.parametrize("wrong", ["same school", "closed school", "parents not told yet"])
def test_what_cannot_be_is_refused_and_changes_nothing(saisine, nouvelle, coordinateur, today, wrong):
    ecole, day = nouvelle, today
    if wrong == "same school":
        ecole = saisine.ecole
    elif wrong == "closed school":
        ecole.fermee_le = today
        ecole.save()
    else:
        day = today + timedelta(days=2)

    with pytest.raises(TransitionRefusedError):
        move(saisine, coordinateur, ecole, parents_informes_le=day)
    assert Saisine.objects.get().etat == Etat.TRANSMISE


def test_case_about_no_pupil_stays(saisine, nouvelle, coordinateur):
    group = SaisineFactory(ecole=saisine.ecole, nature=Nature.GROUPE, eleve=None)

    with pytest.raises(TransitionRefusedError, match="ne suit pas un élève"):
        move(group, coordinateur, nouvelle)


@pytest.mark.parametrize("who", ["direction", "secretariat", "convie"])
def test_only_those_who_pilot_move_a_case(saisine, nouvelle, people, who):
    with pytest.raises(PermissionDenied):
        move(saisine, people[who], nouvelle)


def test_it_is_never_taken_up_again_in_the_old_school(saisine, nouvelle, coordinateur, directeur, client):
    move(saisine, coordinateur, nouvelle)
    client.force_login(directeur)

    client.post(reverse("saisines:transition", args=[saisine.pk, "redemander"]), {"motif": "Encore"})

    saisine.refresh_from_db()
    assert saisine.etat == Etat.TRANSFEREE


# The page.


def test_page_moves_the_case_and_opens_the_new_one(client, saisine, nouvelle, coordinateur, today):
    client.force_login(coordinateur)
    url = reverse("saisines:transferer", args=[saisine.pk])
    assert "L’élève change d’école" in client.get(saisine.get_absolute_url()).content.decode()

    response = client.post(
        url, {"ecole": nouvelle.pk, "parents_informes_le": today.isoformat(), "etapes": ["essais"]}
    )

    new = Saisine.objects.get(suite_de=saisine)
    assert response["Location"] == new.get_absolute_url()
    assert new.ecole == nouvelle


def test_page_offers_only_open_schools_of_the_pole_and_keeps_what_was_typed(
    client, saisine, nouvelle, coordinateur
):
    elsewhere = EcoleFactory(pole=PoleFactory())
    client.force_login(coordinateur)

    response = client.post(
        reverse("saisines:transferer", args=[saisine.pk]), {"ecole": elsewhere.pk, "mot": "Un mot"}
    )

    page = response.content.decode()
    assert "Choisissez une école ouverte de ce pôle." in page
    assert "Informez d’abord les parents, puis notez la date." in page
    assert "Un mot" in page
    assert elsewhere.nom not in page
    assert not Saisine.objects.filter(suite_de=saisine).exists()


def test_page_of_a_case_that_follows_no_pupil_is_absent(client, saisine, coordinateur):
    group = SaisineFactory(ecole=saisine.ecole, nature=Nature.GROUPE, eleve=None)
    client.force_login(coordinateur)

    assert client.get(reverse("saisines:transferer", args=[group.pk])).status_code == 404
    assert "L’élève change d’école" not in client.get(group.get_absolute_url()).content.decode()


def test_documents_and_urgency_never_pass(saisine):
    assert {etape.code for etape in transmissibles(saisine)} == {"qui", "preoccupation", "essais", "famille"}


def test_coordinator_of_another_pole_moves_nothing(saisine, nouvelle):
    with pytest.raises(PermissionDenied):
        move(saisine, coordinatrice(PoleFactory()), nouvelle)
