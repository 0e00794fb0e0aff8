"""What is handed to parents: one page that announces the saisine, and one sheet for each agreement.

Neither holds a word about the child: the name is written by hand, on paper.
"""

import re
from typing import NamedTuple

from pole.documents import Document, Grille, Partie, Puces, Texte, empty_lines
from saisines.enums import TypeAccord
from saisines.fiche import Fiche

# Of a French phone number.
_CHIFFRES = 10


class Feuille(NamedTuple):
    """What an agreement is about, in words for a parent."""

    titre: str
    quoi: str
    comment: tuple[str, ...]


FEUILLES = {
    TypeAccord.PSYCHOLOGUE: Feuille(
        "Rencontre avec la ou le psychologue de l’école",
        "La ou le psychologue de l’Éducation nationale souhaite rencontrer votre enfant, pour comprendre "
        "avec vous et avec l’école ce qui peut l’aider.",
        (
            "Vous pouvez lui parler avant, pendant et après.",
            "Ce que votre enfant lui dit reste entre eux, sauf s’il est en danger. L’école reçoit seulement "
            "ce qui aide en classe, et vous le savez avant elle.",
        ),
    ),
    TypeAccord.MAITRE_G: Feuille(
        "Aide d’une enseignante ou d’un enseignant spécialisé",
        "Une enseignante ou un enseignant spécialisé du réseau d’aides (RASED) propose d’aider votre enfant "
        "à se sentir mieux à l’école et à retrouver l’envie d’apprendre.",
        (
            "Cela se passe à l’école, sur le temps de classe, seul ou en petit groupe.",
            "Vous rencontrez cette personne avant le début, puis pour faire le point.",
        ),
    ),
    TypeAccord.EMAS: Feuille(
        "Intervention de l’équipe mobile d’appui à la scolarisation (EMAS)",
        "L’EMAS est une équipe extérieure à l’école. Elle donne des conseils et des outils aux adultes qui "
        "s’occupent de votre enfant à l’école.",
        (
            "Elle ne soigne pas votre enfant et ne pose pas de diagnostic.",
            "Avec votre accord, l’école lui donne le nom de votre enfant et ce qui est utile, rien de plus.",
        ),
    ),
    TypeAccord.PRE: Feuille(
        "Programme de réussite éducative (PRE)",
        "Le PRE est un service de la ville. Il peut proposer à votre enfant et à votre famille un "
        "accompagnement, à l’école ou en dehors.",
        (
            "Avec votre accord, l’école lui donne le nom de votre enfant et ce qui est utile, rien de plus.",
            "Vous décidez avec le PRE de ce qui est proposé.",
        ),
    ),
    TypeAccord.PARTAGE: Feuille(
        "Échange avec un partenaire",
        "L’école et le pôle souhaitent parler de votre enfant avec un service extérieur, pour agir dans le "
        "même sens.",
        (
            "Avec votre accord, ce service connaît le nom de votre enfant et ce qui est utile, rien de plus.",
            "Votre accord vaut pour ce service seulement.",
        ),
    ),
}


def _headed(fiche: Fiche, titre: str, *parties: Partie, mention: str = "") -> Document:
    saisine = fiche.saisine
    names = (str(saisine.ecole or ""), f"{saisine.pole.label} {saisine.pole.nom}")
    return Document(titre=titre, chapeau="\n".join(filter(None, names)), parties=parties, mention=mention)


