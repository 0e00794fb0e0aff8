"""Closed lists of the saisine."""

from enum import StrEnum

from django.db import models


class Etat(models.TextChoices):
    """One spine of states. What is being done accumulates beside it."""

    BROUILLON = "brouillon", "Brouillon"
    A_RELIRE = "a_relire", "À relire par la direction"
    TRANSMISE = "transmise", "Transmise"
    PRISE_EN_CHARGE = "prise_en_charge", "Prise en charge"
    COMPLEMENT_DEMANDE = "complement_demande", "À préciser avec l’école"
    INSCRITE = "inscrite", "Inscrite à une réunion"
    ETUDIEE = "etudiee", "Étudiée"
    REPONDUE = "repondue", "Réponse reçue"
    EN_SUIVI = "en_suivi", "En suivi"
    CLOSE = "close", "Close"
    SANS_ACTION = "sans_action_du_pole", "N’appelle pas d’action du pôle"
    FUSIONNEE = "fusionnee", "Réunie à une autre saisine"
    RETIREE = "retiree", "Retirée par l’école"
    TRANSFEREE = "transferee", "Transférée à une autre école"


ETATS_PRIVES = (Etat.BROUILLON, Etat.A_RELIRE)
ETATS_FINAUX = (Etat.CLOSE, Etat.SANS_ACTION, Etat.FUSIONNEE, Etat.RETIREE, Etat.TRANSFEREE)
# What the school sent may still be completed: nobody has studied it yet.
ETATS_AVANT_ETUDE = (Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.COMPLEMENT_DEMANDE, Etat.INSCRITE)
ETATS_AU_TRI = (Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.COMPLEMENT_DEMANDE)
# The school has its answer before it: it tries, and says what came of it.
ETATS_DU_POINT = (Etat.REPONDUE, Etat.EN_SUIVI)
ETATS_EN_COURS = tuple(etat for etat in Etat if etat not in (*ETATS_PRIVES, *ETATS_FINAUX))


class Redacteur(models.TextChoices):
    """Who wrote the draft, hence who sees it before it is sent."""

    DIRECTION = "direction", "la direction"
    ENSEIGNANT = "enseignant", "un enseignant"
    POLE = "pole", "un membre du pôle"
    # Received on paper or by telephone: the coordination writes it for the school.
    BUREAU = "bureau", "la coordination, pour l’école"


class Relation(StrEnum):
    """What a person is to a case. Several may hold at once."""

    DIRECTION = "direction"
    AUTEUR = "auteur"
    # An author who may send alone: S3-12, or a member's own situation (S0-12).
    SIGNATAIRE = "signataire"
    # A teacher of the school whom the direction invited to write this case with it.
    COAUTEUR = "coauteur"
    COORDONNATEUR = "coordonnateur"
    IEN = "ien"
    SECRETARIAT = "secretariat"
    CONVIE = "convie"
    # Chosen by the author of a confidential request (kind E), before anything was typed.
    CHOISI = "choisi"
    PARTENAIRE = "partenaire"
    # Besides: the parents agreed in writing to an exchange with the structure where this partner works.
    PARTENAIRE_NOMME = "partenaire_nomme"


class Droit(StrEnum):
    """What a relation may allow on a case."""

    VOIR = "saisines.voir"
    LIRE = "saisines.lire"
    REDIGER = "saisines.rediger"
    TRANSMETTRE = "saisines.transmettre"
    RETIRER = "saisines.retirer"
    PRECISER = "saisines.preciser"
    # What the school does with an answer; at its date, what came of it.
    ACCUEILLIR = "saisines.accueillir"
    FAIRE_LE_POINT = "saisines.faire_le_point"
    JOINDRE = "saisines.joindre"
    PILOTER = "saisines.piloter"
    INTERVENIR = "saisines.intervenir"
    REDEMANDER = "saisines.redemander"
    CONFIER = "saisines.confier"
    CHOISIR = "saisines.choisir"
    ECHANGER = "saisines.echanger"
    ACCORDER = "saisines.accorder"
    PRENDRE_URGENCE = "saisines.prendre_urgence"
    # Who writes the draft with the direction, and whether it is erased.
    PARTAGER = "saisines.partager"
    EFFACER = "saisines.effacer"
    CONFIRMER = "saisines.confirmer"
    # What an outside partner will read.
    ECRIRE_NOTE = "saisines.ecrire_note"
    # Keep somebody else away from the case.
    DEPORTER = "saisines.deporter"


