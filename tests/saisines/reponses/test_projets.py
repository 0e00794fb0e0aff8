"""An answer that is kept: one for a case, reread in its present version, sent once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from pole.calendrier import fin_de_l_annee_suivante
from pole.dates import end_of
from pole.models import Envoi
from saisines.enums import Etat, Issue, Origine
from saisines.models import AccesMotif, ProjetDeReponse, Reponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import deports, projets, reponses
from saisines.services.acces import differences
from saisines.services.orientations import orienter
from saisines.services.projets import ProjetDevanceError
from saisines.services.suites import solliciter
from saisines.services.workflow import mark_changed
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import PoleFactory, coordinatrice, fresh, inspectrice, membre, partenaire
from tests.saisines.reponses.scene import PISTE, answered, begun, day, reread, rewritten, sent, studied

pytestmark = pytest.mark.django_db


def the_ien_rereads(saisine):
    saisine.pole.ien_relit = True
    saisine.pole.save()


def test_a_second_beginning_finds_the_draft_and_overwrites_nothing(saisine, coordinateur):
    first = begun(saisine, coordinateur, comprehension="Ce que la réunion a compris")

    second = projets.commencer(saisine, by=coordinatrice(saisine.pole), comprehension="Autre chose")

    assert second == first
    assert second.comprehension == "Ce que la réunion a compris"
    assert ProjetDeReponse.objects.count() == 1


def test_a_draft_keeps_the_day_of_its_meeting_the_bearers_and_five_pistes_at_most(saisine, coordinateur):
    who = membre(saisine.pole)
    pistes = [PisteEcrite("Un coin calme", "l’équipe", porteur=who.pk), PisteEcrite("")]

    projet = projets.commencer(saisine, by=coordinateur, pistes=pistes, etudiee_le=day(-1))

    projet.refresh_from_db()
    assert projet.pistes == [{"texte": "Un coin calme", "qui": "l’équipe", "porteur": str(who.pk)}]
    assert projet.etudiee_le == day(-1)
    with pytest.raises(TransitionRefusedError, match="5 pistes"):
        rewritten(projet, coordinateur, pistes=[PISTE] * 6)


def test_nobody_but_those_who_pilot_begins_reads_or_sends_a_draft(saisine, people, strangers, coordinateur):
    projet = reread(begun(saisine, coordinateur), coordinateur)
    pilots = {"coordonnateur", "ien"}

    for name, person in (people | strangers).items():
        one = fresh(person)
        assert ProjetDeReponse.objects.visible_to(one).exists() is (name in pilots), name
        if name not in pilots:
            for act in (reread, sent, rewritten):
                with pytest.raises(PermissionDenied):
                    act(projet, one)
            with pytest.raises(PermissionDenied):
                projets.commencer(saisine, by=one)
    assert not Reponse.objects.exists()


@pytest.mark.parametrize("etat", [Etat.BROUILLON, Etat.REPONDUE, Etat.EN_SUIVI, Etat.CLOSE, Etat.TRANSFEREE])
def test_no_answer_begins_where_none_may_leave(saisine, coordinateur, etat):
    if etat != Etat.BROUILLON:
        mark_changed(saisine, etat=etat)
        with pytest.raises(TransitionRefusedError, match="On ne répond plus"):
            begun(saisine, coordinateur)
    else:
        Saisine.objects.filter(pk=saisine.pk).update(etat=etat, reference=None)
        with pytest.raises(PermissionDenied):
            begun(saisine, coordinateur)


def test_an_answer_leaves_only_once_it_was_reread_in_its_present_version(saisine, coordinateur):
    projet = begun(studied(saisine), coordinateur)
    with pytest.raises(TransitionRefusedError, match="Relisez d’abord"):
        sent(projet, coordinateur)
    projet = rewritten(reread(projet, coordinateur), coordinateur, appuis="Elle aime lire")
    with pytest.raises(TransitionRefusedError, match="Relisez d’abord"):
        sent(projet, coordinateur)

    reponse = sent(reread(projet, coordinateur), coordinateur)

    saisine.refresh_from_db()
    assert saisine.etat == Etat.REPONDUE
    assert (reponse.appuis, reponse.point_le) == ("Elle aime lire", day(40))
    assert [(one.texte, one.qui) for one in reponse.pistes.all()] == [("Un coin calme", "l’enseignante")]
    assert not ProjetDeReponse.objects.exists()
    assert Envoi.objects.filter(gabarit="saisines/reponse").exists()


def test_an_answer_sent_twice_leaves_once(saisine, coordinateur):
    projet = reread(begun(studied(saisine), coordinateur), coordinateur)
    sent(projet, coordinateur)

    with pytest.raises(TransitionRefusedError, match="déjà partie"):
        sent(projet, coordinateur)

    assert Reponse.objects.count() == 1


def test_a_version_that_was_not_the_one_reread_does_not_leave(saisine, coordinateur):
    old = begun(studied(saisine), coordinateur)
    new = reread(rewritten(old, coordinateur), coordinateur)

    for act in (sent, reread):
        with pytest.raises(TransitionRefusedError, match="vient de changer"):
            act(old, coordinateur)

    assert new.relu_le is not None
    assert not Reponse.objects.exists()


def test_of_two_who_write_at_once_both_texts_are_kept(saisine, coordinateur):
    projet = begun(saisine, coordinateur)
    other = coordinatrice(saisine.pole)
    rewritten(projet, other, comprehension="Le texte de l’autre")

    with pytest.raises(ProjetDevanceError) as caught:
        rewritten(projet, coordinateur, version=1, comprehension="Mon texte")

    assert caught.value.actuel.comprehension == "Le texte de l’autre"
    assert caught.value.actuel.version == 2
    assert rewritten(projet, coordinateur, version=2, comprehension="Les deux").comprehension == "Les deux"


def test_where_the_pole_wants_it_nothing_leaves_before_the_ien_has_reread(saisine, coordinateur):
    the_ien_rereads(saisine)
    ien = inspectrice(saisine.pole)
    projet = reread(begun(studied(saisine), coordinateur), coordinateur)
    with pytest.raises(TransitionRefusedError, match="L’IEN n’a pas encore relu"):
        sent(projet, coordinateur)
    with pytest.raises(PermissionDenied):
        projets.relire_ien(projet, by=coordinateur, version=projet.version)

    projets.relire_ien(projet, by=ien, version=projet.version)

    assert sent(projet, coordinateur)


def test_a_change_takes_back_the_rereading_of_the_ien_too(saisine, coordinateur):
    the_ien_rereads(saisine)
    ien = inspectrice(saisine.pole)
    projet = begun(studied(saisine), coordinateur)
    projet = projets.relire_ien(projet, by=ien, version=projet.version)
    assert projet.relu_par == ien

    projet = rewritten(projet, coordinateur)

    assert (projet.relu_le, projet.relu_ien_le) == (None, None)


def test_an_ien_kept_away_from_a_case_rereads_nothing_of_it(saisine, coordinateur):
    the_ien_rereads(saisine)
    ien = inspectrice(saisine.pole)
    deports.deporter(saisine, by=coordinateur, personne=ien, raison="Proche de la famille")
    projet = reread(begun(studied(saisine), coordinateur), coordinateur)
    with pytest.raises(PermissionDenied):
        projets.relire_ien(projet, by=fresh(ien), version=projet.version)

    assert sent(projet, coordinateur)


def test_where_the_ien_rereads_only_an_ien_answers_at_once(saisine, coordinateur):
    the_ien_rereads(saisine)
    ien = inspectrice(saisine.pole)
    with pytest.raises(TransitionRefusedError, match="L’IEN relit les réponses"):
        answered(saisine, coordinateur)

    assert answered(saisine, ien)


def test_an_answer_begun_is_not_answered_beside(saisine, coordinateur):
    begun(saisine, coordinateur)

    with pytest.raises(TransitionRefusedError, match="déjà commencée"):
        answered(saisine, coordinateur)


def test_what_is_missing_stops_the_sending_and_keeps_the_draft(saisine, coordinateur):
    left = membre(saisine.pole)
    gone = PisteEcrite("Une visite", "le pôle", porteur=left.pk)
    projet = reread(begun(studied(saisine), coordinateur, pistes=[gone]), coordinateur)
    left.affectations.update(fin=saisine.transmise_le)

    with pytest.raises(TransitionRefusedError, match="la personne qui la porte n’est plus au pôle"):
        sent(projet, coordinateur)

    saisine.refresh_from_db()
    assert saisine.etat == Etat.ETUDIEE
    assert ProjetDeReponse.objects.filter(pk=projet.pk).exists()


def test_an_answer_begun_on_a_closed_case_says_so_and_stays(saisine, coordinateur):
    projet = reread(begun(studied(saisine), coordinateur), coordinateur)
    mark_changed(saisine, etat=Etat.CLOSE)

    with pytest.raises(TransitionRefusedError, match="Close"):
        sent(projet, coordinateur)

    assert ProjetDeReponse.objects.filter(pk=projet.pk).exists()
    projets.effacer(projet, by=coordinateur, version=projet.version)
    assert not ProjetDeReponse.objects.exists()


def test_sending_opens_the_case_to_the_interlocuteur_and_to_each_bearer_until_their_own_day(
    saisine, coordinateur
):
    psychologue, cpc, bearer = (membre(saisine.pole) for _ in range(3))
    pistes = [
        PisteEcrite("Une visite", "le CPC", porteur=cpc.pk, avant_le=day(20)),
        PisteEcrite("Un bilan", "la psychologue", porteur=bearer.pk, avant_le=day(60)),
        PISTE,
    ]
    projet = begun(studied(saisine), coordinateur, pistes=pistes, interlocuteur=psychologue)

    reponse = sent(reread(projet, coordinateur), coordinateur)

    days = saisine.pole.acces_jours
    ends = {row.personne: (row.origine, row.fin) for row in AccesMotif.objects.filter(saisine=saisine)}
    assert ends == {
        psychologue: (Origine.INTERLOCUTEUR, end_of(day(40 + days), saisine.pole.tz)),
        cpc: (Origine.PISTE, end_of(day(40 + days), saisine.pole.tz)),
        bearer: (Origine.PISTE, end_of(day(60 + days), saisine.pole.tz)),
    }
    assert differences() == []
    assert all(Saisine.objects.visible_to(fresh(one)).contains(saisine) for one in ends)
    assert [piste.porteur for piste in reponse.pistes.all()] == [cpc, bearer, None]
    named = Envoi.objects.filter(gabarit="saisines/nomme")
    assert {envoi.destinataire for envoi in named} == {psychologue, cpc, bearer}


def test_verifier_says_which_answer_or_access_is_missing(saisine, coordinateur):
    bearer = membre(saisine.pole)
    reponse = answered(saisine, coordinateur, pistes=[PisteEcrite("Une visite", porteur=bearer.pk)])
    assert projets.check_answers() == []

    AccesMotif.objects.filter(origine=Origine.PISTE).delete()
    assert [line.partition("\u00a0")[0] for line in projets.check_answers()] == [
        "piste portée par une personne à qui le dossier n’a pas été ouvert"
    ]
    reponse.delete()

    assert [line.partition("\u00a0")[0] for line in projets.check_answers()] == [
        "saisine répondue sans réponse"
    ]


def test_a_partner_or_somebody_of_another_pole_carries_no_piste(saisine, coordinateur):
    for stranger in (partenaire(saisine.pole), coordinatrice(PoleFactory())):
        piste = PisteEcrite("Une visite", porteur=stranger.pk)
        with pytest.raises(TransitionRefusedError, match="Piste 1"):
            reponses.repondre(saisine, by=coordinateur, pistes=[piste], interlocuteur=coordinateur)


def test_no_day_of_an_answer_goes_beyond_the_next_school_year(saisine, coordinateur):
    bearer = membre(saisine.pole)
    last = fin_de_l_annee_suivante(saisine.pole.today())
    for wrong in (last + timedelta(days=1), date.max):
        with pytest.raises(TransitionRefusedError, match="au plus tard le 31 juillet"):
            answered(saisine, coordinateur, point_le=wrong)
        piste = PisteEcrite("Une visite", porteur=bearer.pk, avant_le=wrong)
        with pytest.raises(TransitionRefusedError, match=r"Piste 1.*au plus tard"):
            answered(saisine, coordinateur, pistes=[piste])
    assert not AccesMotif.objects.exists()

    answered(saisine, coordinateur, pistes=[PisteEcrite("Une visite", avant_le=last)], point_le=last)


def test_a_mission_ends_before_the_end_of_the_next_school_year(saisine, coordinateur):
    words = {"by": coordinateur, "personne": membre(saisine.pole), "mission": "Une visite"}
    with pytest.raises(TransitionRefusedError, match="au plus tard le 31 juillet"):
        solliciter(saisine, echeance=date.max, **words)
    with pytest.raises(TransitionRefusedError, match="au plus tard le 31 juillet"):
        orienter(saisine, by=coordinateur, issue=Issue.CPC, lettre="Une visite", pour_le=date.max)
