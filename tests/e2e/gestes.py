"""What people do on the site, in the words that they read. Used by the journeys and the pictures."""

import re
from dataclasses import dataclass

from pole.models import Motif
from tests.e2e.visite import Visite


@dataclass(frozen=True)
class Demande:
    """What a director types about a pupil. Canaries: elsewhere, they betray a leak."""

    prenom: str = "CanariPrénom"
    nom: str = "CanariNom"
    naissance: str = "2018-03-12"
    niveau: str = "CE1"
    motif: str = ""
    question: str = "CanariQuestion : comment l’aider à rester au travail ?"
    fait: str = "CanariFait : il quitte sa place plusieurs fois par matinée."
    essai: str = "Différenciation en classe"
    parents: str = "Oui, les parents sont informés"
    quand: str = "le 12 septembre"


def commencer(visite: Visite) -> str:
    """From the home page to the first step. Returns the path of the case, without its end."""
    visite.aller("/").lien("Demander de l’aide")
    return commencer_ici(visite)


def commencer_ici(visite: Visite) -> str:
    visite.cocher("Personne n’est en danger en ce moment", exact=False).cliquer("Commencer")
    visite.page.wait_for_url("**/modifier/qui/")
    return re.match(r"/saisines/[0-9a-f-]+/", visite.chemin)[0]


def continuer(visite: Visite, etape: str) -> None:
    """Go on, and arrive where the form says."""
    visite.cliquer("Continuer")
    visite.page.wait_for_url(f"**/{etape}/")


def dire_qui(visite: Visite, demande: Demande) -> None:
    visite.ecrire("Prénom", demande.prenom).ecrire("Nom", demande.nom)
    visite.ecrire("Date de naissance", demande.naissance).choisir("Niveau", demande.niveau)
    continuer(visite, "preoccupation")


def dire_ce_qui_preoccupe(visite: Visite, demande: Demande) -> None:
    visite.cocher(demande.motif).ecrire("Quelle question posez-vous", demande.question)
    visite.ecrire("Que s’est-il passé", demande.fait)
    continuer(visite, "essais")


def dire_ce_qui_est_tente(visite: Visite, demande: Demande) -> None:
    visite.choisir("Quoi", demande.essai)
    continuer(visite, "famille")


def dire_la_famille(visite: Visite, demande: Demande) -> None:
    visite.cocher(demande.parents).ecrire("Quand", demande.quand)
    continuer(visite, "pieces")


def relire(visite: Visite) -> None:
    continuer(visite, "relire")


def declarer(visite: Visite) -> None:
    visite.cocher("J’ai relu", exact=False)


def transmettre(visite: Visite) -> None:
    declarer(visite)
    visite.cliquer("Transmettre au pôle")
    visite.page.wait_for_url("**/transmise/")


def tout_ecrire(visite: Visite, demande: Demande, *, check=None) -> None:
    """Every step from the first to the page where one rereads; `check` is called on each page."""
    check = check or (lambda: None)
    check()
    for step in (dire_qui, dire_ce_qui_preoccupe, dire_ce_qui_est_tente, dire_la_famille):
        step(visite, demande)
        check()
    relire(visite)
    check()


def premier_motif(pole) -> str:
    """The words of the first reason that this pole offers for a pupil."""
    return next(
        motif.nom for motif in Motif.objects.filter(pole=pole).order_by("rang") if motif.concerns("P")
    )


def option_of(visite: Visite, nom: str, *, champ: str = "") -> str:
    """The whole words of the choice where this name stands: the name comes with a function.

    `champ` says in which list, where several hold the name.
    """
    place = visite.champ(champ) if champ else visite.page
    return place.locator("option", has_text=nom).first.inner_text()