def annonce(fiche: Fiche) -> Document:
    """One page that says what the school asks, who reads it, and what the rights of parents are."""
    pole = fiche.saisine.pole
    phone = fiche.saisine.ecole.telephone if fiche.saisine.ecole_id else ""
    return _headed(
        fiche,
        "L’école demande conseil pour votre enfant",
        Partie(
            "Ce que fait l’école",
            (
                *empty_lines("Prénom et nom de l’enfant :"),
                Texte(
                    f"L’école veut mieux aider votre enfant. Elle demande conseil au {pole.label} : des "
                    "professionnels de l’Éducation nationale qui aident les écoles. Ce n’est pas une "
                    "punition. Ce n’est pas une décision sur son avenir."
                ),
            ),
        ),
        Partie(
            "Ce qui va se passer",
            (
                Puces(
                    (
                        "L’école écrit ce qu’elle voit en classe et ce qu’elle a déjà essayé.",
                        "Le pôle lit, puis propose des idées à l’école.",
                        "L’école vous dit ce qui est proposé et en parle avec vous. Dites-lui ce que vous "
                        "en pensez : cela compte.",
                    )
                ),
            ),
        ),
        Partie(
            "Qui lit ce que l’école écrit",
            (
                Puces(
                    (
                        "La direction de l’école et la personne qui a écrit.",
                        "La personne qui coordonne le pôle, et l’inspectrice ou l’inspecteur.",
                        "Les professionnels du pôle à qui on demande d’aider votre enfant, et eux seuls, "
                        "pendant un temps limité. Le nom de votre enfant leur est d’abord caché.",
                        "Un service extérieur ne connaît le nom de votre enfant que si vous avez signé une "
                        "feuille qui le dit.",
                    )
                ),
            ),
        ),
        Partie(
            "Vos droits",
            (
                Puces(
                    (
                        "Vous pouvez demander à lire ce qui est écrit sur votre enfant, et à le faire "
                        "corriger.",
                        "Les deux parents ont les mêmes droits et reçoivent les mêmes informations, même "
                        "s’ils vivent séparés.",
                        "Une rencontre avec la ou le psychologue et certaines aides demandent votre accord "
                        "écrit. Vous pouvez dire non, ou changer d’avis plus tard.",
                        "Ces écrits sont gardés deux ans au plus après la dernière action.",
                    )
                ),
            ),
        ),
        Partie(
            "Une question ?",
            (
                Texte(
                    f"Parlez-en à la direction de l’école{_phone(phone)}. Vous pouvez aussi écrire à la "
                    "déléguée ou au délégué à la protection des données de l’académie, ou à la CNIL."
                ),
                *empty_lines("Feuille remise le :"),
            ),
        ),
    )


def _phone(phone: str) -> str:
    """« , au 04 65 71 10 74 »: a number of the directory has no spaces."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) == _CHIFFRES:
        phone = " ".join(digits[at : at + 2] for at in range(0, _CHIFFRES, 2))
    return f", au {phone.replace(' ', chr(0xA0))}" if phone else ""


def accord(fiche: Fiche, type_: TypeAccord, partenaire: str = "") -> Document:
    """The blank sheet of one agreement, with the names of the school and of the pole."""
    feuille = FEUILLES[type_]
    partner = ()
    if type_ == TypeAccord.PARTAGE:
        partner = (Texte(f"Service : {partenaire}"),) if partenaire else empty_lines("Service :")
    answers = Grille(
        "Signatures",
        ("Qui signe (nom, lien avec l’enfant)", "D’accord : oui ou non", "Date et signature"),
        (("", "", ""), ("", "", "")),
    )
    return _headed(
        fiche,
        f"Accord écrit des parents : {feuille.titre}",
        Partie(
            "De quoi s’agit-il ?",
            (
                *empty_lines("Prénom et nom de l’enfant :"),
                Texte(feuille.quoi),
                *partner,
                Puces(feuille.comment),
            ),
        ),
        Partie(
            "Votre liberté",
            (
                Puces(
                    (
                        "Vous pouvez répondre oui ou non, sans donner de raison. Un non ne change rien à la "
                        "place de votre enfant à l’école.",
                        "Vous pouvez changer d’avis à tout moment : dites-le à la direction de l’école.",
                        "Les deux parents peuvent signer. L’un et l’autre reçoivent les mêmes informations.",
                        "L’école garde cette feuille ; vous pouvez en demander une copie.",
                    )
                ),
            ),
        ),
        Partie("Votre réponse", (*empty_lines("Une limite que vous souhaitez :", lignes=2), answers)),
    )
