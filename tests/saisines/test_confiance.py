"""Kind E: read by its author and those they chose; no count, no mail, no page betrays it to anybody else."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pole.enums import Nature
from pole.models import Acte, Entree, Envoi
from saisines.a_faire import choses_des_saisines
from saisines.enums import Etat, Relation
from saisines.models import Acces, Lecteur, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import acces
from saisines.services.brouillon import save_step, send_draft
from saisines.services.conservation import CONFIDENTIEL_JOURS, erase_old_confidential
from saisines.services.lecteurs import choisir, commencer
from saisines.services.reponses import repondre
from saisines.services.suites import solliciter
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import (
    EcoleFactory,
    MotifFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def brouillon(ecole, auteure, psychologue):
    saisine = commencer(
        by=auteure, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4(), personnes=[psychologue.pk]
    )
    motif = MotifFactory(pole=ecole.pole, natures="E")
    told = {"motifs": [str(motif.pk)], "adultes": "moi", "question": "CanariQuestion"}
    save_step(saisine, "preoccupation", told, version=0, by=auteure)
    save_step(saisine, "pieces", {"joindre": "CanariNumero", "urgence_motif": "non"}, version=0, by=auteure)
    saisine.refresh_from_db()
    return saisine


@pytest.fixture
def envoyee(brouillon, auteure):
    send_draft(brouillon, by=auteure)
    brouillon.refresh_from_db()
    return brouillon


def sees(person, saisine):
    listed = Saisine.objects.visible_to(fresh(person)).filter(pk=saisine.pk).exists()
    assert listed is bool(saisine.relations_to(fresh(person)))
    return listed


def test_draft_is_seen_by_its_author_alone(brouillon, ecole, auteure, psychologue):
    others = [psychologue, directrice(ecole), coordinatrice(ecole.pole), inspectrice(ecole.pole)]

    assert sees(auteure, brouillon)
    assert not any(sees(person, brouillon) for person in others)


def test_sent_it_is_seen_by_those_who_were_chosen_and_by_nobody_else_s4_11(
    envoyee, ecole, auteure, psychologue
):
    pole = ecole.pole
    others = [
        *(directrice(ecole), enseignante(ecole), coordinatrice(pole), inspectrice(pole)),
        *(secretaire(pole), membre(pole), partenaire(pole), directrice(EcoleFactory(pole=pole))),
        coordinatrice(EcoleFactory().pole),
    ]

    assert envoyee.relations_to(fresh(psychologue)) == {Relation.CHOISI}
    assert sees(auteure, envoyee)
    assert sees(psychologue, envoyee)
    assert not any(sees(person, envoyee) for person in others)
    assert acces.differences() == []


def test_choosing_again_opens_and_closes_at_once(envoyee, ecole, auteure, psychologue):
    coordination = coordinatrice(ecole.pole)

    choisir(envoyee, by=fresh(auteure), personnes=[coordination.pk])

    assert sees(coordination, envoyee)
    assert not sees(psychologue, envoyee)
    assert acces.differences() == []


def test_withdrawn_it_closes_to_its_readers_and_taken_up_again_it_opens(envoyee, auteure, psychologue):
    apply_transition(envoyee, "retirer", by=fresh(auteure), motif="Merci, cela va mieux.")
    closed = sees(psychologue, envoyee)
    apply_transition(envoyee, "redemander", by=fresh(auteure), motif="J’en ai encore besoin.")

    assert not closed
    assert sees(psychologue, envoyee)


def test_reader_who_leaves_the_pole_stops_reading(envoyee, psychologue):
    psychologue.affectations.update(fin=timezone.now())

    assert not sees(psychologue, envoyee)


def test_only_the_author_chooses_and_never_nobody(envoyee, ecole, auteure, psychologue):
    with pytest.raises(PermissionDenied):
        choisir(envoyee, by=fresh(psychologue), personnes=[psychologue.pk])
    with pytest.raises(TransitionRefusedError, match="au moins une personne"):
        choisir(envoyee, by=fresh(auteure), personnes=[])
    for stranger in (partenaire(ecole.pole), secretaire(ecole.pole), membre(EcoleFactory().pole)):
        with pytest.raises(TransitionRefusedError, match="plus membre du pôle"):
            choisir(envoyee, by=fresh(auteure), personnes=[stranger.pk])

    assert list(envoyee.lecteurs.actuels().values_list("personne", flat=True)) == [psychologue.pk]


def test_without_a_reader_in_office_it_does_not_leave(brouillon, auteure, psychologue):
    psychologue.affectations.update(fin=timezone.now())

    with pytest.raises(TransitionRefusedError, match="personne ne lirait"):
        send_draft(brouillon, by=fresh(auteure))

    brouillon.refresh_from_db()
    assert brouillon.etat == Etat.BROUILLON


def test_it_is_never_proposed_to_the_direction(brouillon, auteure):
    with pytest.raises(TransitionRefusedError, match="sans relecture"):
        apply_transition(brouillon, "soumettre", by=fresh(auteure))


def test_it_has_no_meeting_and_the_database_says_so(envoyee):
    assert (envoyee.reunion_visee, envoyee.date_limite, envoyee.date_reunion) == (None, None, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Saisine.objects.filter(pk=envoyee.pk).update(date_reunion=timezone.localdate())


@pytest.mark.parametrize("nom", ["inscrire", "fusionner"])
def test_it_goes_on_no_agenda_and_is_merged_with_nothing(nom, envoyee, psychologue):
    with pytest.raises(PermissionDenied):
        apply_transition(envoyee, nom, by=fresh(psychologue))


def test_readers_answer_but_open_it_to_nobody(envoyee, ecole, psychologue):
    other = membre(ecole.pole)
    reader = fresh(psychologue)
    day = ecole.pole.today() + timedelta(days=7)
    with pytest.raises(PermissionDenied):
        solliciter(envoyee, by=reader, personne=other, mission="Appeler", echeance=day)
    apply_transition(envoyee, "prendre_en_charge", by=reader, responsable=reader)
    with pytest.raises(TransitionRefusedError, match="interlocuteur"):
        repondre(envoyee, by=reader, pistes=[PisteEcrite("Se parler")], interlocuteur=other)

    repondre(envoyee, by=reader, pistes=[PisteEcrite("Se parler")], interlocuteur=reader)

    assert not sees(other, envoyee)
    assert {motif.origine for motif in envoyee.acces_motifs.all()} == {"choix"}


def test_mails_go_to_the_author_and_the_readers_without_the_office(ecole, auteure, psychologue, brouillon):
    pole = ecole.pole
    pole.boite_fonctionnelle = "bureau@exemple.test"
    pole.save()
    directrice(ecole), coordinatrice(pole), inspectrice(pole)

    send_draft(brouillon, by=fresh(auteure))

    assert {envoi.destinataire_id for envoi in Envoi.objects.all()} == {auteure.pk, psychologue.pk}
    assert not Envoi.objects.filter(adresse="bureau@exemple.test").exists()


def test_counts_and_lists_of_the_pole_do_not_change(brouillon, ecole, auteure):
    coordination = coordinatrice(ecole.pole)
    pages = ("accueil", "saisines:tri", "saisines:list", "cellules:annee")

    def read():
        client = signed_in(coordination)
        texts = [client.get(reverse(page)).content.decode().split("<main")[1] for page in pages]
        return [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text) for text in texts]

    before = read()
    send_draft(brouillon, by=fresh(auteure))

    assert read() == before


def test_reader_finds_it_on_their_page_by_its_reference_only(envoyee, ecole, psychologue):
    choses = list(choses_des_saisines(fresh(psychologue), ecole.pole))

    assert [(chose.titre, chose.detail) for chose in choses] == [
        ("Lire une demande confidentielle", envoyee.reference)
    ]


def test_three_months_after_its_end_nothing_is_left(envoyee, ecole, psychologue):
    reader = fresh(psychologue)
    apply_transition(envoyee, "prendre_en_charge", by=reader, responsable=reader)
    apply_transition(envoyee, "clore", by=reader, motif="Nous avons parlé.")
    end, identifier = timezone.now(), envoyee.pk

    with time_machine.travel(end + timedelta(days=CONFIDENTIEL_JOURS - 1), tick=False):
        erase_old_confidential(ecole.pole, timezone.now())
        kept = Saisine.objects.exists()
    with time_machine.travel(end + timedelta(days=CONFIDENTIEL_JOURS + 1), tick=False):
        erase_old_confidential(ecole.pole, timezone.now())

    assert kept
    assert not Saisine.objects.exists()
    assert not Lecteur.objects.exists()
    assert not Acces.objects.exists()
    assert Entree.objects.filter(acte=Acte.EFFACEMENT, objet_id=identifier).exists()


# Pages.

COMMENCER = reverse("saisines:en_confiance")


def test_teacher_enters_whoever_may_send_the_other_kinds_s3_11(ecole, auteure, psychologue):
    inspectrice(ecole.pole)
    client = signed_in(auteure)

    page = client.get(COMMENCER).content.decode()
    answer = client.post(COMMENCER, {"jeton": uuid.uuid4(), "lecteurs": [str(psychologue.pk)]})

    saisine = Saisine.objects.get()
    assert str(psychologue) in page
    assert "3114" in page
    assert (saisine.nature, saisine.auteur, saisine.ecole) == (Nature.ENSEIGNANT, auteure, ecole)
    assert answer["Location"] == reverse("saisines:modifier", args=[saisine.pk, "preoccupation"])
    assert client.get(answer["Location"]).status_code == 200


def test_nothing_starts_before_somebody_is_chosen(auteure, psychologue):
    answer = signed_in(auteure).post(COMMENCER, {"jeton": uuid.uuid4()})

    assert "Choisissez au moins une personne" in answer.content.decode()
    assert not Saisine.objects.exists()


def test_double_click_starts_one_request(auteure, psychologue):
    client, data = signed_in(auteure), {"jeton": uuid.uuid4(), "lecteurs": [str(psychologue.pk)]}

    first, second = client.post(COMMENCER, data), client.post(COMMENCER, data)

    assert first["Location"] == second["Location"]
    assert Saisine.objects.count() == 1


def test_author_reads_again_sends_and_follows(brouillon, auteure, psychologue):
    client = signed_in(auteure)
    relire = client.get(reverse("saisines:relire", args=[brouillon.pk])).content.decode()

    sent = client.post(
        reverse("saisines:transmettre", args=[brouillon.pk]), {"declaration": "on"}, follow=True
    ).content.decode()

    assert "Qui lira" in relire
    assert str(psychologue) in relire
    assert "Envoyer à ces personnes" in relire
    assert "coordination" not in relire.split("<main")[1].split("<footer")[0]
    assert "Votre demande est arrivée" in sent
    assert str(psychologue) in sent
    assert "secrétariat" not in sent.split("<main")[1].split("<footer")[0]
    assert reverse("saisines:lecteurs", args=[brouillon.pk]) in sent


def test_author_changes_the_readers_from_the_page(envoyee, ecole, auteure, psychologue):
    other = membre(ecole.pole)
    url = reverse("saisines:lecteurs", args=[envoyee.pk])
    client = signed_in(auteure)

    client.post(url, {"lecteurs": [str(other.pk)]})

    assert sees(other, envoyee)
    assert not sees(psychologue, envoyee)
    assert signed_in(psychologue).get(envoyee.get_absolute_url()).status_code == 404


def test_page_of_a_reader_offers_to_answer_and_not_to_entrust(envoyee, psychologue):
    page = signed_in(psychologue).get(envoyee.get_absolute_url())
    names = {geste.nom for geste in page.context["gestes"]}

    assert "CanariQuestion" in page.content.decode()
    assert {"prendre_en_charge", "repondre", "demander_precision"} <= names
    assert not {"confier", "inscrire"} & names
    assert "Répondre à l’école" not in page.content.decode()
    assert page.context["fiche"].progression == (("Transmise", "Prise en charge", "Réponse", "Suivi"), 0)
