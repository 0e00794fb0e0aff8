"""The list of the answers that wait: what each lacks, and one act from which each leaves by itself."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from pole import crypto
from saisines.enums import Etat
from saisines.models import ProjetDeReponse, Reponse
from saisines.services import projets as services
from saisines.services.workflow import mark_changed
from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, coordinatrice
from tests.factories.saisines import SaisineFactory
from tests.saisines.reponses.scene import (
    REPONSES,
    begun,
    reread,
    rewritten,
    sent,
    state,
    studied,
    text_of,
    url,
)

pytestmark = pytest.mark.django_db


def test_the_list_says_what_is_missing_and_never_what_is_written(saisine, coordinateur):
    begun(studied(saisine), coordinateur, comprehension="CanariCompris", pistes=[], interlocuteur=None)

    page = text_of(signed_in(coordinateur).get(REPONSES))

    assert "Proposez au moins une piste" in page
    assert "L’interlocuteur est un membre du pôle" in page
    assert "CanariCompris" not in page
    assert saisine.eleve.nom not in page


def test_several_leave_in_one_act_and_one_that_changed_meanwhile_stays(saisine, coordinateur):
    cases = [studied(saisine), *(SaisineFactory(ecole=saisine.ecole, etat=Etat.ETUDIEE) for _ in range(2))]
    projets = [reread(begun(case, coordinateur), coordinateur) for case in cases]
    rewritten(projets[2], coordinateur)
    keys = [f"{projet.pk}:{projet.version}" for projet in projets]

    page = signed_in(coordinateur).post(REPONSES, {"projet": keys}, follow=True)

    assert [state(case) for case in cases] == [Etat.REPONDUE, Etat.REPONDUE, Etat.ETUDIEE]
    assert "Des réponses sont parties." in text_of(page)


def test_a_draft_of_another_pole_reads_like_one_that_is_gone(saisine, coordinateur):
    stranger = signed_in(coordinatrice(EcoleFactory().pole))
    projet = reread(begun(studied(saisine), coordinateur), coordinateur)

    for pk in (projet.pk, uuid4()):
        assert "déjà partie" in text_of(stranger.post(REPONSES, {"projet": f"{pk}:1"}, follow=True))
    assert state(saisine) == Etat.ETUDIEE


@pytest.mark.parametrize("version", ["x", "²", "٣", "-1", "", "9" * 30, "9" * 5000])
def test_a_version_that_no_page_posts_is_not_found(saisine, coordinateur, version):
    projet = reread(begun(studied(saisine), coordinateur), coordinateur)
    client = signed_in(coordinateur)

    for key in (f"{projet.pk}:{version}", "x:1", ""):
        assert client.post(REPONSES, {"projet": key}).status_code == 404
    data = {"acte": "relire", "version": version}
    assert client.post(url(saisine, "reponse_relire"), data).status_code == 404
    assert state(saisine) == Etat.ETUDIEE


def test_one_that_a_colleague_sent_just_before_holds_back_no_other(saisine, coordinateur):
    cases = [studied(saisine), SaisineFactory(ecole=saisine.ecole, etat=Etat.ETUDIEE)]
    projets = [reread(begun(case, coordinateur), coordinateur) for case in cases]
    keys = [f"{projet.pk}:{projet.version}" for projet in projets]
    sent(projets[0], coordinatrice(saisine.pole))
    client = signed_in(coordinateur)

    text = text_of(client.post(REPONSES, {"projet": keys}, follow=True))

    assert [state(case) for case in cases] == [Etat.REPONDUE, Etat.REPONDUE]
    assert "C’est parti" in text
    assert "déjà partie" in text
    again = text_of(client.post(REPONSES, {"projet": keys}, follow=True))
    assert "C’est parti" not in again
    assert Reponse.objects.count() == 2


def test_one_that_is_no_longer_mine_to_send_holds_back_no_other(saisine, coordinateur, monkeypatch):
    """Kept away between the reading of the list and the sending."""
    cases = [studied(saisine), SaisineFactory(ecole=saisine.ecole, etat=Etat.ETUDIEE)]
    projets = [reread(begun(case, coordinateur), coordinateur) for case in cases]
    send = services.envoyer

    def refuse_the_first(projet, **act):
        if projet.pk == projets[0].pk:
            raise PermissionDenied
        return send(projet, **act)

    monkeypatch.setattr(services, "envoyer", refuse_the_first)
    keys = [f"{projet.pk}:{projet.version}" for projet in projets]
    text = text_of(signed_in(coordinateur).post(REPONSES, {"projet": keys}, follow=True))

    assert [state(case) for case in cases] == [Etat.ETUDIEE, Etat.REPONDUE]
    assert "Des réponses sont parties." in text


def test_a_draft_whose_case_is_closed_says_so_and_may_be_erased(saisine, coordinateur):
    projet = begun(studied(saisine), coordinateur)
    mark_changed(saisine, etat=Etat.CLOSE)
    client = signed_in(coordinateur)

    assert "La saisine est « Close »" in text_of(client.get(REPONSES))
    client.post(url(saisine, "reponse_relire"), {"acte": "effacer", "version": projet.version})

    assert not ProjetDeReponse.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_answer_and_for_three(
    coordinateur, ecole, number, django_assert_max_num_queries
):
    for _ in range(number):
        begun(SaisineFactory(ecole=ecole, etat=Etat.ETUDIEE), coordinateur)
    client = signed_in(coordinateur)

    with django_assert_max_num_queries(7):
        page = client.get(REPONSES)

    assert text_of(page).count("À relire") == number


def test_rereading_one_answer_decrypts_no_other(saisine, coordinateur, monkeypatch):
    projet = begun(studied(saisine), coordinateur)
    others = [SaisineFactory(ecole=saisine.ecole, etat=Etat.ETUDIEE) for _ in range(2)]
    drafts = {begun(case, coordinateur).pk for case in others}
    opened, unseal = set(), crypto.unseal

    def note(token, *, label, row):
        opened.add(row)
        return unseal(token, label=label, row=row)

    monkeypatch.setattr(crypto, "unseal", note)
    signed_in(coordinateur).get(url(saisine, "reponse_relire"))

    assert projet.pk in opened
    assert not opened & drafts
