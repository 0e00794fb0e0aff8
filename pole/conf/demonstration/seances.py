"""The last cellule de veille of Écully: who was convened, what was said, who was there."""

from datetime import datetime, time, timedelta

from cellules.models import (
    Convie,
    Convocation,
    EtatConvocation,
    Inscription,
    NoteDeSeance,
    ReponseConvocation,
    Reunion,
    Seance,
    TitreConvocation,
)
from cellules.services.acces_convocations import settle
from pole.conf.demonstration.convocations import HABITUES
from pole.conf.demonstration.histoires import cellule_tenue
from pole.conf.demonstration.horloge import Horloge
from pole.conf.demonstration.modele import Histoire
from pole.conf.demonstration.theatre import Scene
from pole.models import Pole
from saisines.models import Reponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import projets
from saisines.services.workflow import apply_transition

ABSENT = "erseh.ecully"
# School days between the letters and the meeting.
LETTRES = 7
DUREE = timedelta(hours=2)


def stories(pole: Pole, horloge: Horloge) -> list[Histoire]:
    """What the last meeting of the pole studied; nothing where none was held yet."""
    held = _held(pole).filter(date__lt=horloge.aujourdhui).order_by("-date").first()
    return cellule_tenue.autour(horloge.rang(held.date)) if held else []


def _held(pole: Pole):
    return Reunion.objects.recevant_des_saisines().filter(pole=pole)


def study(
    scene: Scene,
    comprehension: str,
    pistes: tuple[tuple[str, str], ...],
    interlocuteur: str,
    revoir: int,
    projet: bool = False,
) -> None:
    """The case on the agenda of that day, what was noted of it, and its answer begun if it has not left."""
    saisine, by, who = scene.saisine, scene.par, scene.personne(interlocuteur)
    reunion = _held(scene.theatre.pole).get(date=scene.jour)
    inscription = _enrol(scene, saisine, reunion)
    said = {"comprehension": comprehension, "interlocuteur": who, "point_le": scene.dans(revoir)}
    noted = [PisteEcrite(texte=texte, qui=qui) for texte, qui in pistes]
    NoteDeSeance.objects.create(
        inscription=inscription,
        ecrite_par=by,
        version=1,
        etudiee_le=scene.instant,
        pistes=[one.stored() for one in noted],
        **said,
    )
    for nom in HABITUES:
        _convene(scene, inscription, nom)
    _school(scene, inscription)
    apply_transition(saisine, "etudier", by=by, responsable=by)
    if projet:
        projets.commencer(saisine, by=by, etudiee_le=reunion.date, pistes=noted, **said)


def _enrol(scene: Scene, saisine: Saisine, reunion: Reunion) -> Inscription:
    """Through the table of the workflow, on the meeting of that day rather than on the next one."""
    columns = {
        "reunion_visee": reunion.pk,
        "date_limite": reunion.date_limite,
        "date_reunion": reunion.date,
    }
    apply_transition(saisine, "inscrire", by=scene.par, **columns)
    opened = datetime.combine(reunion.date, reunion.heure or time(9), reunion.pole.tz)
    Seance.objects.get_or_create(
        reunion=reunion,
        defaults={
            "ouverte_par": scene.par,
            "ouverte_le": opened,
            "preneur": scene.par,
            "preneur_vu_le": opened + DUREE,
            "close_par": scene.par,
            "close_le": opened + DUREE,
        },
    )
    return reunion.inscriptions.prevues().get(saisine=saisine)


def _convene(
    scene: Scene, inscription: Inscription, nom: str, titre: TitreConvocation = TitreConvocation.CONVOQUE
) -> None:
    sent = {
        "etat": EtatConvocation.ENVOYEE,
        "envoyee_le": scene.theatre.horloge.instant(
            scene.acte.jour + LETTRES, f"lettres/{inscription.reunion_id}", 0
        ),
    }
    reponse = ReponseConvocation.EXCUSE if nom == ABSENT else ReponseConvocation.PRESENT
    letter, _ = Convocation.objects.get_or_create(
        reunion=inscription.reunion,
        personne=scene.personne(nom),
        defaults={**sent, "titre": titre, "reponse": reponse, "envoyee_par": scene.par},
    )
    convie = Convie.objects.create(
        convocation=letter, inscription=inscription, presence=nom != ABSENT, **sent
    )
    settle([convie.pk])


def _school(scene: Scene, inscription: Inscription) -> None:
    _convene(scene, inscription, scene.histoire.par, TitreConvocation.ECOLE)


def date_the_answers(pole: Pole) -> None:
    """The answers of cases that a meeting studied say its day."""
    for reponse in Reponse.objects.filter(saisine__pole=pole, etudiee_le__isnull=True):
        studied = reponse.saisine.inscriptions.filter(note__etudiee_le__lt=reponse.envoyee_le)
        if row := studied.select_related("reunion").last():
            Reponse.objects.filter(pk=reponse.pk).update(etudiee_le=row.reunion.date)
