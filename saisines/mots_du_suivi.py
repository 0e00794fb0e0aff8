"""The words at the top of a case: one cell for each state and each way of looking at it.

Texts hold `{reunion}`, `{appel}`, `{jours}` and `{conservation}`, which `saisines.suivi` fills in.
"""

from enum import StrEnum
from typing import NamedTuple

from saisines.enums import Etat


class Regard(StrEnum):
    """From where a case is looked at: several relations may come to the same words."""

    PILOTAGE = "pilotage"
    RELECTURE = "relecture"
    ECOLE = "ecole"
    PLUME = "plume"
    MISSION = "mission"
    BUREAU = "bureau"
    EXTERIEUR = "exterieur"
    # A confidential request, from its author and from those they chose.
    CONFIDENCE = "confidence"
    ECOUTE = "ecoute"


class Mots(NamedTuple):
    """One cell of the table: texts with `{reunion}`, `{appel}`, `{jours}`, `{conservation}`."""

    titre: str
    quoi: str
    jour_de: str = ""
    sinon: str = ""


# Once answered, what happens when no date is set, or once the school has said what changed.
SANS_POINT = {
    Regard.PILOTAGE: "Aucune date n’est fixée : l’école peut vous appeler à tout moment.",
    Regard.ECOUTE: "Aucune date n’est fixée : son auteur peut vous appeler à tout moment.",
}
SANS_POINT_POUR_LES_AUTRES = "Aucune date n’est fixée : vous pouvez appeler à tout moment."
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
        "À cette date, vous dites ici en deux minutes ce qui a changé. Vous pouvez appeler avant.",
    ),
    Etat.EN_SUIVI: Mots(
        "Votre école essaie les pistes proposées",
        "Notez ce qui aide et ce qui n’aide pas : vous en parlerez au prochain point.",
        "On refait le point",
        "À cette date, vous dites ici en deux minutes ce qui a changé. Vous pouvez appeler avant.",
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
    Etat.TRANSFEREE: Mots(
        "L’élève a changé d’école",
        "Cette demande s’arrête ici. Ce que vous avez écrit reste lisible pour vous.",
        sinon="La suite appartient à la nouvelle école : elle ne se lit pas ici.",
    ),
}

_PLUME = _ECOLE | {
    Etat.BROUILLON: Mots(
        "Vous écrivez cette saisine avec votre direction",
        "Écrivez quand vous voulez : ce qui est écrit est gardé. Votre direction relit, puis transmet.",
        "Date limite ({reunion})",
        "Le pôle ne la voit pas encore. Un brouillon sans nouvelle est effacé après {conservation} jours.",
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
        "À cette date, l’école dit ce qui a changé. Sans nouvelle, elle revient dans votre liste.",
    ),
    Etat.EN_SUIVI: Mots(
        "En suivi",
        "L’école essaie les pistes proposées.",
        "Point avec l’école",
        "À cette date, l’école dit ce qui a changé. Sans nouvelle, elle revient dans votre liste.",
    ),
    Etat.CLOSE: Mots("Close", "Le travail est terminé.", sinon="L’école peut demander à reprendre."),
    Etat.SANS_ACTION: Mots(
        "N’appelle pas d’action du pôle",
        "L’école a reçu une autre piste.",
        sinon="L’école peut demander à reprendre.",
    ),
    Etat.FUSIONNEE: Mots("Réunie à une autre saisine", "La suite se lit dans l’autre saisine.", sinon=_FINIE),
    Etat.RETIREE: Mots("Retirée par l’école", "L’école a dit pourquoi.", sinon="Elle peut la reprendre."),
    Etat.TRANSFEREE: Mots(
        "L’élève a changé d’école",
        "La suite se lit dans une autre saisine : sa référence est dans l’histoire ci-dessous.",
        sinon=_FINIE,
    ),
}

_MISSION = {
    etat: Mots(mots.titre, "Votre mission et ce qui est déjà fait se lisent ci-dessous.", mots.jour_de)
    for etat, mots in _PILOTAGE.items()
} | {
    etat: Mots(_PILOTAGE[etat].titre, _RIEN, sinon=_FINIE)
    for etat in (Etat.CLOSE, Etat.SANS_ACTION, Etat.FUSIONNEE, Etat.RETIREE, Etat.TRANSFEREE)
}

_BUREAU = {
    etat: Mots(mots.titre, "Vous suivez les dates et les personnes de ce dossier.", mots.jour_de)
    for etat, mots in _PILOTAGE.items()
}

