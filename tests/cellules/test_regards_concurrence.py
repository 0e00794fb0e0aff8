"""Two screens at the same instant, and two workers: one text is kept, one archive is made."""

from functools import partial

import pytest
from django.db import transaction

from cellules.models import AudienceRegard, LotDeDocuments, Regard
from cellules.services import archives, lots
from cellules.services.cloture import clore
from cellules.services.regards import FERME, RegardPerime, RegardRefuse, ecrire_regard
from pole.services.calendrier import load_national_calendar
from tests.cellules.salle import Salle
from tests.cellules.scene import Scene
from tests.cellules.test_concurrence import ATTENTE, Autre
from tests.factories.pole import fresh
from tests.paralleles import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair():
    load_national_calendar()
    return Scene()


def write(scene, observe, version):
    return ecrire_regard(
        scene.inscription(scene.premiere),
        by=fresh(scene.pilote),
        observe=observe,
        propose="",
        audience=AudienceRegard.CONDUITE,
        version=version,
    )


def test_two_first_texts_at_once_are_one_and_the_other_screen_is_told(pair):
    results = at_once(*(partial(write, pair, text, 0) for text in ("Un.", "Deux.")))

    kept = Regard.objects.get()
    assert sorted(isinstance(one, RegardPerime) for one in results) == [False, True]
    assert kept.observe in {"Un.", "Deux."}
    assert (kept.version, type(results[0]).__name__ != type(results[1]).__name__) == (1, True)


def test_two_changes_at_once_keep_one_and_tell_the_other(pair):
    write(pair, "Avant.", 0)

    results = at_once(*(partial(write, pair, text, 1) for text in ("Un.", "Deux.")))

    assert sorted(isinstance(one, RegardPerime) for one in results) == [False, True]
    assert Regard.objects.get().version == 2


def test_asked_by_two_clicks_and_taken_by_two_workers_it_is_made_once(pair):
    at_once(*[lambda: lots.demander(pair.reunion, by=fresh(pair.pilote))] * 2)
    assert LotDeDocuments.objects.count() == 1

    assert sorted(at_once(*[lots.make_next] * 2)) == [0, 1]

    assert set(archives.files()) >= {LotDeDocuments.objects.get().chemin}


@pytest.mark.postgresql  # SQLite has one writer at a time
def test_reading_that_waited_for_the_closing_of_the_seance_is_not_written():
    load_national_calendar()
    salle = Salle()
    salle.open()
    salle.study(salle.premiere)

    with transaction.atomic():
        clore(salle.reunion, by=fresh(salle.pilote))
        other = Autre(
            lambda: ecrire_regard(
                salle.row(salle.premiere),
                by=fresh(salle.psy),
                observe="Trop tard.",
                propose="",
                audience=AudienceRegard.MEMBRES,
                version=0,
            )
        )
        other.start()
        other.join(ATTENTE)
        assert other.is_alive(), "the reading did not wait for the closing"
    other.join(30)

    assert (type(other.result), str(other.result)) == (RegardRefuse, FERME)
    assert not Regard.objects.exists()