class Canal(models.TextChoices):
    """How a request that was not written here reached the pole."""

    PAPIER = "papier", "Sur papier"
    TELEPHONE = "telephone", "Par téléphone"


class AuteurVrai(models.TextChoices):
    """Who of the school asked."""

    DIRECTION = "direction", "La direction"
    ENSEIGNANT = "enseignant", "Un enseignant ou une enseignante"
    AUTRE = "autre", "Une autre personne de l’école"


class Confirmation(models.TextChoices):
    """What the direction says of a request that the coordination entered."""

    ATTENDUE = "attendue", "Pas encore confirmée"
    CONFIRMEE = "confirmee", "Oui, c’est bien notre demande"
    CORRIGEE = "corrigee", "Oui, avec une correction"
    RECUSEE = "recusee", "Non, ce n’est pas nous"


class Niveau(models.TextChoices):
    """Class level; the cycle follows from it."""

    TPS = "tps", "TPS"
    PS = "ps", "PS"
    MS = "ms", "MS"
    GS = "gs", "GS"
    CP = "cp", "CP"
    CE1 = "ce1", "CE1"
    CE2 = "ce2", "CE2"
    CM1 = "cm1", "CM1"
    CM2 = "cm2", "CM2"
    ULIS = "ulis", "ULIS école"
    UPE2A = "upe2a", "UPE2A"


class TypeEssai(models.TextChoices):
    """What a school tries first (S1-08, S3-10)."""

    DIFFERENCIATION = "differenciation", "Différenciation en classe"
    AMENAGEMENT = "amenagement", "Aménagement (matériel, temps, espace)"
    APC = "apc", "Activités pédagogiques complémentaires (APC)"
    STAGE = "stage", "Stage de réussite"
    TUTORAT = "tutorat", "Tutorat"
    CONTRAT = "contrat", "Contrat ou outil de comportement"
    PPRE = "ppre", "PPRE"
    RASED = "rased", "Aide du RASED"
    AUTRE = "autre", "Autre"


class Effet(models.TextChoices):
    """What was observed after it (S3-10)."""

    OUI = "oui", "A aidé"
    EN_PARTIE = "en_partie", "A aidé en partie"
    NON = "non", "N’a pas aidé"
    NON_EVALUE = "non_evalue", "Pas encore évalué"


class TypeInstance(models.TextChoices):
    """Councils and meetings of the school where a situation is spoken of."""

    CYCLE = "cycle", "Conseil de cycle"
    MAITRES = "maitres", "Conseil des maîtres"
    EQUIPE_EDUCATIVE = "equipe_educative", "Équipe éducative"
    ESS = "ess", "Équipe de suivi de la scolarisation (ESS)"


class CompteRendu(models.TextChoices):
    OUI = "oui", "Avec un compte rendu"
    NON = "non", "Sans compte rendu"


class TypePlan(models.TextChoices):
    PPRE = "ppre", "PPRE"
    PAP = "pap", "PAP"
    PAI = "pai", "PAI"
    PPS = "pps", "PPS"
    PAOA = "paoa", "PAOA"


class TypeAccord(models.TextChoices):
    """What parents agree to in writing, each apart (domaine.md §5.3)."""

    PSYCHOLOGUE = "psychologue", "Rencontre avec la ou le psychologue"
    MAITRE_G = "maitre-g", "Aide à dominante relationnelle (ex-maître G)"
    EMAS = "emas", "Intervention de l’EMAS"
    PRE = "pre", "Programme de réussite éducative (PRE)"
    PARTAGE = "partage", "Échange avec un partenaire"


class EtatAccord(models.TextChoices):
    DEMANDE = "demande", "Demandé, pas encore signé"
    SIGNE = "signe", "Signé"
    REFUSE = "refuse", "Refusé"
    RETIRE = "retire", "Retiré après signature"


class Signataire(models.TextChoices):
    """Who signed: a place, not a name."""

    PARENT_1 = "parent_1", "Un parent"
    PARENT_2 = "parent_2", "L’autre parent"
    LES_DEUX = "les_deux", "Les deux parents"
    AUTRE = "autre", "Une autre personne qui a l’autorité parentale"


class FormeContact(models.TextChoices):
    RENCONTRE = "rencontre", "Rencontre"
    TELEPHONE = "telephone", "Téléphone"
    ECRIT = "ecrit", "Écrit"
    INFORMEL = "informel", "Échange informel"


class TypeIntervention(models.TextChoices):
    """Work between meetings, recorded in one tap."""

    APPEL = "appel", "Appel"
    VISITE = "visite", "Visite"
    OBSERVATION = "observation", "Observation en classe"
    PARENTS = "parents", "Rencontre avec les parents"
    ECHANGE = "echange", "Échange avec un partenaire"
    AUTRE = "autre", "Autre"


