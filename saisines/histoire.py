"""How a line of the history of a case is told."""

from collections.abc import Callable
from datetime import date

from saisines.lignes import Fait
from saisines.models import Evenement, Retrospective

# Acts that are not moves of the spine, in words. Interventions tell themselves.
ACTES = {
    "solliciter": "Une mission a été confiée",
    "acquitter": "La personne sollicitée a reçu sa mission",
    "terminer": "Une mission est terminée",
    "annuler": "Une mission a été annulée",
    "choisir_lecteurs": "L’auteur a changé qui peut lire",
    "inviter": "Une personne de l’école a été invitée à écrire",
    "recevoir": "L’élève arrive d’une autre école : le pôle poursuit ici",
    "suite_de": "La suite d’une autre saisine",
    "suite_ailleurs": "La suite se trouve dans une autre saisine",
    "ne_plus_partager": "Une personne de l’école n’écrit plus cette saisine",
    "note_de_partage": "La note de partage a changé",
    "ouvrir_acces": "Le dossier est ouvert à une personne qui l’a demandé",
    "fermer_acces": "Le dossier n’est plus ouvert à une personne qui l’avait demandé",
    "deporter": "Une personne est à l’écart de ce dossier",
    "lever_deport": "Une personne n’est plus à l’écart de ce dossier",
    "accord": "La réponse écrite des parents est notée",
    "confirmer": "La direction a confirmé cette demande",
    "non_reconnue": "Ce que dit la direction qui ne reconnaît pas cette demande",
    "joindre": "Un document a été joint",
    "retirer_piece": "Un document a été retiré",
    "detruire_piece": "Un document a été détruit : l’antivirus y a trouvé un programme dangereux",
    "alerter": "L’alerte urgente est donnée",
    "relancer": "La personne suivante est prévenue",
    "sans_reponse": "Personne n’a répondu à l’alerte",
    "prendre_urgence": "L’urgence est prise en charge",
    "orienter": "Une suite a été donnée",
    "finir_orientation": "Une suite est terminée",
    "retour_rased": "Le RASED a rendu la saisine au pôle",
    "fusion_recue": "Une autre saisine a été réunie à celle-ci",
    "relier": "Le pôle lit cette saisine avec une autre",
    "accueillir": "La réponse a été accueillie",
    "faire_le_point": "Le point a été fait",
    "convoquer": "Des personnes ont été convoquées pour en parler en réunion",
    "reporter": "La situation est reportée à une autre réunion",
    "prevenir_report": "L’école est prévenue du report",
    "delier": "Le pôle ne lit plus cette saisine avec une autre",
}
# Their word is read by the person whom they are about; the others read who that is.
MOTS_PERSONNELS = {"inviter"}
# Told by their own part of the page, each to its own readers.
DITS_AILLEURS = {"intervenir", "message", "modifier_message", "ouvrir_message", "retirer_message"}


def text_of(row: Evenement, nom: str) -> str:
    """What the history shows of the words of an act; `nom` is the name of the person whom it is about."""
    words = [row.get_raison_display(), nom, "" if row.nom in MOTS_PERSONNELS else row.texte]
    return "\n".join(filter(None, words))


def learned(row: Retrospective, *, quand: date, qui: str, dire: Callable[[str], str]) -> Fait:
    """What the pole learned from an urgent case, as its own people read it; `dire` cuts names."""
    lines = (("", row.passe), ("Ce qui a aidé : ", row.aide), ("À changer : ", row.changer))
    texte = "\n".join(f"{titre}{dire(texte)}" for titre, texte in lines if texte)
    return Fait(
        quand=quand,
        quoi="Retour sur l’urgence (lu par le pôle seulement)",
        qui=qui,
        texte=texte,
        ton="attention",
    )
