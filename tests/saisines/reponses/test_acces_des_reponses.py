"""Until when an answer opens the case to those whom it names: another answer, a closing, a reopening."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone

from pole.dates import end_of
from saisines.enums import Accueil, EffetDuPoint, Etat
from saisines.models import AccesMotif, Reponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import projets, suites
from saisines.services.acces import differences
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from saisines.services.workflow import apply_transition
from tests.factories.pole import fresh, membre
from tests.saisines.reponses.scene import answered, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def voice(saisine):
    return membre(saisine.pole)


@pytest.fixture
def bearer(saisine):
    return membre(saisine.pole)


@pytest.fixture
def reponse(saisine, coordinateur, voice, bearer):
    piste = PisteEcrite("Une visite", porteur=bearer.pk, avant_le=day(300))
    return answered(saisine, coordinateur, interlocuteur=voice, pistes=[piste], point_le=day(200))


def reads(person, saisine):
    return Saisine.objects.visible_to(fresh(person)).contains(saisine)


def last_days(saisine):
    """The last day of each access, after the days of the pole."""
    days = timedelta(days=saisine.pole.acces_jours)
    rows = AccesMotif.objects.filter(saisine=saisine).select_related("personne")
    return {
        row.personne: (row.fin - timedelta(seconds=1)).astimezone(saisine.pole.tz).date() - days
        for row in rows
    }


def test_another_answer_ends_what_the_first_one_opened(
    saisine, reponse, directeur, coordinateur, voice, bearer
):
    accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)
    faire_le_point(reponse, by=directeur, prevu_le=day(200), effet=EffetDuPoint.NON)
    assert reads(voice, saisine)
    assert reads(bearer, saisine)

    answered(saisine, coordinateur, interlocuteur=voice, point_le=day(10))

    assert reads(voice, saisine)
    assert not reads(bearer, saisine)
    first = AccesMotif.objects.get(saisine=saisine, origine_id=reponse.pk)
    assert first.fin <= timezone.now()
    assert differences() == projets.check_answers() == []


def test_another_answer_leaves_a_mission_open(saisine, reponse, coordinateur, bearer):
    suites.solliciter(saisine, by=coordinateur, personne=bearer, mission="Une visite", echeance=day(5))
    apply_transition(saisine, "rouvrir", by=coordinateur, motif="On reprend")

    answered(saisine, coordinateur)

    assert reads(bearer, saisine)


@pytest.mark.parametrize("reopens", ["rouvrir", "redemander"])
def test_closing_closes_after_a_while_and_taking_up_again_opens_as_before(
    saisine, reponse, directeur, coordinateur, voice, bearer, reopens
):
    assert last_days(saisine) == {voice: day(200), bearer: day(300)}

    apply_transition(saisine, "clore", by=coordinateur, motif="C’est fini")

    assert last_days(saisine) == {voice: day(), bearer: day()}
    who = coordinateur if reopens == "rouvrir" else directeur
    with time_machine.travel(timezone.now() + timedelta(days=saisine.pole.acces_jours + 2)):
        assert not reads(voice, saisine)
        apply_transition(saisine, reopens, by=fresh(who), motif="On reprend")
        assert reads(voice, saisine)
        assert differences() == []
    assert last_days(saisine) == {voice: day(200), bearer: day(300)}


def test_closing_never_lengthens_an_access(saisine, coordinateur, voice):
    answered(saisine, coordinateur, interlocuteur=voice, point_le=None)
    sent = AccesMotif.objects.get(personne=voice).fin

    with time_machine.travel(timezone.now() + timedelta(days=10)):
        apply_transition(saisine, "clore", by=fresh(coordinateur), motif="C’est fini")
        apply_transition(saisine, "rouvrir", by=fresh(coordinateur), motif="On reprend")

    assert AccesMotif.objects.get(personne=voice).fin == sent
    assert sent == end_of(day(saisine.pole.acces_jours), saisine.pole.tz)


def test_a_case_reopened_opens_its_last_answer_and_no_earlier_one(
    saisine, reponse, coordinateur, voice, bearer
):
    apply_transition(saisine, "rouvrir", by=coordinateur, motif="On reprend")
    other = membre(saisine.pole)
    answered(saisine, coordinateur, interlocuteur=other, point_le=day(30))

    apply_transition(saisine, "clore", by=coordinateur, motif="C’est fini")
    apply_transition(saisine, "rouvrir", by=coordinateur, motif="On reprend")

    assert saisine.etat == Etat.PRISE_EN_CHARGE
    assert [reads(one, saisine) for one in (voice, bearer, other)] == [False, False, True]


def test_verifier_says_what_a_replaced_answer_still_opens(saisine, reponse, coordinateur):
    apply_transition(saisine, "rouvrir", by=coordinateur, motif="On reprend")
    answered(saisine, coordinateur)
    assert projets.check_answers() == []

    for origine in Reponse.objects.remplacees().values_list("pk", "pistes__pk").get():
        AccesMotif.objects.update(fin=F("debut"))
        AccesMotif.objects.filter(origine_id=origine).update(fin=timezone.now() + timedelta(days=9))
        assert [line.partition("\u00a0")[0] for line in projets.check_answers()] == [
            "dossier encore ouvert par une réponse que le pôle a remplacée"
        ]
