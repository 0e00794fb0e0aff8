"""The four gestures of the triage and the twelve ways out that are theirs (conception §4, domaine §3.1)."""

from dataclasses import dataclass
from datetime import date

from pole.dates import day_in_full
from saisines.enums import Issue
from saisines.lettres import ISSUES, SANS_PERSONNE
from saisines.models import Saisine


@dataclass(frozen=True, slots=True, kw_only=True)
class Sortie:
    """One way out as the triage offers it. `mission` is proposed when somebody of the pole is called upon;
    `metiers` come first in the list of people; `jours` school days are proposed as the next date.
    """

    issue: Issue
    bouton: str
    aide: str = ""
    mission: str = ""
    metiers: frozenset[str] = frozenset()
    jours: int = 10

    @property
    def appelle(self) -> bool:
        return bool(self.mission)


_DE_SANTE = frozenset({"medecin_en", "infirmier_en", "ctss", "as"})
# Ways out that a letter and at most one person are enough for. The others have a form of their own.
SORTIES = {
    sortie.issue: sortie
    for sortie in (
        Sortie(issue=Issue.CELLULE, bouton="Inscrire à la prochaine réunion"),
        Sortie(
            issue=Issue.RASED,
            bouton="RASED, sans attendre",
            aide="Le RASED peut agir tout de suite. La saisine reste ouverte.",
            mission="Prendre contact avec l’école et proposer une aide du RASED.",
            metiers=frozenset({"rased", "espe_e", "espe_r", "psy_en"}),
        ),
        Sortie(
            issue=Issue.CPC,
            bouton="Conseiller pédagogique",
            mission="Appeler l’école et proposer une visite ou des outils de classe.",
            metiers=frozenset({"cpc", "cpc_ei", "erun", "pemf"}),
        ),
        Sortie(
            issue=Issue.PSY,
            bouton="Psychologue",
            mission="Appeler l’école et comprendre la situation avec elle.",
            metiers=frozenset({"psy_en"}),
        ),
        Sortie(
            issue=Issue.MEDICO_SOCIAL,
            bouton="Santé ou service social",
            mission="Appeler l’école et donner un avis de votre profession.",
            metiers=_DE_SANTE,
        ),
        Sortie(
            issue=Issue.EQUIPE_EDUCATIVE,
            bouton="Équipe éducative d’abord",
            mission="Aider l’école à préparer l’équipe éducative.",
            metiers=frozenset({"erseh", "psy_en"}),
            jours=20,
        ),
        Sortie(
            issue=Issue.PARTENAIRE,
            bouton="Partenaire (PAS, EMAS, PRE…)",
            aide="Nommez le partenaire dans le message. Aucun dossier ne lui est ouvert.",
            jours=20,
        ),
        Sortie(
            issue=Issue.URGENCE,
            bouton="Traiter sans attendre",
            aide="La saisine passe en priorité haute, hors réunion.",
            mission="Appeler l’école sans attendre.",
            jours=1,
        ),
    )
}


def lettre_of(issue: Issue, saisine: Saisine, jour: date | None = None) -> str:
    """The letter of a way out, ready to be changed. `jour` is the day of the meeting."""
    words = day_in_full(jour) if jour else "jour indiqué avec ce message"
    return ISSUES[issue].format(reunion=saisine.pole.mot_reunion, jour=words)


def lettres_of(issue: Issue, saisine: Saisine) -> dict[str, str]:
    """The letter of a way out according to whether somebody of the pole is named: `sans`, then `avec`."""
    avec = lettre_of(issue, saisine)
    return {"sans": SANS_PERSONNE.get(issue, avec), "avec": avec}