class Audience(models.TextChoices):
    ECOLE = "ecole", "L’école et le pôle"
    POLE = "pole", "Le pôle seulement"


class Origine(models.TextChoices):
    """Why a case is open to somebody by name."""

    SOLLICITATION = "sollicitation", "sollicitation"
    CONVOCATION = "convocation", "convocation"
    INTERLOCUTEUR = "interlocuteur", "interlocuteur du pôle"
    PISTE = "piste", "porteur d’une piste"
    DEMANDE = "demande", "demande acceptée"
    CHOIX = "choix", "choix de l’auteur"
    REDACTION = "redaction", "écrit avec la direction"


class SansAction(models.TextChoices):
    """Why a saisine calls for no action of the pole, always with another lead (S0-20: no bare refusal)."""

    RASED = "rased", "Le RASED s’en occupe directement"
    EQUIPE_EDUCATIVE = "equipe_educative", "Une équipe éducative d’abord"
    PAS = "pas", "Le pôle d’appui à la scolarité (PAS)"
    MDPH = "mdph", "Une démarche MDPH avec la famille"
    FAITS = "faits_etablissement", "Faits établissement ou protection de l’enfance"
    RH = "rh", "Les ressources humaines ou la prévention"
    RESOLUE = "resolue", "La situation s’est apaisée"
    AUTRE = "autre", "Autre"


class FormatPiece(models.TextChoices):
    """What is kept of a document. A picture, whatever it was, is a JPEG drawn again."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    DOCX = "docx", "Word"
    ODT = "odt", "OpenDocument"


class EtatPiece(models.TextChoices):
    """Where a document stands with the antivirus: only the second and the third are ever served."""

    A_VERIFIER = "a_verifier", "En cours de vérification"
    SANS_CONTROLE = "sans_controle", "Reçue sans antivirus"
    SAINE = "saine", "Vérifiée"
    DETRUITE = "detruite", "Détruite"


class Issue(models.TextChoices):
    """The twelve ways out of the triage (domaine §3.1). They add up on one case."""

    CELLULE = "cellule", "Étude en réunion"
    RASED = "rased", "Aide du RASED"
    CPC = "cpc", "Appui d’un conseiller pédagogique"
    PSY = "psy", "Regard d’un psychologue"
    MEDICO_SOCIAL = "medico_social_en", "Avis santé ou social de l’Éducation nationale"
    EQUIPE_EDUCATIVE = "equipe_educative", "Équipe éducative, avec l’appui du pôle"
    PARTENAIRE = "partenaire", "Relais d’un partenaire"
    URGENCE = "urgence", "Traitement sans attendre"
    COMPLEMENT = "complement", "Précisions demandées à l’école"
    HORS_CHAMP = "hors_champ", "Autre piste que le pôle"
    REPONSE_DIRECTE = "reponse_directe", "Réponse sans réunion"
    REGROUPEMENT = "regroupement", "Réunie à une autre saisine"


class PourQui(models.TextChoices):
    """For whom a piste is meant (domaine §3.4)."""

    ELEVE = "eleve", "L’élève"
    ENSEIGNANT = "enseignant", "L’enseignant ou l’enseignante"
    FAMILLE = "famille", "La famille"
    ECOLE = "ecole", "L’école"


class Visee(models.TextChoices):
    """What a piste is for, when saying it helps."""

    PREVENTION = "prevention", "Prévention"
    REMEDIATION = "remediation", "Remédiation"


class Accueil(models.TextChoices):
    """What the school does with an answer, or with one of its pistes: they are proposals (S0-21)."""

    SAISIT = "saisit", "On s’en saisit"
    ADAPTE = "adapte", "On adapte"
    PARLE = "parle", "On en parle"


class EffetDuPoint(models.TextChoices):
    """At the date: what the answer changed."""

    OUI = "oui", "Oui"
    EN_PARTIE = "en_partie", "En partie"
    NON = "non", "Non"
    TROP_TOT = "trop_tot", "Trop tôt pour le dire"


EFFETS_QUI_AIDENT = (EffetDuPoint.OUI, EffetDuPoint.EN_PARTIE)


class Arme(models.TextChoices):
    """S1-15: « vous sentez-vous mieux armé ? »"""

    OUI = "oui", "Oui"
    UN_PEU = "un_peu", "Un peu"
    NON = "non", "Non"