_EXTERIEUR = {
    etat: Mots(
        "Le pôle vous sollicite pour une situation",
        "La note de partage est écrite pour vous : elle contient ce qui vous est utile, rien de plus.",
        mots.jour_de,
        "La personne en charge vous appelle.",
    )
    for etat, mots in _PILOTAGE.items()
}

# Kind E: nobody but the author and those they chose ever appears in these words.
_CONFIDENCE = {
    Etat.BROUILLON: Mots(
        "Personne n’a encore lu ce que vous écrivez",
        "Terminez quand vous voulez : ce qui est écrit est gardé. Vous pouvez changer qui lira.",
        sinon="Rien ne part sans vous. Sans nouvelle, ce brouillon est effacé après {conservation} jours.",
    ),
    Etat.TRANSMISE: Mots(
        "Votre demande est arrivée",
        "Les personnes que vous avez choisies la lisent et vous contactent, comme vous l’avez demandé.",
        "Premier contact au plus tard",
        "{appel}",
    ),
    Etat.PRISE_EN_CHARGE: Mots(
        "Quelqu’un s’occupe de votre demande",
        "Vous cherchez ensemble ce qui peut aider. Rien ne se fait sans votre accord.",
        "Prochaine étape",
        "{appel}",
    ),
    Etat.COMPLEMENT_DEMANDE: Mots(
        "On vous pose une question",
        "Répondez ci-dessous, même en un mot.",
        "Réponse souhaitée",
        "Votre demande n’est ni refusée ni oubliée.",
    ),
    Etat.REPONDUE: Mots(
        "Vous avez reçu une réponse",
        "Ce sont des propositions : retenez ce qui vous convient.",
        "On refait le point",
        "{appel}",
    ),
    Etat.EN_SUIVI: Mots(
        "Vous essayez ce qui a été proposé",
        "Notez ce qui aide et ce qui n’aide pas : vous en parlerez au prochain point.",
        "On refait le point",
        "{appel}",
    ),
    Etat.CLOSE: Mots(
        "Cette demande est close",
        "Elle sera effacée trois mois après sa clôture, avec tout ce qu’elle contient.",
        sinon="D’ici là, vous pouvez demander à reprendre.",
    ),
    Etat.SANS_ACTION: Mots(
        "Une autre piste vous est proposée",
        "Elle se lit dans le message ci-dessous. La demande sera effacée dans trois mois.",
        sinon="D’ici là, vous pouvez demander à reprendre.",
    ),
    Etat.RETIREE: Mots(
        "Vous avez retiré cette demande",
        "Plus personne d’autre que vous ne la lit. Elle sera effacée dans trois mois.",
        sinon="D’ici là, vous pouvez demander à la reprendre.",
    ),
}

_ECOUTE = {
    Etat.TRANSMISE: Mots(
        "Une demande confidentielle vous attend",
        "Son auteur vous a choisi. Prenez contact avec lui, comme il le demande, sans passer par son école.",
        "Premier contact promis",
        "L’auteur lit cette date.",
    ),
    Etat.PRISE_EN_CHARGE: Mots(
        "Prise en charge",
        "Choisissez la suite avec l’auteur. Lui seul peut ouvrir ce dossier à quelqu’un d’autre.",
        "Prochaine échéance",
        "La demande reste dans ce qui vous attend.",
    ),
    Etat.COMPLEMENT_DEMANDE: Mots(
        "L’auteur prépare sa réponse",
        "Vous serez prévenu à son arrivée.",
        "Réponse demandée",
        "Après cette date, reprenez contact avec lui.",
    ),
    Etat.REPONDUE: Mots("Réponse envoyée", "L’auteur lit les propositions.", "Point avec l’auteur"),
    Etat.EN_SUIVI: Mots("En suivi", "L’auteur essaie ce qui a été proposé.", "Point avec l’auteur"),
    Etat.CLOSE: Mots("Close", "Elle sera effacée trois mois après sa clôture.", sinon=_FINIE),
    Etat.SANS_ACTION: Mots(
        "Une autre piste a été donnée", "Elle sera effacée dans trois mois.", sinon=_FINIE
    ),
}

TABLE: dict[Regard, dict[str, Mots]] = {
    Regard.ECOLE: _ECOLE,
    Regard.RELECTURE: _RELECTURE,
    Regard.PLUME: _PLUME,
    Regard.PILOTAGE: _PILOTAGE,
    Regard.MISSION: _MISSION,
    Regard.BUREAU: _BUREAU,
    Regard.EXTERIEUR: _EXTERIEUR,
    Regard.CONFIDENCE: _CONFIDENCE,
    Regard.ECOUTE: _ECOUTE,
}
