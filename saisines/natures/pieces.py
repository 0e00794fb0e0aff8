"""What may travel with a saisine, by kind, and what follows another way (domaine 2.3, 5.6)."""

from typing import NamedTuple

from django.db import models


class TypePiece(models.TextChoices):
    """Documents that the pole reads with a saisine (F3, F16)."""

    EQUIPE_EDUCATIVE = "equipe_educative", "Compte rendu d’équipe éducative"
    CONSEIL = "conseil", "Compte rendu de conseil des maîtres ou de cycle"
    PPRE = "ppre", "PPRE"
    PAP = "pap", "PAP"
    PAOA = "paoa", "PAOA"
    OBSERVATION = "observation", "Grille d’observation"
    PRODUCTION = "production", "Production d’élève, sans aucun nom"


POUR_UN_ELEVE = (
    TypePiece.EQUIPE_EDUCATIVE,
    TypePiece.PPRE,
    TypePiece.PAP,
    TypePiece.PAOA,
    TypePiece.OBSERVATION,
    TypePiece.PRODUCTION,
)
POUR_UN_GROUPE = (TypePiece.CONSEIL, TypePiece.OBSERVATION, TypePiece.PRODUCTION)
POUR_UNE_ORIENTATION = (
    TypePiece.EQUIPE_EDUCATIVE,
    TypePiece.CONSEIL,
    TypePiece.PPRE,
    TypePiece.PAP,
    TypePiece.PRODUCTION,
)
POUR_UN_PROJET = (
    TypePiece.PPRE,
    TypePiece.PAP,
    TypePiece.PAOA,
    TypePiece.EQUIPE_EDUCATIVE,
    TypePiece.OBSERVATION,
    TypePiece.PRODUCTION,
)


class PieceRefusee(NamedTuple):
    """A document that is never stored here, and the way that is its own."""

    code: str
    libelle: str
    voie: str


REFUSEES = (
    PieceRefusee(
        "refus_bilan",
        "Bilan psychologique, résultats de tests",
        "Ce bilan reste entre la famille et le ou la psychologue de l’éducation nationale : un appel suffit "
        "souvent. Ici, dites seulement ce qui aide en classe.",
    ),
    PieceRefusee(
        "refus_medical",
        "Certificat, diagnostic, traitement",
        "La famille remet ce document au service de santé scolaire, sous pli fermé. Ici, dites seulement ce "
        "qui se voit en classe.",
    ),
    PieceRefusee(
        "refus_social",
        "Rapport social",
        "Le service social en faveur des élèves garde ce rapport : appelez-le. Ici, dites seulement qu’il "
        "suit la situation.",
    ),
    PieceRefusee(
        "refus_signalement",
        "Information préoccupante, signalement",
        "Une information préoccupante va à la CRIP, un signalement au procureur. En cas de doute, appelez "
        "le 119. Ici, rien de son contenu.",
    ),
    PieceRefusee(
        "refus_justice",
        "Décision de justice",
        "La direction garde cette décision à l’école et l’applique. Une question ? Appelez l’IEN.",
    ),
    PieceRefusee(
        "refus_identite",
        "Document avec INE, numéro de sécurité sociale, nationalité, religion, santé ou revenus des parents",
        "Le pôle n’en a pas besoin. La famille remet ces papiers elle-même à qui les demande.",
    ),
    PieceRefusee(
        "refus_image",
        "Photo, vidéo ou enregistrement d’une personne",
        "Décrivez en mots ce que vous avez vu, ou proposez au pôle de venir observer.",
    ),
    PieceRefusee(
        "refus_nom",
        "Travail d’élève qui porte un nom, document qui nomme un autre élève",
        "Cachez les noms avant de photographier, écrivez « élève B », puis choisissez « Production d’élève, "
        "sans aucun nom ».",
    ),
    PieceRefusee(
        "refus_messages",
        "Copie de messages privés, écrit qui met en cause un adulte nommé",
        "Gardez-les à l’école et parlez-en à l’IEN. Pour un fait grave, utilisez « Faits établissement ».",
    ),
)
_VOIES = {refusee.code: refusee.voie for refusee in REFUSEES}


def voie_of(code: str) -> str:
    """The right way of a document that is not joined, or "" for one that is."""
    return _VOIES.get(code, "")


def label_of(code: str) -> str:
    """Words of a type; those of a type that has left the list are the general ones."""
    return str(TypePiece(code).label) if code in TypePiece.values else "Document"
