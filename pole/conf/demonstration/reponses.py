"""The acts around an answer: kept, sent, received by the school, looked at again at its date."""

from typing import Any

from pole.conf.demonstration.theatre import Scene
from saisines.models import Piste, PointEtape, Reponse
from saisines.pistes import PisteEcrite
from saisines.services import reponses
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point


def answer(
    scene: Scene,
    pistes: tuple[tuple[Any, ...], ...],
    interlocuteur: str,
    revoir: int,
    comprehension: str = "",
    appuis: str = "",
    non_retenu: str = "",
    rappels: str = "",
) -> None:
    """Pistes are (line, who) or (line, who, who of the pole carries it, in how many school days)."""
    point_le = scene.dans(revoir)
    reponse = reponses.repondre(
        scene.saisine,
        by=scene.par,
        pistes=[_piste(scene, *one) for one in pistes],
        interlocuteur=scene.personne(interlocuteur),
        comprehension=comprehension,
        appuis=appuis,
        non_retenu=non_retenu,
        rappels=rappels,
        point_le=scene.a_venir(point_le),
    )
    Reponse.objects.filter(pk=reponse.pk).update(point_le=point_le)
    scene.close_later(reponse.pk, point_le)
    for row, one in zip(reponse.pistes.all(), pistes, strict=True):
        if len(one) > 2:
            day = scene.dans(one[3])
            Piste.objects.filter(pk=row.pk).update(avant_le=day)
            scene.close_later(row.pk, max(day, point_le))


def _piste(scene: Scene, texte: str, qui: str, porteur: str = "", dans: int = 0) -> PisteEcrite:
    if not porteur:
        return PisteEcrite(texte, qui)
    day = scene.a_venir(scene.dans(dans))
    return PisteEcrite(texte, qui, porteur=scene.personne(porteur).pk, avant_le=day)


def receive(scene: Scene, accueil: str, mot: str = "") -> None:
    """The school says what it does with the answer."""
    accueillir(scene.saisine.reponses.dernieres().get(), by=scene.par, accueil=accueil, mot=scene.dire(mot))


def look_again(scene: Scene, effet: str, arme: str = "", mot: str = "") -> None:
    """The school says what changed, for the date that was agreed."""
    row = scene.saisine.reponses.dernieres().get()
    words = {"effet": effet, "arme": arme, "mot": scene.dire(mot)}
    point = faire_le_point(row, by=scene.par, prevu_le=row.point_le, **words)
    PointEtape.objects.filter(pk=point.pk).update(le=scene.instant)
