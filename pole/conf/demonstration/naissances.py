"""How a story begins: a draft of the school, or a request that the coordination received."""

from pole.conf.demonstration.theatre import Scene, token
from saisines.enums import AuteurVrai
from saisines.models import Reception, Saisine
from saisines.services import reception
from saisines.services.dossier import create_draft


def begun(scene: Scene) -> Saisine:
    """The draft of somebody of the school."""
    saisine, _ = create_draft(
        by=scene.par,
        pole=scene.theatre.pole,
        ecole=scene.theatre.ecoles[scene.histoire.ecole],
        jeton=token(scene.histoire),
        nature=scene.histoire.nature,
    )
    return saisine


def received(scene: Scene) -> Saisine:
    """What the coordination enters for a school, as it came some days before."""
    canal, nom, jours = scene.histoire.recue
    recue_le = scene.dans(-jours)
    saisine = reception.saisir(
        by=scene.par,
        pole=scene.theatre.pole,
        ecole=scene.theatre.ecoles[scene.histoire.ecole],
        jeton=token(scene.histoire),
        nature=scene.histoire.nature,
        canal=canal,
        recue_le=recue_le,
        auteur=None,
        auteur_fonction=AuteurVrai.ENSEIGNANT,
        auteur_nom=nom,
    )
    Reception.objects.filter(saisine=saisine).update(saisie_le=scene.jour)
    return saisine


def confirm(scene: Scene, reponse: str, mot: str = "") -> None:
    """The direction says whether it is theirs."""
    reception.repondre(scene.saisine, by=scene.par, reponse=reponse, mot=scene.dire(mot))
