"""Who reads a case without being named, and why one sees it, in sentences."""

from saisines.enums import Origine, Relation

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
# Why a case is open to somebody by name: as the others read it, then as they read it themselves.
RAISONS = {
    Origine.SOLLICITATION: "le pôle lui a confié une mission",
    Origine.CONVOCATION: "sa présence est attendue à la réunion qui l’étudie",
    Origine.INTERLOCUTEUR: "l’école se tourne vers cette personne",
    Origine.PISTE: "porte une piste de la réponse",
    Origine.DEMANDE: "sa demande d’accès a été acceptée",
    Origine.CHOIX: "choisi par l’auteur",
    Origine.REDACTION: "écrit avec la direction",
}
MES_RAISONS = {
    Origine.SOLLICITATION: "le pôle vous a confié une mission",
    Origine.CONVOCATION: "le pôle vous attend à la réunion qui l’étudie",
    Origine.INTERLOCUTEUR: "l’école se tourne vers vous",
    Origine.PISTE: "vous portez une piste de la réponse",
    Origine.DEMANDE: "votre demande d’accès a été acceptée",
    Origine.CHOIX: "son auteur vous a choisi",
    Origine.REDACTION: "la direction vous a invité à l’écrire",
}
