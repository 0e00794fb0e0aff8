"""The life of a saisine as one table. Pure Python: no query."""

from collections.abc import Callable
from dataclasses import dataclass

from pole.enums import Urgence
from saisines.enums import ETATS_FINAUX, Droit, Etat


class TransitionRefusedError(Exception):
    """The move does not exist from this state, or lacks something. The message is for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One move of the spine.

    `par_service` moves belong to a service with data of its own (a meeting, a merge) and are refused on the
    generic address `…/transition/<nom>/`. `guards` return the reason of a refusal, or "".
    """

    name: str
    label: str
    sources: tuple[Etat, ...]
    target: Etat
    droit: Droit
    phrase: str
    needs_motif: bool = False
    par_service: bool = False
    guards: tuple[Callable[..., str], ...] = ()

    def refusal(self, saisine) -> str:
        """Why this saisine cannot make this move now, whatever is said of it; "" if it can."""
        if saisine.etat not in self.sources:
            return f"Cette action n’est plus possible : la saisine est « {saisine.etat_label} »."
        return next((reason for guard in self.guards if (reason := guard(saisine))), "")

    def check(self, saisine, motif: str = "") -> None:
        """Raise TransitionRefusedError if the saisine cannot make this move now."""
        if reason := self.refusal(saisine):
            raise TransitionRefusedError(reason)
        if self.needs_motif and not motif.strip():
            raise TransitionRefusedError("Dites pourquoi en quelques mots : l’école lira cette phrase.")


def has_pupil_if_needed(saisine) -> str:
    if saisine.nature_has_pupil and saisine.eleve_id is None:
        return "Indiquez de quel élève il s’agit avant de transmettre."
    return ""


def has_school_or_own_situation(saisine) -> str:
    if saisine.ecole_id is None and not saisine.is_situation_du_pole:
        return "Indiquez l’école avant de transmettre."
    return ""


def is_not_confidential(saisine) -> str:
    """Kind E leaves without the direction: there is nobody to propose it to."""
    return "Une demande confidentielle part sans relecture." if saisine.is_confidentielle else ""


def is_of_a_pupil_and_a_school(saisine) -> str:
    if not saisine.nature_has_pupil or saisine.ecole_id is None:
        return "Cette saisine ne suit pas un élève : elle reste où elle est."
    return ""


def is_written_by_school(saisine) -> str:
    return "Vous transmettez vous-même ce que vous saisissez pour une école." if saisine.is_recue else ""


def has_reference(saisine) -> str:
    return "" if saisine.reference else "Cette saisine n’a pas encore été transmise."


def has_retrospective(saisine) -> str:
    """A death, a danger: the case closes with what the pole learned from it (domaine 3.3)."""
    if saisine.urgence == Urgence.IMMEDIATE and saisine.retrospective_le is None:
        return "Écrivez d’abord un retour sur cette urgence : une ligne suffit."
    return ""


_AVANT_ETUDE = (Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.COMPLEMENT_DEMANDE)

