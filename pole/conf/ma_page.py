"""*Ma page*: what I have to do, by date, and the next deadline of the pole. A fixed number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from pole.a_faire import Chose, choses_a_faire
from pole.conf.premiers_pas import premiers_pas
from pole.echeances import Echeance, prochaine_echeance
from pole.models import Personne, Pole
from pole.portee import Portee
from pole.templatetags.dsfr_pole import date_longue

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
class Rappel:
    """The next date of the pole, in the words of the reader. Without `jour`, none is published."""

    titre: str
    texte: str
    jour: date | None = None
    reste: str = ""


@dataclass(frozen=True, slots=True)
class MaPage:
    groupes: list[Groupe]
    rappel: Rappel
    boutons: list[Bouton]
    vide: str


def build(user: Personne, pole: Pole, portee: Portee) -> MaPage:
    """Everything the page shows for this person in this pole."""
    today = pole.today()
    echeance = prochaine_echeance(pole, today)
    groupes = _groups(choses_a_faire(user, pole), today)
    if not groupes and portee.is_pilote and (steps := premiers_pas(pole, echeance)):
        groupes = [Groupe("Pour que les écoles puissent vous saisir", steps)]
    return MaPage(
        groupes=groupes,
        rappel=_reminder(echeance, portee, today),
        boutons=_buttons(portee),
        vide=_rest(portee),
    )


def _groups(choses: list[Chose], today: date) -> list[Groupe]:
    urgent = [one for one in choses if one.urgente]
    late = [one for one in choses if not one.urgente and one.jour and one.jour < today]
    now = [one for one in choses if not one.urgente and one.jour == today]
    soon = [one for one in choses if not one.urgente and one.jour and today < one.jour <= today + BIENTOT]
    later = [one for one in choses if not one.urgente and one.jour and one.jour > today + BIENTOT]
    undated = [one for one in choses if not one.urgente and one.jour is None]
    groups = (
        Groupe("À lire maintenant", urgent, "urgent"),
        Groupe("Date dépassée", late, "urgent"),
        Groupe("Aujourd’hui", now),
        Groupe("Dans les sept jours", soon),
        Groupe("Plus tard", later),
        Groupe("Sans date", undated),
    )
    return [group for group in groups if group.choses]


def _reminder(echeance: Echeance | None, portee: Portee, today: date) -> Rappel:
    school = portee.is_directeur or portee.is_enseignant
    if echeance is None:
        return Rappel("Prochaine réunion", _without_date(portee, school=school))
    meeting = f"{date_longue(echeance.date_reunion)} ({echeance.nom})"
    answer = date_longue(echeance.reponse_avant)
    if school:
        text = (
            f"Une saisine transmise ce jour-là au plus tard peut être étudiée le {meeting}. "
            f"Réponse au plus tard le {answer}."
        )
    else:
        text = f"Dernier jour où les écoles envoient leurs demandes pour la réunion du {meeting}."
        text += f" Réponse aux écoles au plus tard le {answer}." if portee.is_du_pole else ""
    days = (echeance.date_limite - today).days
    left = {0: "C’est aujourd’hui, jusqu’à minuit.", 1: "C’est demain."}.get(days, f"Dans {days} jours.")
    return Rappel("Prochaine date limite", text, echeance.date_limite, left)


def _without_date(portee: Portee, *, school: bool) -> str:
    text = "Aucune date n’est encore publiée."
    if school:
        return (
            f"{text} Une saisine peut être transmise à tout moment\u00a0: la coordination vous dira la date."
        )
    if portee.is_pilote or portee.is_secretariat:
        return f"{text} Proposez les réunions de l’année dans «\u00a0Calendrier\u00a0»."
    return text


def _buttons(portee: Portee) -> list[Bouton]:
    buttons = []
    if portee.is_directeur or portee.is_enseignant:
        buttons.append(Bouton("Demander de l’aide", reverse("saisines:nouvelle")))
    if portee.is_pilote:
        buttons.append(Bouton("Trier les saisines", reverse("saisines:tri")))
    if portee.is_secretariat or not _takes_part(portee):
        buttons.append(Bouton("Ouvrir le calendrier", reverse("cellules:annee")))
    if _takes_part(portee):
        buttons.append(Bouton("Voir les saisines", reverse("saisines:list")))
    else:
        buttons.append(Bouton("Voir qui fait quoi", reverse("pole:qui_fait_quoi")))
    return buttons


def _takes_part(portee: Portee) -> bool:
    """A school or the pole: an outside partner has no list of cases to come to."""
    return portee.is_directeur or portee.is_enseignant or portee.is_du_pole


def _rest(portee: Portee) -> str:
    """What an empty page says: that it is normal, and what will come."""
    if portee.is_directeur or portee.is_enseignant:
        return "Rien ne vous attend. Une situation vous préoccupe\u00a0? Le pôle est là pour en parler tôt."
    if portee.is_pilote:
        return "Rien ne vous attend. Les nouvelles saisines et les dates dépassées s’afficheront ici."
    if portee.is_membre:
        return "Rien ne vous attend. Une mission qu’on vous confie s’affichera ici."
    if portee.is_secretariat:
        return "Rien ne vous attend ici. Les réunions de l’année se préparent dans «\u00a0Calendrier\u00a0»."
    return "Rien ne vous attend. Ce que le pôle vous confie s’affichera ici."
