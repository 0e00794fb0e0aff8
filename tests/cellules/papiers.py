"""A meeting that was held, and what the tests of its documents ask of it."""

from datetime import timedelta

from django.utils import timezone

from cellules.models import Convie, Inscription, NoteDeSeance
from saisines.models import Piste, Reponse
from tests.factories.cellules import SeanceFactory


def name_of(saisine):
    return saisine.eleve.nom


def close(scene, *, comprehension="{} progresse quand il est encouragé."):
    """The séance as its closing leaves it: both cases studied, everybody there but the doctor."""
    now, by = timezone.now(), scene.pilote
    scene.inscriptions = {}
    for saisine in (scene.premiere, scene.seconde):
        row = scene.inscription(saisine)
        NoteDeSeance.objects.create(
            inscription=row,
            ecrite_par=by,
            comprehension=comprehension.format(name_of(saisine)),
            pistes=[{"texte": f"Encourager {saisine.eleve.prenom}.", "qui": "La classe", "porteur": None}],
            interlocuteur=scene.psy,
            point_le=scene.pole.today() + timedelta(days=60),
            etudiee_le=now,
        )
    Inscription.objects.filter(reunion=scene.reunion).update(etat="etudiee")
    Convie.objects.filter(convocation__reunion=scene.reunion).exclude(
        convocation__personne=scene.medecin
    ).update(presence=True)
    SeanceFactory(reunion=scene.reunion, ouverte_par=by, close=True)


def answer(scene, saisine, *, comprehension="Il avance."):
    """What was sent to the school after the meeting."""
    row = Reponse.objects.create(
        saisine=saisine,
        comprehension=comprehension,
        etudiee_le=scene.reunion.date,
        interlocuteur=scene.psy,
        envoyee_par=scene.pilote,
        envoyee_le=timezone.now(),
    )
    Piste.objects.create(reponse=row, rang=1, texte="Lire à deux.", qui="L’enseignante")
    return row
