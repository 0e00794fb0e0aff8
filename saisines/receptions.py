"""A request received on paper or by telephone, in the words that each reader may read."""

from dataclasses import dataclass

from saisines.enums import AuteurVrai, Canal, Confirmation
from saisines.models import Reception
from saisines.personnes import Annuaire
from saisines.projection import in_words

_CANAUX = {Canal.PAPIER: "sur papier", Canal.TELEPHONE: "par téléphone"}
_FONCTIONS = {
    AuteurVrai.DIRECTION: "la direction",
    AuteurVrai.ENSEIGNANT: "l’équipe enseignante",
    AuteurVrai.AUTRE: "une personne de l’école",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionLue:
    """How it came, what the school says of it, and the words of the direction."""

    venue: str
    confirmation: str
    attendue: bool
    mot: str = ""


def people_of(reception: Reception | None) -> set:
    """Whom the page names."""
    if reception is None:
        return set()
    return {reception.auteur_id, reception.saisie_par_id, reception.confirmee_par_id} - {None}


def reception_lue(reception: Reception, annuaire: Annuaire, tz, *, lit: bool) -> ReceptionLue:
    """« Reçue par téléphone le 3 octobre 2026, de …, saisie par … ». Names for those who read the case."""
    entered = annuaire.contact(reception.saisie_par_id)
    venue = f"Reçue {_CANAUX[reception.canal]} le {in_words(reception.recue_le.isoformat())}"
    if lit:
        venue += f", de {author_of(reception, annuaire)}"
    venue += f", saisie par {entered.nom or entered.fonction}."
    return ReceptionLue(
        venue=venue,
        confirmation=_confirmation(reception, annuaire, tz, lit=lit),
        attendue=reception.is_attendue,
        mot=reception.mot if lit else "",
    )


def author_of(reception: Reception, annuaire: Annuaire | None = None) -> str:
    """Who asked: the name of their account, else the one that was noted, with what they do there."""
    nom = reception.auteur_nom
    if reception.auteur_id:
        nom = annuaire.contact(reception.auteur_id).nom if annuaire else str(reception.auteur)
    fonction = _FONCTIONS[reception.auteur_fonction]
    return f"{nom} ({fonction})" if nom else fonction


def _confirmation(reception: Reception, annuaire: Annuaire, tz, *, lit: bool) -> str:
    if reception.is_attendue:
        return "La direction de l’école ne l’a pas encore confirmée."
    who = annuaire.contact(reception.confirmee_par_id).nom if lit else ""
    who = who or "la direction de l’école"
    day = in_words(reception.confirmee_le.astimezone(tz).date().isoformat())
    return {
        Confirmation.CONFIRMEE: f"Confirmée par {who} le {day}.",
        Confirmation.CORRIGEE: f"Confirmée avec une correction par {who} le {day}.",
        Confirmation.RECUSEE: f"Le {day}, {who} a dit que cette demande n’est pas la sienne.",
    }[reception.confirmation]
