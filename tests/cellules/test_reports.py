"""A case carried over by the closing: its school is told in one act, reread first, and once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cellules.services.annee import annuler
from cellules.services.cloture import clore
from cellules.services.reports import prevenir_les_ecoles
from pole.courriels import render
from pole.models import Envoi
from pole.templatetags.dsfr_pole import date_longue
from saisines.enums import Etat
from saisines.models import ProjetDeReponse
from saisines.notifications import REPORTEE
from saisines.services import deports, projets
from saisines.services.points import faire_le_point
from saisines.services.workflow import apply_transition
from tests.cellules.scene import meeting
from tests.clients import page, signed_in
from tests.factories.pole import fresh, inspectrice, membre, secretaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def close(salle):
    """Close the séance: the first case is studied, the second carried over, to a meeting if there is one."""

    def act(*, suivante=True):
        following = meeting(salle.pole, 30) if suivante else None
        salle.open()
        salle.study(salle.premiere)
        clore(salle.reunion, by=fresh(salle.pilote))
        return following

    return act


def tell(salle, by=None):
    return prevenir_les_ecoles(salle.reunion, by=fresh(by or salle.pilote))


def told():
    return list(Envoi.objects.filter(gabarit=REPORTEE).select_related("destinataire", "pole"))


def test_school_of_a_case_carried_over_learns_when_it_will_be_studied(salle, close):
    following = close()

    assert tell(salle) == 1

    # The author of the case, who is not its director, waits for news as much.
    assert {one.destinataire for one in told()} == {salle.direction_voisine, salle.seconde.auteur}
    mail = render(told()[0], salle.seconde)
    assert f"Elle est inscrite à la réunion suivante, le {date_longue(following.date)}" in mail.texte
    assert "n’a pas pu être abordée" in mail.texte
    assert salle.seconde.reference in mail.sujet
    salle.seconde.refresh_from_db()
    assert salle.seconde.eleve.nom not in mail.texte + mail.html + mail.sujet


def test_told_twice_is_told_once(salle, close):
    close()
    tell(salle)
    before = len(told())

    assert tell(salle) == 0
    assert len(told()) == before


def test_without_another_meeting_the_mail_says_that_its_date_is_not_published(salle, close):
    close(suivante=False)
    tell(salle)

    assert "Sa date n’est pas encore publiée" in render(told()[0], salle.seconde).texte


def test_case_carried_over_again_is_told_again(salle, close):
    following = close()
    tell(salle)
    before = len(told())
    salle.on(salle.pole.today() - timedelta(days=1))
    salle.reunion = following
    salle.on(salle.pole.today())
    meeting(salle.pole, 60)
    salle.open()
    clore(following, by=fresh(salle.pilote))

    assert tell(salle) == 1
    assert len(told()) == 2 * before


def test_school_that_withdrew_its_case_is_told_nothing(salle, close):
    close()
    apply_transition(salle.seconde, "retirer", by=fresh(salle.direction_voisine), motif="Tout va bien.")

    assert tell(salle) == 0


@pytest.mark.parametrize("ouverte", [True, False], ids=["begun", "not begun"])
def test_no_school_is_told_that_a_cancelled_meeting_did_not_reach_its_case(salle, ouverte):
    meeting(salle.pole, 30)
    if ouverte:
        salle.open()
    annuler(salle.reunion, by=fresh(salle.pilote))
    address = reverse("cellules:cloture", args=[salle.reunion.pk])

    text = page(signed_in(salle.pilote).get(address, follow=True))

    assert "pas encore prévenue" not in text
    assert tell(salle) == 0
    assert told() == []


def test_school_of_a_case_studied_since_is_not_told_of_the_old_carrying_over(salle, close):
    following = close()
    salle.on(salle.pole.today() - timedelta(days=1))
    first, salle.reunion = salle.reunion, following
    salle.on(salle.pole.today())
    salle.open()
    salle.study(salle.seconde)
    clore(following, by=fresh(salle.pilote))
    meeting(salle.pole, 60)
    projet = ProjetDeReponse.objects.get(saisine=salle.seconde)
    lu = projets.relire(projet, by=fresh(salle.pilote), version=projet.version)
    reponse = projets.envoyer(lu, by=fresh(salle.pilote), version=lu.version)
    faire_le_point(reponse, by=fresh(salle.direction_voisine), prevu_le=reponse.point_le, effet="non")

    salle.reunion = first
    salle.seconde.refresh_from_db()

    assert salle.seconde.etat == Etat.INSCRITE
    assert tell(salle) == 0


@pytest.mark.parametrize("role", [secretaire, membre])
def test_only_those_who_conduct_the_meeting_tell(salle, close, role):
    close()

    with pytest.raises(PermissionDenied):
        tell(salle, role(salle.pole))


def test_case_hidden_from_who_tells_is_left_to_another_pilot(salle, close):
    close()
    ien = inspectrice(salle.pole)
    deports.deporter(salle.seconde, by=fresh(ien), personne=salle.pilote, raison="Famille proche.")

    assert tell(salle) == 0
    assert tell(salle, ien) == 1


def test_closing_page_shows_the_mail_then_says_that_the_school_knows(salle, close):
    close()
    client = signed_in(salle.pilote)
    address = reverse("cellules:cloture", args=[salle.reunion.pk])

    before = page(client.get(address))
    client.post(reverse("cellules:prevenir_reports", args=[salle.reunion.pk]))
    after = page(client.get(address))

    assert "École pas encore prévenue" in before
    assert f"(réf. {salle.seconde.reference}) n’a pas pu être abordée" in before
    assert "École prévenue" in after
    assert "Prévenir l’école" not in after


def test_history_of_the_case_says_that_the_school_was_told(salle, close):
    close()
    tell(salle)

    assert "L’école est prévenue du report" in page(
        signed_in(salle.direction_voisine).get(salle.seconde.get_absolute_url())
    )


def test_closing_page_with_schools_to_tell_stays_under_twelve_queries(salle, django_assert_max_num_queries):
    meeting(salle.pole, 30)
    salle.open()
    clore(salle.reunion, by=fresh(salle.pilote))
    client = signed_in(salle.pilote)
    address = reverse("cellules:cloture", args=[salle.reunion.pk])
    client.get(address)

    with django_assert_max_num_queries(12):
        text = page(client.get(address))

    assert "pour la première situation" in text
