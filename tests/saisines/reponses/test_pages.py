"""The pages of the answer: one page to send, a list to reread, two short pages for the school."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from pole.models import Entree, Envoi, Pole
from saisines.enums import Etat
from saisines.models import PointEtape, ProjetDeReponse, Reponse
from saisines.pistes import PisteEcrite
from saisines.services.brouillon import save_step
from saisines.services.dossier import transmettre
from saisines.services.lecteurs import commencer as confier_a
from saisines.services.workflow import apply_transition
from tests.clients import signed_in
from tests.factories.pole import (
    MotifFactory,
    coordinatrice,
    inspectrice,
    membre,
)
from tests.factories.saisines import SaisineFactory
from tests.saisines.reponses.scene import (
    REPONSES,
    answered,
    begun,
    day,
    reread,
    rewritten,
    sent,
    state,
    studied,
    text_of,
    typed,
    url,
)

pytestmark = pytest.mark.django_db


def test_answer_is_kept_and_nothing_leaves(saisine, coordinateur):
    data = {"acte": "garder", "comprehension": "À finir"}

    answer = signed_in(coordinateur).post(url(saisine, "repondre"), data)

    assert answer.url == REPONSES
    assert ProjetDeReponse.objects.get().comprehension == "À finir"
    assert state(saisine) == Etat.TRANSMISE
    page = text_of(signed_in(coordinateur).get(url(saisine, "repondre")))
    assert "À finir" in page
    assert "Rien n’est encore parti" in page


def test_answer_kept_then_sent_from_its_page_leaves_once_and_erases_the_draft(saisine, coordinateur):
    projet = begun(saisine, coordinateur)

    answer = signed_in(coordinateur).post(
        url(saisine, "repondre"), typed(coordinateur, version=projet.version)
    )

    assert answer.url == saisine.get_absolute_url()
    assert Reponse.objects.get().pistes.get().qui == "l’ATSEM"
    assert not ProjetDeReponse.objects.exists()


def test_details_of_a_piste_are_folded_until_they_help_and_reach_the_school(saisine, coordinateur, directeur):
    who = membre(saisine.pole)
    client = signed_in(coordinateur)
    empty = client.get(url(saisine, "repondre")).content.decode()
    details = {"pour_qui_1": "enseignant", "avec_quoi_1": "Un tableau", "avant_le_1": day(20)}
    details |= {"accord_parents_1": "on", "visee_1": "prevention", "porteur_1": who.pk}

    client.post(url(saisine, "repondre"), typed(coordinateur, **details))

    assert empty.count("Détails de la piste") == 5
    assert 'repli--champs" open' not in empty
    piste = Reponse.objects.get().pistes.get()
    assert PisteEcrite.of(piste) == PisteEcrite(
        "Un coin calme", "l’ATSEM", "enseignant", "Un tableau", day(20), True, "prevention", who.pk
    )
    page = text_of(signed_in(directeur).get(saisine.get_absolute_url()))
    for words in (
        "Pour : l’enseignant",
        "Avec quoi : Un tableau",
        "à demander par écrit",
        "prévention",
        str(who),
    ):
        assert words in page


def test_of_two_who_write_at_once_the_page_shows_both_texts_then_keeps_the_chosen_one(saisine, coordinateur):
    projet = begun(saisine, coordinateur)
    rewritten(projet, coordinatrice(saisine.pole), comprehension="Le texte de l’autre")
    client = signed_in(coordinateur)
    mine = typed(coordinateur, acte="garder", comprehension="Mon texte", version=projet.version)

    page = client.post(url(saisine, "repondre"), mine)

    html = page.content.decode()
    assert "Le texte de l’autre" in html
    assert "Mon texte" in html
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    client.post(url(saisine, "repondre"), mine | {"version": version})
    assert ProjetDeReponse.objects.get().comprehension == "Mon texte"


def test_confidential_answer_leaves_at_once_and_is_followed_by_those_it_concerns_s3_11(
    ecole, auteure, psychologue, coordinateur
):
    words = {"by": auteure, "pole": ecole.pole, "ecole": ecole, "jeton": uuid4()}
    saisine = confier_a(**words, personnes=[psychologue.pk])
    told = {"motifs": [str(MotifFactory(pole=ecole.pole, natures="E").pk)], "adultes": "moi", "question": "Q"}
    save_step(saisine, "preoccupation", told, version=0, by=auteure)
    save_step(saisine, "pieces", {"joindre": "06", "urgence_motif": "non"}, version=0, by=auteure)
    transmettre(saisine, by=auteure)
    reader, author = signed_in(psychologue), signed_in(auteure)

    kept = reader.post(url(saisine, "repondre"), typed(psychologue, acte="garder"))
    reader.post(url(saisine, "repondre"), typed(psychologue, point_le=day()))
    author.post(url(saisine, "accueillir"), {"accueil": "saisit"})
    author.post(url(saisine, "faire_le_point"), {"effet": "non", "prevu_le": day()})

    assert "Garder, et relire plus tard" not in kept.content.decode()
    assert not ProjetDeReponse.objects.exists()
    saisine.refresh_from_db()
    assert (saisine.etat, saisine.reunion_visee) == (Etat.PRISE_EN_CHARGE, None)
    told_by_mail = Envoi.objects.filter(gabarit="saisines/point_fait")
    assert [envoi.destinataire for envoi in told_by_mail] == [psychologue]


def the_ien_rereads(saisine):
    Pole.objects.filter(pk=saisine.pole_id).update(ien_relit=True)


def test_where_the_ien_rereads_the_coordination_keeps_and_the_ien_lets_it_leave(saisine, coordinateur):
    the_ien_rereads(saisine)
    studied(saisine)
    coordination, ien = signed_in(coordinateur), signed_in(inspectrice(saisine.pole))
    page = text_of(coordination.get(url(saisine, "repondre")))
    assert "Faire relire par l’IEN" in page
    assert "Envoyer la réponse" not in page

    coordination.post(url(saisine, "repondre"), typed(coordinateur))
    projet = ProjetDeReponse.objects.get()
    key = f"{projet.pk}:{projet.version}"
    coordination.post(REPONSES, {"projet": key})
    assert state(saisine) == Etat.ETUDIEE
    assert "Relue, l’IEN la relit" in text_of(coordination.get(REPONSES))
    ien.post(url(saisine, "reponse_relire"), {"acte": "relire_ien", "version": projet.version})
    coordination.post(REPONSES, {"projet": key})

    assert state(saisine) == Etat.REPONDUE


def test_an_answer_is_reread_as_the_school_will_read_it_and_the_reading_is_journaled(saisine, coordinateur):
    projet = begun(studied(saisine), coordinateur, comprehension="CanariCompris")
    client = signed_in(coordinateur)
    before = Entree.objects.count()

    page = text_of(client.get(url(saisine, "reponse_relire")))

    assert "CanariCompris" in page
    assert "Un coin calme Avec qui : l’enseignante" in page
    assert Entree.objects.count() == before + 1
    client.post(url(saisine, "reponse_relire"), {"acte": "relire", "version": projet.version})
    assert "Prête à partir" in text_of(client.get(REPONSES))


def test_from_the_triage_an_answer_that_the_ien_rereads_is_kept_for_them(saisine, coordinateur):
    the_ien_rereads(saisine)
    inspectrice(saisine.pole)
    data = typed(coordinateur, decision="reponse_directe", rester="1")

    signed_in(coordinateur).post(url(saisine, "trier"), data)

    assert state(saisine) == Etat.TRANSMISE
    projet = ProjetDeReponse.objects.get()
    assert projet.relu_par == coordinateur
    assert projet.pistes[0]["texte"] == "Un coin calme"


@pytest.mark.parametrize("name", ["repondre", "reponse_relire", "accueillir", "faire_le_point", "detail"])
@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_an_answer_cost_the_same_for_one_piste_or_three(
    saisine, directeur, coordinateur, django_assert_max_num_queries, name, number
):
    pistes = [PisteEcrite(f"Piste {n}", porteur=membre(saisine.pole).pk) for n in range(number)]
    if name in {"repondre", "reponse_relire"}:
        begun(studied(saisine), coordinateur, pistes=pistes)
        client = signed_in(coordinateur)
    else:
        for _ in range(number - 1):
            answered(saisine, coordinateur)
            apply_transition(saisine, "rouvrir", by=coordinateur, motif="On reprend")
        answered(saisine, coordinateur, pistes=pistes, point_le=day())
        client = signed_in(directeur)

    with django_assert_max_num_queries(12):
        assert client.get(url(saisine, name)).status_code == 200


def test_sent_answer_keeps_the_day_of_its_meeting_on_the_page(saisine, directeur, coordinateur):
    projet = begun(studied(saisine), coordinateur, etudiee_le=day(-2))
    sent(reread(projet, coordinateur), coordinateur)

    assert "Situation étudiée le" in text_of(signed_in(directeur).get(saisine.get_absolute_url()))


@pytest.mark.parametrize("far", ["2199-01-01", "9999-12-31"])
def test_a_day_too_far_ahead_comes_back_with_a_sentence_whoever_types_it(
    followed, saisine, directeur, coordinateur, far
):
    data = {"effet": "trop_tot", "mot": "Mots déjà tapés", "prevu_le": day(), "prochain_le": far}
    page = signed_in(directeur).post(url(saisine, "faire_le_point"), data)
    other = SaisineFactory(ecole=saisine.ecole)
    words = typed(coordinateur, comprehension="Mots déjà tapés", avant_le_1=far) | {"point_le": far}
    answers = [signed_in(coordinateur).post(url(other, "repondre"), words)]
    answers.append(signed_in(coordinateur).post(url(other, "repondre"), words | {"acte": "garder"}))

    for shown in (page, *answers):
        assert "au plus tard le 31 juillet" in text_of(shown)
        assert "Mots déjà tapés" in shown.content.decode()
    assert not PointEtape.objects.exists()
    assert state(other) == Etat.TRANSMISE


def test_hours_of_a_page_are_those_of_the_pole_and_of_that_page_alone():
    """Overseas: two clocks on one screen would be one too many."""
    saisine = studied(SaisineFactory(ecole__pole__fuseau="Indian/Reunion"))
    by = coordinatrice(saisine.pole)
    projet = begun(saisine, by)
    ProjetDeReponse.objects.filter(pk=projet.pk).update(ecrit_le=datetime(2026, 10, 1, 6, 5, tzinfo=UTC))

    page = text_of(signed_in(by).get(url(saisine, "reponse_relire")))

    assert "à 10 h 05" in page.replace("\u202f", " ")
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
