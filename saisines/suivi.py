"""What everybody reads at the top of a case: where it stands, who has it, what comes next, and when.

The school always has an answer to five questions: the state in plain words, the person in
charge, what is being done, the next date, and what happens if nothing comes. One table says them for each
state and each way of looking at the case; a test goes through all of it.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from saisines.enums import ETATS_PRIVES, Etat, Relation


class Regard(StrEnum):
    """From where a case is looked at: several relations may come to the same words."""

    PILOTAGE = "pilotage"
    RELECTURE = "relecture"
    ECOLE = "ecole"
    MISSION = "mission"
    BUREAU = "bureau"
    EXTERIEUR = "exterieur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person of the pole as a school may turn to them."""

    nom: str = ""
    fonction: str = ""
    telephone: str = ""

    @property
    def phrase(self) -> str:
        """« Camille Petit, psychologue »"""
        return ", ".join(part for part in (self.nom, self.fonction) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suivi:
    """What is shown: `date` is the next one and `jour_de` says of what; `sinon`, what happens without it."""

    titre: str
    qui: str
    joindre: str
    quoi: str
    date: date | None
    jour_de: str
    sinon: str
    en_retard: bool = False


class Mots(NamedTuple):
    """One cell of the table: texts with `{reunion}`, `{appel}`, `{jours}`, `{conservation}`."""

    titre: str
    quoi: str
    jour_de: str = ""
    sinon: str = ""


_RIEN = "Vous n’avez rien à faire ici pour l’instant."
_FINIE = "Rien ne se passera plus sur cette saisine, sauf si elle est reprise."

_ECOLE = {
    Etat.BROUILLON: Mots(
        "Votre brouillon n’est pas encore transmis",
        "Terminez-le quand vous voulez : ce qui est écrit est gardé. Le pôle ne le voit pas.",
        "Date limite ({reunion})",
        "Rien ne part sans vous. Un brouillon laissé sans nouvelle est effacé après {conservation} jours.",
    ),
    Etat.A_RELIRE: Mots(
        "Votre direction relit votre saisine",
        "Elle la transmettra au pôle, ou vous la renverra avec une remarque.",
        "Date limite ({reunion})",
        "Après cette date, la saisine sera étudiée à la réunion suivante. Rien n’est perdu.",
    ),
    Etat.TRANSMISE: Mots(
        "Le pôle a reçu votre demande",
        "La coordination du pôle la lit et prend contact avec vous.",
        "Premier contact au plus tard",
        "{appel} En cas de danger, n’attendez pas : appelez les numéros d’urgence.",
    ),
    Etat.PRISE_EN_CHARGE: Mots(
        "Quelqu’un s’occupe de votre demande",
        "Le pôle cherche avec vous ce qui peut aider : visite, avis, {reunion} ou réponse directe.",
        "Prochaine étape",
        "{appel}",
    ),
    Etat.COMPLEMENT_DEMANDE: Mots(
        "Le pôle a besoin de vos précisions",
        "Répondez aux questions ci-dessous, même en un mot. Votre demande garde sa place et ses dates.",
        "Réponse souhaitée",
        "La coordination vous rappellera. Votre demande n’est ni refusée ni oubliée.",
    ),
    Etat.INSCRITE: Mots(
        "Votre demande sera étudiée en {reunion}",
        "Des professionnels du pôle préparent cette étude. Vous recevrez ensuite une réponse écrite.",
        "Réunion",
        "Si le temps manque ce jour-là, votre demande passe d’elle-même à la réunion suivante.",
    ),
    Etat.ETUDIEE: Mots(
        "Votre demande a été étudiée",
        "La réponse s’écrit. Vous la recevrez dans les {jours} jours d’école qui suivent la réunion.",
        "Prochaine étape",
        "{appel}",
    ),
    Etat.REPONDUE: Mots(
        "Vous avez reçu la réponse du pôle",
        "Lisez les pistes proposées. Ce sont des propositions : retenez ce qui convient à votre école.",
        "On refait le point",
        "Votre interlocuteur vous rappelle à la date du point. Vous pouvez l’appeler avant.",
    ),
    Etat.EN_SUIVI: Mots(
        "Votre école essaie les pistes proposées",
        "Notez ce qui aide et ce qui n’aide pas : vous en parlerez au prochain point.",
        "On refait le point",
        "Votre interlocuteur vous rappelle à la date du point. Vous pouvez l’appeler avant.",
    ),
    Etat.CLOSE: Mots(
        "Cette demande est close",
        "Le pôle et l’école ont fini d’y travailler.",
        sinon="Si la situation revient, demandez à reprendre : rien n’est à réécrire.",
    ),
    Etat.SANS_ACTION: Mots(
        "Cette demande n’appelle pas d’action du pôle",
        "Le pôle vous indique une autre piste dans son message, ci-dessous.",
        sinon="Si cette piste ne suffit pas, demandez à reprendre : rien n’est à réécrire.",
    ),
    Etat.FUSIONNEE: Mots(
        "Cette demande est réunie à une autre",
        "La suite se lit dans l’autre saisine.",
        sinon="Rien ne se passera plus ici.",
    ),
    Etat.RETIREE: Mots(
        "Vous avez retiré cette demande",
        "Le pôle n’y travaille plus.",
        sinon="Vous pouvez demander à la reprendre : rien n’est à réécrire.",
    ),
}

_RELECTURE = _ECOLE | {
    Etat.A_RELIRE: Mots(
        "À vous de relire",
        "Relisez cette saisine, puis transmettez-la au pôle ou renvoyez-la avec une remarque.",
        "Date limite ({reunion})",
        "Tant que vous ne l’avez pas transmise, le pôle ne la voit pas.",
    ),
}

_PILOTAGE = {
    Etat.TRANSMISE: Mots(
        "À prendre en charge",
        "L’école attend un premier contact.",
        "Premier contact promis",
        "L’école lit cette date. Après elle, la saisine passe en tête du tri.",
    ),
    Etat.PRISE_EN_CHARGE: Mots(
        "Prise en charge",
        "Choisissez la suite : confier, répondre, demander une précision ou inscrire à une réunion.",
        "Prochaine échéance",
        "La saisine reste dans le tri jusqu’à une suite.",
    ),
    Etat.COMPLEMENT_DEMANDE: Mots(
        "L’école prépare ses précisions",
        "Vous serez prévenu à leur arrivée. Vous pouvez déjà confier une mission ou appeler l’école.",
        "Réponse demandée",
        "Après cette date, la saisine revient dans ce qui vous attend.",
    ),
    Etat.INSCRITE: Mots(
        "Inscrite à une réunion ({reunion})",
        "Invitez les personnes utiles et préparez l’étude.",
        "Réunion",
        "Une situation non étudiée passe à la réunion suivante.",
    ),
    Etat.ETUDIEE: Mots(
        "Étudiée : la réponse est à écrire",
        "L’école attend la réponse dans les {jours} jours d’école qui suivent la réunion.",
        "Prochaine échéance",
        "La saisine reste dans ce qui vous attend.",
    ),
    Etat.REPONDUE: Mots(
        "Réponse envoyée",
        "L’école lit les pistes. L’interlocuteur refait le point avec elle.",
        "Point avec l’école",
        "À cette date, la saisine revient dans ce qui vous attend.",
    ),
    Etat.EN_SUIVI: Mots(
        "En suivi",
        "L’école essaie les pistes proposées.",
        "Point avec l’école",
        "À cette date, la saisine revient dans ce qui vous attend.",
    ),
    Etat.CLOSE: Mots("Close", "Le travail est terminé.", sinon="L’école peut demander à reprendre."),
    Etat.SANS_ACTION: Mots(
        "N’appelle pas d’action du pôle",
        "L’école a reçu une autre piste.",
        sinon="L’école peut demander à reprendre.",
    ),
    Etat.FUSIONNEE: Mots("Réunie à une autre saisine", "La suite se lit dans l’autre saisine.", sinon=_FINIE),
    Etat.RETIREE: Mots("Retirée par l’école", "L’école a dit pourquoi.", sinon="Elle peut la reprendre."),
}

_MISSION = {
    etat: Mots(mots.titre, "Votre mission et ce qui est déjà fait se lisent ci-dessous.", mots.jour_de)
    for etat, mots in _PILOTAGE.items()
} | {
    etat: Mots(_PILOTAGE[etat].titre, _RIEN, sinon=_FINIE)
    for etat in (Etat.CLOSE, Etat.SANS_ACTION, Etat.FUSIONNEE, Etat.RETIREE)
}

_BUREAU = {
    etat: Mots(mots.titre, "Vous suivez les dates et les personnes de ce dossier.", mots.jour_de)
    for etat, mots in _PILOTAGE.items()
}

_EXTERIEUR = {
    etat: Mots(
        "Le pôle vous sollicite pour une situation",
        "Le pôle prépare pour vous une note de partage : elle contient ce qui vous est utile, rien de plus.",
        mots.jour_de,
        "La personne en charge vous appelle.",
    )
    for etat, mots in _PILOTAGE.items()
}

TABLE: dict[Regard, dict[str, Mots]] = {
    Regard.ECOLE: _ECOLE,
    Regard.RELECTURE: _RELECTURE,
    Regard.PILOTAGE: _PILOTAGE,
    Regard.MISSION: _MISSION,
    Regard.BUREAU: _BUREAU,
    Regard.EXTERIEUR: _EXTERIEUR,
}

_ORDRE = (
    (Regard.PILOTAGE, {Relation.COORDONNATEUR, Relation.IEN}),
    (Regard.RELECTURE, {Relation.DIRECTION}),
    (Regard.ECOLE, {Relation.AUTEUR, Relation.SIGNATAIRE}),
    (Regard.MISSION, {Relation.CONVIE}),
    (Regard.BUREAU, {Relation.SECRETARIAT}),
    (Regard.EXTERIEUR, {Relation.PARTENAIRE}),
)


def regard_of(relations: Set[str], etat: str) -> Regard:
    """The way of looking that serves this person best. A draft is only ever looked at from the school."""
    for regard, held in _ORDRE:
        if relations & held and etat in TABLE[regard]:
            return regard
    return Regard.EXTERIEUR


def suivi_of(
    saisine, relations: Set[str], *, contact: Contact, today: date, echeance: date | None = None
) -> Suivi:
    """What this person reads at the top of this case today.

    `contact` is the person in charge, or the coordination; `echeance` the next deadline of the pole, which
    only a draft needs (a saisine that is sent has its own). No query.
    """
    regard = regard_of(relations, saisine.etat)
    words = {
        "reunion": saisine.pole.mot_reunion,
        "jours": saisine.pole.promesse_reponse_jours,
        "conservation": saisine.pole.brouillon_jours,
        "appel": call_phrase(contact),
    }
    mots = TABLE[regard][saisine.etat]
    day = (echeance if saisine.etat in ETATS_PRIVES else saisine.prochaine_date) if mots.jour_de else None
    found = Suivi(
        titre=mots.titre.format(**words),
        qui=contact.phrase if saisine.etat not in ETATS_PRIVES else "",
        joindre=contact.telephone if saisine.etat not in ETATS_PRIVES else "",
        quoi=mots.quoi.format(**words),
        date=day,
        jour_de=mots.jour_de.format(**words) if day else "",
        sinon=mots.sinon.format(**words),
    )
    return _meeting_ahead(_late(found, saisine.etat, regard, contact, today), saisine, today)


def call_phrase(contact: Contact) -> str:
    """« Sans nouvelle à cette date, appelez Camille Petit au 04… »"""
    who = contact.nom or "la coordination du pôle"
    return (
        f"Sans nouvelle à cette date, appelez {who}{f' au {contact.telephone}' if contact.telephone else ''}."
    )


def _late(suivi: Suivi, etat: str, regard: Regard, contact: Contact, today: date) -> Suivi:
    """A date that has passed is said to have passed, with what to do now."""
    if suivi.date is None or suivi.date >= today:
        return suivi
    school = regard in {Regard.ECOLE, Regard.RELECTURE}
    if etat in ETATS_PRIVES:
        words = "Cette date est passée : la saisine sera étudiée à la réunion suivante."
    elif etat == Etat.COMPLEMENT_DEMANDE:
        words = (
            "Cette date est passée : répondez dès que possible, votre demande garde sa place."
            if school
            else "Cette date est passée : rappelez l’école."
        )
    elif school:
        who = contact.nom or "la coordination du pôle"
        phone = f" au {contact.telephone}" if contact.telephone else ""
        words = f"Cette date est passée. Appelez {who}{phone} : n’hésitez pas."
    else:
        words = "Cette date est passée : l’école attend de vos nouvelles."
    return replace(suivi, en_retard=True, sinon=words)


def _meeting_ahead(suivi: Suivi, saisine, today: date) -> Suivi:
    """Nothing is due before the meeting that the case awaits: that meeting is the next date."""
    awaits = saisine.etat in {Etat.PRISE_EN_CHARGE, Etat.ETUDIEE} and saisine.date_reunion
    if suivi.date is not None or not awaits or saisine.date_reunion < today:
        return suivi
    return replace(
        suivi, date=saisine.date_reunion, jour_de=f"Prochaine réunion ({saisine.pole.mot_reunion})"
    )