_TABLE = (
    Transition(
        name="soumettre",
        label="Proposer à la relecture de la direction",
        sources=(Etat.BROUILLON,),
        target=Etat.A_RELIRE,
        droit=Droit.REDIGER,
        phrase="a été proposée à la relecture de la direction",
        guards=(is_not_confidential, is_written_by_school),
    ),
    Transition(
        name="renvoyer",
        label="Renvoyer avec une remarque",
        sources=(Etat.A_RELIRE,),
        target=Etat.BROUILLON,
        droit=Droit.TRANSMETTRE,
        phrase="a été renvoyée à son auteur avec une remarque",
        needs_motif=True,
    ),
    Transition(
        name="transmettre",
        label="Transmettre au pôle",
        sources=(Etat.BROUILLON, Etat.A_RELIRE),
        target=Etat.TRANSMISE,
        droit=Droit.TRANSMETTRE,
        phrase="a été transmise au pôle",
        par_service=True,
        guards=(has_pupil_if_needed, has_school_or_own_situation),
    ),
    Transition(
        name="retirer",
        label="Retirer la saisine",
        sources=(*_AVANT_ETUDE, Etat.INSCRITE),
        target=Etat.RETIREE,
        droit=Droit.RETIRER,
        phrase="a été retirée par l’école",
        needs_motif=True,
    ),
    Transition(
        name="prendre_en_charge",
        label="Prendre en charge",
        sources=(Etat.TRANSMISE,),
        target=Etat.PRISE_EN_CHARGE,
        droit=Droit.PILOTER,
        phrase="a été prise en charge",
        guards=(has_reference,),
    ),
    Transition(
        name="demander_precision",
        label="Demander une précision",
        sources=(Etat.TRANSMISE, Etat.PRISE_EN_CHARGE),
        target=Etat.COMPLEMENT_DEMANDE,
        droit=Droit.PILOTER,
        phrase="attend une précision de l’école",
        par_service=True,
    ),
    Transition(
        name="preciser",
        label="Répondre au pôle",
        sources=(Etat.COMPLEMENT_DEMANDE,),
        target=Etat.PRISE_EN_CHARGE,
        droit=Droit.PRECISER,
        phrase="a été précisée par l’école",
        par_service=True,
    ),
    Transition(
        name="inscrire",
        label="Inscrire à une réunion",
        sources=_AVANT_ETUDE,
        target=Etat.INSCRITE,
        droit=Droit.CONFIER,
        phrase="a été inscrite à une réunion",
        par_service=True,
    ),
    Transition(
        name="desinscrire",
        label="Retirer de l’ordre du jour",
        sources=(Etat.INSCRITE,),
        target=Etat.PRISE_EN_CHARGE,
        droit=Droit.CONFIER,
        phrase="a été retirée de l’ordre du jour",
        par_service=True,
    ),
    Transition(
        name="etudier",
        label="Noter comme étudiée",
        sources=(Etat.INSCRITE,),
        target=Etat.ETUDIEE,
        droit=Droit.CONFIER,
        phrase="a été étudiée",
        par_service=True,
    ),
    Transition(
        name="repondre",
        label="Répondre à l’école",
        sources=(*_AVANT_ETUDE, Etat.ETUDIEE),
        target=Etat.REPONDUE,
        droit=Droit.PILOTER,
        phrase="a reçu la réponse du pôle",
        par_service=True,
    ),
    Transition(
        name="suivre",
        label="Dire ce que nous en faisons",
        sources=(Etat.REPONDUE,),
        target=Etat.EN_SUIVI,
        droit=Droit.ACCUEILLIR,
        phrase="est suivie : l’école s’est saisie de la réponse",
        par_service=True,
    ),
    Transition(
        name="revenir",
        label="Remettre à l’ordre du jour",
        sources=(Etat.REPONDUE, Etat.EN_SUIVI),
        target=Etat.INSCRITE,
        droit=Droit.FAIRE_LE_POINT,
        phrase="revient à l’ordre du jour : les pistes n’ont pas encore aidé",
        par_service=True,
    ),
    Transition(
        name="revenir_au_tri",
        label="Remettre au tri",
        sources=(Etat.REPONDUE, Etat.EN_SUIVI),
        target=Etat.PRISE_EN_CHARGE,
        droit=Droit.FAIRE_LE_POINT,
        phrase="revient au pôle : les pistes n’ont pas encore aidé",
        par_service=True,
    ),
    Transition(
        name="sans_action",
        label="N’appelle pas d’action du pôle",
        sources=_AVANT_ETUDE,
        target=Etat.SANS_ACTION,
        droit=Droit.PILOTER,
        phrase="n’appelle pas d’action du pôle",
        needs_motif=True,
        par_service=True,
    ),
    Transition(
        name="fusionner",
        label="Réunir à une autre saisine",
        sources=(*_AVANT_ETUDE, Etat.INSCRITE),
        target=Etat.FUSIONNEE,
        droit=Droit.CONFIER,
        phrase="a été réunie à une autre saisine",
        par_service=True,
    ),
    Transition(
        name="transferer",
        label="L’élève change d’école",
        sources=(*_AVANT_ETUDE, Etat.INSCRITE, Etat.ETUDIEE, Etat.REPONDUE, Etat.EN_SUIVI),
        target=Etat.TRANSFEREE,
        droit=Droit.CONFIER,
        phrase="s’arrête ici : l’élève a changé d’école",
        par_service=True,
        guards=(is_of_a_pupil_and_a_school,),
    ),
    Transition(
        name="clore",
        label="Clore",
        sources=(Etat.PRISE_EN_CHARGE, Etat.ETUDIEE, Etat.REPONDUE, Etat.EN_SUIVI),
        target=Etat.CLOSE,
        droit=Droit.PILOTER,
        phrase="a été close",
        needs_motif=True,
        guards=(has_retrospective,),
    ),
    Transition(
        name="rouvrir",
        label="Rouvrir",
        sources=(Etat.CLOSE, Etat.SANS_ACTION, Etat.RETIREE, Etat.REPONDUE, Etat.EN_SUIVI),
        target=Etat.PRISE_EN_CHARGE,
        droit=Droit.PILOTER,
        phrase="a été rouverte",
        needs_motif=True,
        guards=(has_school_or_own_situation,),
    ),
    Transition(
        name="redemander",
        label="Demander à reprendre",
        sources=(Etat.CLOSE, Etat.SANS_ACTION, Etat.RETIREE),
        target=Etat.TRANSMISE,
        droit=Droit.REDEMANDER,
        phrase="a été transmise de nouveau par l’école",
        needs_motif=True,
        guards=(has_school_or_own_situation,),
    ),
)
TRANSITIONS = {transition.name: transition for transition in _TABLE}


def transitions_from(etat: str) -> list[Transition]:
    """Moves that the table allows from a state, in the order of the table."""
    return [transition for transition in _TABLE if etat in transition.sources]


def is_open(etat: str) -> bool:
    """True while somebody still has something to do."""
    return etat not in ETATS_FINAUX
