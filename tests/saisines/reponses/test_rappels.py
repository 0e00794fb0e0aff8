"""At the date of a check, then once more; some days before the date of a piste: one mail, no pupil in it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from pole import courriels
from pole.models import Envoi
from pole.services import planification
from pole.services.calendrier import load_national_calendar
from saisines import taches
from saisines.enums import EffetDuPoint, Etat, Origine
from saisines.models import AccesMotif, Piste
from saisines.pistes import PisteEcrite
from saisines.services import acces
from saisines.services.deports import deporter
from saisines.services.lecteurs import choisir, open_to_chosen
from saisines.services.lecteurs import commencer as confier_a
from saisines.services.points import faire_le_point
from saisines.services.workflow import mark_changed
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    membre,
)
from tests.factories.saisines import SaisineFactory
from tests.saisines.conftest import CANARIS
from tests.saisines.reponses.scene import PISTE, answered

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)
DEPART = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
# A Tuesday; then a Sunday.
POINT, DIMANCHE = date(2026, 10, 6), date(2026, 10, 4)


@pytest.fixture(autouse=True)
def only_the_reminders(monkeypatch):
    load_national_calendar()
    monkeypatch.setattr(planification, "_taches", {taches.RAPPELS: planification._taches[taches.RAPPELS]})


@pytest.fixture
def scene():
    """An answer of the seventh of September, to a request that a teacher of the school wrote."""
    with time_machine.travel(DEPART):
        ecole = EcoleFactory(pole=PoleFactory(zone="A"))
        saisine = SaisineFactory(ecole=ecole, auteur=enseignante(ecole), redacteur="enseignant")
        return saisine, directrice(ecole), coordinatrice(ecole.pole)


def answer(scene, **fields):
    with time_machine.travel(DEPART):
        return answered(scene[0], scene[2], **{"point_le": POINT} | fields)


def run_days(first, last, name):
    """The worker every morning; on which days it wrote to whom about what is counted under this name."""
    found = []
    for number in range((last - first).days + 1):
        before = set(Envoi.objects.values_list("pk", flat=True))
        morning = datetime(first.year, first.month, first.day, 8, tzinfo=UTC) + number * JOUR
        with time_machine.travel(morning, tick=False):
            planification.run_due()
        rows = Envoi.objects.exclude(pk__in=before).filter(gabarit="saisines/rappel")
        found += [(morning.day, row.destinataire) for row in rows if row.contexte[name]]
    return sorted(found, key=lambda pair: (pair[0], str(pair[1].pk)))


def both(day, *people):
    return sorted([(day, person) for person in people], key=lambda pair: str(pair[1].pk))


def test_school_is_asked_at_the_date_then_once_more_five_school_days_later(scene):
    saisine, director, _ = scene
    answer(scene)

    sent = run_days(date(2026, 10, 1), date(2026, 10, 16), "points")

    assert sent == [*both(6, director, saisine.auteur), *both(13, director, saisine.auteur)]


def test_check_of_a_sunday_is_asked_on_the_friday(scene):
    answer(scene, point_le=DIMANCHE)

    assert {day for day, _ in run_days(date(2026, 10, 1), date(2026, 10, 5), "points")} == {2}


@pytest.mark.parametrize("ends", ["said", "closed"])
def test_check_already_made_or_case_closed_is_not_asked(scene, ends):
    saisine, director, _ = scene
    reponse = answer(scene)
    if ends == "said":
        faire_le_point(reponse, by=director, prevu_le=POINT, effet=EffetDuPoint.OUI)
    else:
        mark_changed(saisine, etat=Etat.CLOSE)

    assert run_days(date(2026, 10, 5), date(2026, 10, 14), "points") == []


def test_too_early_is_asked_again_at_the_new_date(scene):
    _, director, _ = scene
    reponse = answer(scene)
    with time_machine.travel(datetime(2026, 10, 6, 12, tzinfo=UTC)):
        faire_le_point(reponse, by=director, prevu_le=POINT, effet="trop_tot", prochain_le=date(2026, 10, 13))

    assert {day for day, _ in run_days(date(2026, 10, 7), date(2026, 10, 14), "points")} == {13}


def test_bearer_of_a_piste_is_told_once_a_week_before_its_date(scene):
    saisine, _, _ = scene
    with time_machine.travel(DEPART):
        bearer = membre(saisine.pole)
    piste = PisteEcrite("Une visite", "le pôle", porteur=bearer.pk, avant_le=date(2026, 10, 8))
    answer(scene, pistes=[PISTE, piste], point_le=None)

    assert run_days(date(2026, 9, 28), date(2026, 10, 9), "pistes") == [(1, bearer)]
    assert AccesMotif.objects.filter(personne=bearer).count() == 1


def test_bearer_who_left_the_pole_is_told_nothing(scene):
    saisine, _, _ = scene
    with time_machine.travel(DEPART):
        bearer = membre(saisine.pole)
    answer(scene, pistes=[PisteEcrite("Une visite", porteur=bearer.pk, avant_le=date(2026, 10, 8))])
    bearer.affectations.update(fin=DEPART + JOUR)

    assert run_days(date(2026, 9, 28), date(2026, 10, 9), "pistes") == []


@pytest.mark.parametrize("how", ["access", "deport"])
def test_bearer_who_reads_the_case_no_more_is_told_nothing(scene, how):
    saisine, _, coordination = scene
    with time_machine.travel(DEPART):
        bearer = membre(saisine.pole)
    answer(scene, pistes=[PisteEcrite("Une visite", porteur=bearer.pk, avant_le=date(2026, 10, 8))])
    with time_machine.travel(DEPART + JOUR):
        if how == "access":
            acces.end(Origine.PISTE, Piste.objects.get().pk)
        else:
            deporter(saisine, by=fresh(coordination), personne=fresh(bearer), raison="Proche de la famille")

    assert run_days(date(2026, 9, 28), date(2026, 10, 9), "pistes") == []


@pytest.mark.parametrize("removed", [True, False])
def test_reader_of_a_confidential_request_is_told_until_its_author_removes_them_s3_11(scene, removed):
    ecole = scene[0].ecole
    with time_machine.travel(DEPART):
        author, reader, other = enseignante(ecole), membre(ecole.pole), membre(ecole.pole)
        words = {"by": author, "pole": ecole.pole, "ecole": ecole, "jeton": uuid4()}
        case = confier_a(**words, personnes=[reader.pk, other.pk])
        mark_changed(case, etat=Etat.TRANSMISE, reference="E-1", transmise_le=DEPART, transmise_par=author)
        open_to_chosen(case)
        piste = PisteEcrite("Une visite", porteur=reader.pk, avant_le=date(2026, 10, 8))
        answered(case, fresh(other), pistes=[piste], point_le=POINT)
        if removed:
            choisir(case, by=fresh(author), personnes=[other.pk])

    told = run_days(date(2026, 9, 28), date(2026, 10, 9), "pistes")

    assert told == ([] if removed else [(1, reader)])


def test_the_mail_says_what_waits_and_nothing_of_the_case(scene):
    answer(scene, comprehension="CanariMot")
    run_days(date(2026, 10, 6), date(2026, 10, 6), "points")

    mail = courriels.render(Envoi.objects.filter(gabarit="saisines/rappel").first(), None)

    whole = mail.sujet + mail.texte + mail.html
    assert "deux minutes suffisent" in mail.texte
    assert [word for word in (*CANARIS, scene[0].reference) if word in whole] == []
