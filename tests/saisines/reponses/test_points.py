"""At the date, the school says what the answer changed: the case goes on, comes back, or may close."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cellules.models import EtatInscription, Inscription, Rubrique
from cellules.services.inscriptions import check_inscriptions
from pole.calendrier import fin_de_l_annee_suivante
from pole.dates import end_of
from pole.models import Envoi
from saisines.enums import Accueil, Arme, EffetDuPoint, Etat, Origine
from saisines.models import AccesMotif, PointEtape
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from saisines.services.workflow import apply_transition, mark_changed
from saisines.workflow import TransitionRefusedError
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import enseignante, fresh, membre
from tests.saisines.reponses.scene import PISTE, answered, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def reponse(saisine, directeur, coordinateur):
    """Taken up by the school; its check was for yesterday."""
    reponse = answered(saisine, coordinateur, interlocuteur=membre(saisine.pole), point_le=day())
    accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)
    return reponse


def say(reponse, by, effet, **fields):
    return faire_le_point(reponse, by=by, prevu_le=reponse.point_le, effet=effet, **fields)


def heard():
    return {envoi.destinataire for envoi in Envoi.objects.filter(gabarit="saisines/point_fait")}


@pytest.mark.parametrize("effet", [EffetDuPoint.OUI, EffetDuPoint.EN_PARTIE])
def test_yes_or_partly_waits_for_the_coordination_to_close_s1_15(reponse, directeur, coordinateur, effet):
    point = say(reponse, directeur, effet, arme=Arme.UN_PEU, mot="CanariMot")

    saisine = reponse.saisine
    assert (point.effet, point.arme, point.mot, point.prevu_le) == (effet, Arme.UN_PEU, "CanariMot", day())
    assert saisine.etat == Etat.EN_SUIVI
    assert saisine.prochaine_date is None
    assert heard() == {reponse.interlocuteur, coordinateur}
    apply_transition(saisine, "clore", by=coordinateur, motif="L’école a dit que cela allait mieux.")
    assert saisine.etat == Etat.CLOSE


def test_no_puts_the_case_first_on_the_agenda_of_the_next_meeting(reponse, directeur, coordinateur):
    saisine = reponse.saisine
    reunion = ReunionFactory(pole=saisine.pole, date=day(30), date_limite=day(20))

    say(reponse, directeur, EffetDuPoint.NON)

    row = Inscription.objects.get(saisine=saisine)
    assert (row.reunion, row.rubrique, row.etat) == (reunion, Rubrique.RETOUR, EtatInscription.PREVUE)
    assert saisine.etat == Etat.INSCRITE
    assert saisine.prochaine_date == reunion.date
    assert heard() == {reponse.interlocuteur, coordinateur}
    assert check_inscriptions() == []


def test_no_without_a_published_meeting_waits_at_the_triage_and_the_coordination_is_told(
    reponse, directeur, coordinateur
):
    say(reponse, directeur, EffetDuPoint.NON)

    assert reponse.saisine.etat == Etat.PRISE_EN_CHARGE
    assert coordinateur in heard()


def test_too_early_asks_the_next_day_and_the_case_stays_open_until_then(reponse, directeur):
    for wrong in (None, day(), day(-3)):
        with pytest.raises(TransitionRefusedError, match="un jour à venir"):
            say(reponse, directeur, EffetDuPoint.TROP_TOT, prochain_le=wrong)

    say(reponse, directeur, EffetDuPoint.TROP_TOT, prochain_le=day(21))

    saisine = reponse.saisine
    reponse.refresh_from_db()
    assert (reponse.point_le, saisine.prochaine_date, saisine.etat) == (day(21), day(21), Etat.EN_SUIVI)
    motif = AccesMotif.objects.get(saisine=saisine, origine=Origine.INTERLOCUTEUR)
    assert motif.fin == end_of(day(21) + timedelta(days=saisine.pole.acces_jours), saisine.pole.tz)
    assert heard() == set()


def test_the_school_does_not_keep_a_case_open_beyond_the_next_school_year(reponse, directeur):
    last = fin_de_l_annee_suivante(reponse.saisine.pole.today())
    for wrong in (last + timedelta(days=1), date(2199, 1, 1), date.max):
        with pytest.raises(TransitionRefusedError, match="au plus tard le 31 juillet"):
            say(reponse, directeur, EffetDuPoint.TROP_TOT, prochain_le=wrong)
    assert not PointEtape.objects.exists()

    say(reponse, directeur, EffetDuPoint.TROP_TOT, prochain_le=last)

    reponse.refresh_from_db()
    assert reponse.point_le == last


def test_too_early_is_looked_at_again_after_the_day_that_was_agreed(saisine, directeur, coordinateur):
    reponse = answered(saisine, coordinateur, point_le=day(20))

    for wrong in (day(10), day(20)):
        with pytest.raises(TransitionRefusedError, match="après celui qui était prévu"):
            say(reponse, directeur, EffetDuPoint.TROP_TOT, prochain_le=wrong)

    say(reponse, directeur, EffetDuPoint.TROP_TOT, prochain_le=day(21))
    assert PointEtape.objects.get().prevu_le == day(20)


@pytest.mark.parametrize("effet", EffetDuPoint)
def test_a_point_said_twice_with_the_same_words_is_said_once(reponse, directeur, effet):
    ReunionFactory(pole=reponse.saisine.pole, date=day(30), date_limite=day(20))
    words = {"prevu_le": day(), "effet": effet, "prochain_le": day(21), "mot": "Le premier mot"}
    first = faire_le_point(reponse, by=directeur, **words)

    again = faire_le_point(reponse, by=fresh(directeur), **words)

    assert again == first
    assert PointEtape.objects.get().effet == effet
    assert reponse.saisine.evenements.filter(nom="faire_le_point").count() == 1


@pytest.mark.parametrize("said", [EffetDuPoint.OUI, EffetDuPoint.EN_PARTIE, EffetDuPoint.NON])
@pytest.mark.parametrize("other", [{"mot": "Un autre mot"}, {"arme": Arme.UN_PEU}, {"effet": "trop_tot"}])
def test_other_words_for_a_point_already_said_are_refused_and_never_dropped(reponse, directeur, said, other):
    words = {"prevu_le": day(), "effet": said, "prochain_le": day(21), "mot": "Le premier mot"}
    faire_le_point(reponse, by=directeur, **words)

    with pytest.raises(TransitionRefusedError, match="n’est pas enregistré"):
        faire_le_point(reponse, by=fresh(directeur), **words | other)

    point = PointEtape.objects.get()
    assert (point.effet, point.arme, point.mot) == (said, "", "Le premier mot")


@pytest.mark.parametrize("other", [{"effet": "non"}, {"prochain_le": day(30)}])
def test_what_is_said_after_too_early_is_for_the_new_date(reponse, directeur, other):
    words = {"prevu_le": day(), "effet": EffetDuPoint.TROP_TOT, "prochain_le": day(21)}
    faire_le_point(reponse, by=directeur, **words)

    with pytest.raises(TransitionRefusedError, match="La date du point a changé"):
        faire_le_point(reponse, by=fresh(directeur), **words | other)

    reponse.refresh_from_db()
    assert reponse.point_le == day(21)
    assert PointEtape.objects.count() == 1


def test_a_page_opened_before_the_date_changed_says_to_reload(reponse, directeur):
    with pytest.raises(TransitionRefusedError, match="La date du point a changé"):
        faire_le_point(reponse, by=directeur, prevu_le=day(5), effet=EffetDuPoint.OUI)


def test_an_answer_without_a_date_is_looked_at_when_the_school_wishes(saisine, directeur, coordinateur):
    reponse = answered(saisine, coordinateur, point_le=None)

    for _ in range(2):
        faire_le_point(reponse, by=directeur, prevu_le=None, effet=EffetDuPoint.OUI)

    assert PointEtape.objects.get().prevu_le == day()


def test_an_answer_without_a_date_is_looked_at_once_even_when_said_again_days_later(
    saisine, directeur, coordinateur
):
    reponse = answered(saisine, coordinateur, point_le=None)
    words = {"by": directeur, "prevu_le": None, "effet": EffetDuPoint.OUI}
    first = faire_le_point(reponse, **words)

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert faire_le_point(reponse, **words) == first
        with pytest.raises(TransitionRefusedError, match="n’est pas enregistré"):
            faire_le_point(reponse, **words | {"mot": "Un autre mot"})

    assert PointEtape.objects.get() == first


def test_a_point_always_has_the_date_that_it_answers(reponse, directeur):
    say(reponse, directeur, EffetDuPoint.OUI)

    with pytest.raises(IntegrityError), transaction.atomic():
        PointEtape.objects.update(prevu_le=None)


@pytest.mark.parametrize("etat", [Etat.CLOSE, Etat.TRANSFEREE, Etat.PRISE_EN_CHARGE])
def test_a_case_closed_moved_or_reopened_meanwhile_says_so(reponse, directeur, etat):
    mark_changed(reponse.saisine, etat=etat)

    with pytest.raises(TransitionRefusedError, match="il n’y a plus de point à faire"):
        say(reponse, directeur, EffetDuPoint.OUI)

    assert not PointEtape.objects.exists()


def test_the_pole_strangers_and_a_teacher_who_did_not_write_do_not_speak_for_the_school(
    reponse, people, strangers
):
    others = [person for name, person in people.items() if name != "direction"]

    for person in (*others, *strangers.values(), enseignante(reponse.saisine.ecole)):
        with pytest.raises(PermissionDenied):
            say(reponse, fresh(person), EffetDuPoint.OUI)


def test_a_case_that_came_back_is_answered_again_and_looked_at_again(reponse, directeur, coordinateur):
    saisine = reponse.saisine
    say(reponse, directeur, EffetDuPoint.NON)

    latest = answered(saisine, coordinateur, pistes=[PISTE], point_le=day(30))

    assert saisine.prochaine_date == day(30)
    say(latest, directeur, EffetDuPoint.EN_PARTIE)
    assert saisine.reponses.count() == PointEtape.objects.count() == 2
