"""Who reads a case without being named, and why one sees it, in sentences."""

from saisines.enums import Relation

PAR_FONCTION = (
    "La direction de l’école et l’auteur, tant qu’ils y exercent.",
    "La coordination et l’IEN du pôle, tant qu’ils sont en fonction.",
    "Le secrétariat du pôle : les dates et les personnes, jamais le récit.",
)
AUTEUR_DU_POLE = "L’auteur, tant qu’il travaille dans le pôle. Aucune école."
CONFIANCE = ("L’auteur, et les personnes qu’il a choisies. Personne d’autre.",)
POURQUOI = {
    Relation.COORDONNATEUR: "Vous coordonnez le pôle : vous voyez les saisines transmises.",
    Relation.IEN: "Vous pilotez le pôle : vous voyez les saisines transmises.",
    Relation.DIRECTION: "Vous dirigez l’école : vous voyez ses saisines.",
    Relation.SIGNATAIRE: "Vous avez écrit cette saisine.",
    Relation.AUTEUR: "Vous avez écrit cette saisine.",
    Relation.COAUTEUR: "La direction de l’école vous a invité à écrire cette saisine avec elle.",
    Relation.CHOISI: "L’auteur de cette demande vous a choisi pour la lire.",
    Relation.SECRETARIAT: "Vous assurez le secrétariat : vous voyez les dates et les personnes.",
}
