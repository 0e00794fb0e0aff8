"""*Ma page*: what I have to do, by date, and the next deadline of the pole. A fixed number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from pole.a_faire import Chose, choses_a_faire
from pole.echeances import Echeance, prochaine_echeance
from pole.models import Personne, Pole
from pole.portee import Portee

BIENTOT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Groupe:
    """Things to do that belong together."""

    titre: str
    choses: list[Chose]
    ton: str = ""


@dataclass(frozen=True, slots=True)
class Bouton:
    """What a person most likely came to do."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MaPage:
    groupes: list[Groupe]
    echeance: Echeance | None
    jours_restants: int
    boutons: list[Bouton]
    vide: str


def build(user: Personne, pole: Pole, portee: Portee) -> MaPage:
    """Everything the page shows for this person in this pole."""
    today = pole.today()
    echeance = prochaine_echeance(pole, today)
    return MaPage(
        groupes=_groups(choses_a_faire(user, pole), today),
        echeance=echeance,
        jours_restants=(echeance.date_limite - today).days if echeance else 0,
        boutons=_buttons(portee),
        vide=_rest(portee),
    )


def _groups(choses: list[Chose], today: date) -> list[Groupe]:
    urgent = [one for one in choses if one.urgente]
    late = [one for one in choses if not one.urgente and one.jour and one.jour < today]
    soon = [one for one in choses if not one.urgente and one.jour and today <= one.jour <= today + BIENTOT]
    later = [one for one in choses if not one.urgente and one.jour and one.jour > today + BIENTOT]
    undated = [one for one in choses if not one.urgente and one.jour is None]
    groups = (
        Groupe("À lire maintenant", urgent, "urgent"),
        Groupe("Date dépassée", late, "urgent"),
        Groupe("Dans les sept jours", soon),
        Groupe("Plus tard", later),
        Groupe("Sans date", undated),
    )
    return [group for group in groups if group.choses]


def _buttons(portee: Portee) -> list[Bouton]:
    buttons = []
    if portee.is_directeur or portee.is_enseignant:
        buttons.append(Bouton("Demander de l’aide", reverse("saisines:nouvelle")))
    if portee.is_pilote:
        buttons.append(Bouton("Trier les saisines", reverse("saisines:tri")))
    if portee.roles:
        buttons.append(Bouton("Voir les saisines", reverse("saisines:list")))
    return buttons


def _rest(portee: Portee) -> str:
    """What an empty page says: that it is normal, and what will come."""
    if portee.is_directeur or portee.is_enseignant:
        return "Rien ne vous attend. Une situation vous préoccupe ? Le pôle est là pour en parler tôt."
    if portee.is_pilote:
        return "Rien ne vous attend. Les nouvelles saisines et les dates dépassées s’afficheront ici."
    return "Rien ne vous attend. Une mission qu’on vous confie s’affichera ici."
