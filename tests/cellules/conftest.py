"""Shared ground of the tests of meetings."""

from datetime import time

import pytest
from django.utils import timezone

from cellules.models import Reunion
from pole.services.calendrier import load_national_calendar
from saisines.models import NoteDePartage
from tests.cellules.salle import Salle
from tests.cellules.scene import Scene
from tests.factories.pole import partenaire


@pytest.fixture
def scene(db):
    """A meeting in twenty days, two cases on its agenda."""
    load_national_calendar()
    return Scene()


@pytest.fixture
def salle(db):
    """The same on the day of the meeting, its letters sent."""
    load_national_calendar()
    return Salle()


@pytest.fixture
def invitee(scene):
    return partenaire(scene.pole)


@pytest.fixture
def convened(scene, invitee):
    """The psychologist for both cases, the doctor for the second, a partner and each school for theirs."""
    Reunion.objects.filter(pk=scene.reunion.pk).update(heure=time(14), lieu="Salle des Tilleuls")
    scene.reunion.refresh_from_db()
    now = timezone.now()
    NoteDePartage.objects.create(
        saisine=scene.premiere,
        texte="Une note.",
        ecrite_par=scene.pilote,
        ecrite_le=now,
        relue_par=scene.pilote,
        relue_le=now,
    )
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.seconde)
    scene.convene(invitee, scene.premiere)
    scene.convene(scene.direction, scene.premiere)
    scene.convene(scene.direction_voisine, scene.seconde)
    scene.send()
    return scene
