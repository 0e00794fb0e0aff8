"""What everybody reads at the top of a case: where it stands, who has it, what comes next, and when.

The school always has an answer to five questions: the state in plain words, the person in
charge, what is being done, the next date, and what happens if nothing comes. One table says them for each
state and each way of looking at the case (`mots_du_suivi`); a test goes through all of it.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date

from saisines.enums import ETATS_DU_POINT, ETATS_PRIVES, Etat, Relation
from saisines.mots_du_suivi import SANS_POINT, SANS_POINT_POUR_LES_AUTRES, TABLE, Mots, Regard


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


# Relations to a confidential request are its author's and those they chose: no other ever holds.
_ORDRE_CONFIDENTIEL = ((Regard.CONFIDENCE, {Relation.SIGNATAIRE}), (Regard.ECOUTE, {Relation.CHOISI}))
# What is said of a school, then of a member who brought the situation.
_SANS_ECOLE = (
    ("Votre école essaie", "Vous essayez"),
    ("à votre école", "à cette situation"),
    ("Le pôle et l’école ont", "Le pôle et vous avez"),
    ("L’école", "L’auteur"),
    ("l’école", "l’auteur"),
    ("avec elle", "avec lui"),
    ("Elle peut", "Il peut"),
)
_ORDRE = (
    (Regard.PILOTAGE, {Relation.COORDONNATEUR, Relation.IEN}),
    (Regard.RELECTURE, {Relation.DIRECTION}),
    (Regard.ECOLE, {Relation.AUTEUR, Relation.SIGNATAIRE}),
    (Regard.PLUME, {Relation.COAUTEUR}),
    (Regard.MISSION, {Relation.CONVIE}),
    (Regard.BUREAU, {Relation.SECRETARIAT}),
    (Regard.EXTERIEUR, {Relation.PARTENAIRE}),
)


def regard_of(relations: Set[str], etat: str, *, confidentielle: bool = False) -> Regard:
    """The way of looking that serves this person best. A draft is only ever looked at from the school."""
    for regard, held in _ORDRE_CONFIDENTIEL if confidentielle else _ORDRE:
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
    regard = regard_of(relations, saisine.etat, confidentielle=saisine.is_confidentielle)
    words = {
        "reunion": saisine.pole.mot_reunion,
        "jours": saisine.pole.promesse_reponse_jours,
        "conservation": saisine.pole.brouillon_jours,
        "appel": call_phrase(contact),
    }
    mots = TABLE[regard][saisine.etat]
    if saisine.is_situation_du_pole:
        mots = without_school(mots)
    day = _day_of(saisine, echeance) if mots.jour_de else None
    found = Suivi(
        titre=mots.titre.format(**words),
        qui=contact.phrase if saisine.etat not in ETATS_PRIVES else "",
        joindre=contact.telephone if saisine.etat not in ETATS_PRIVES else "",
        quoi=mots.quoi.format(**words),
        date=day,
        jour_de=mots.jour_de.format(**words) if day else "",
        sinon=mots.sinon.format(**words),
    )
    if saisine.etat in ETATS_DU_POINT and day is None and found.sinon:
        found = replace(found, sinon=_without_a_date(regard, saisine))
    late = _late(found, saisine.etat, regard, contact, today, du_pole=saisine.is_situation_du_pole)
    return _meeting_ahead(late, saisine, today)


def _day_of(saisine, echeance: date | None) -> date | None:
    """The date that the words name: of an enrolled case its meeting, even if a mission is due before."""
    if saisine.etat in ETATS_PRIVES:
        return echeance
    return saisine.date_reunion if saisine.etat == Etat.INSCRITE else saisine.prochaine_date


def _without_a_date(regard: Regard, saisine) -> str:
    text = SANS_POINT.get(regard, SANS_POINT_POUR_LES_AUTRES)
    return text.replace("l’école", "l’auteur") if saisine.is_situation_du_pole else text


def without_school(mots: Mots) -> Mots:
    """The same words about a situation that a member of the pole brought: no school waits (S0-12)."""

    def said(text: str) -> str:
        for school, author in _SANS_ECOLE:
            text = text.replace(school, author)
        return text

    return Mots(*map(said, mots))


def call_phrase(contact: Contact) -> str:
    """« Sans nouvelle à cette date, appelez Camille Petit au 04… »"""
    who = contact.nom or contact.fonction or "la coordination du pôle"
    return (
        f"Sans nouvelle à cette date, appelez {who}{f' au {contact.telephone}' if contact.telephone else ''}."
    )


def _late(
    suivi: Suivi, etat: str, regard: Regard, contact: Contact, today: date, *, du_pole: bool = False
) -> Suivi:
    """A date that has passed is said to have passed, with what to do now."""
    if suivi.date is None or suivi.date >= today:
        return suivi
    school = regard in {Regard.ECOLE, Regard.RELECTURE, Regard.PLUME, Regard.CONFIDENCE}
    if etat in ETATS_PRIVES:
        words = "Cette date est passée : la saisine sera étudiée à la réunion suivante."
    elif etat == Etat.COMPLEMENT_DEMANDE:
        words = (
            "Cette date est passée : répondez dès que possible, votre demande garde sa place."
            if school
            else f"Cette date est passée : rappelez {'l’auteur' if du_pole else 'l’école'}."
        )
    elif school:
        who = contact.nom or contact.fonction or "la coordination du pôle"
        phone = f" au {contact.telephone}" if contact.telephone else ""
        words = f"Cette date est passée. Appelez {who}{phone} : n’hésitez pas."
    else:
        who = "l’auteur" if regard == Regard.ECOUTE or du_pole else "l’école"
        words = f"Cette date est passée : {who} attend de vos nouvelles."
    return replace(suivi, en_retard=True, sinon=words)


def _meeting_ahead(suivi: Suivi, saisine, today: date) -> Suivi:
    """Nothing is due before the meeting that the case awaits: that meeting is the next date."""
    awaits = saisine.etat in {Etat.PRISE_EN_CHARGE, Etat.ETUDIEE} and saisine.date_reunion
    if suivi.date is not None or not awaits or saisine.date_reunion < today:
        return suivi
    return replace(
        suivi, date=saisine.date_reunion, jour_de=f"Prochaine réunion ({saisine.pole.mot_reunion})"
    )
