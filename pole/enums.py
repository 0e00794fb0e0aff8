"""Closed lists of the organisation."""

from django.db import models


class Fonction(models.TextChoices):
    """What a person does in a pole."""

    IEN = "ien", "Inspecteur ou inspectrice (IEN)"
    COORDONNATEUR = "coordonnateur", "Coordination du pôle"
    SECRETARIAT = "secretariat", "Secrétariat"
    MEMBRE = "membre", "Membre du pôle"
    PARTENAIRE = "partenaire", "Partenaire"
    DIRECTEUR = "directeur", "Direction d’école"
    ENSEIGNANT = "enseignant", "Enseignant ou enseignante"


FONCTIONS_PILOTAGE = (Fonction.IEN, Fonction.COORDONNATEUR)
FONCTIONS_BUREAU = (*FONCTIONS_PILOTAGE, Fonction.SECRETARIAT)
FONCTIONS_POLE = (*FONCTIONS_BUREAU, Fonction.MEMBRE)
# The staff that works on cases and sits in the meetings: a secretariat reads no narrative.
FONCTIONS_EQUIPE = (Fonction.MEMBRE, *FONCTIONS_PILOTAGE)
# Those who may be called upon, convened or chosen for a case: a school reads its own by its function.
FONCTIONS_NOMMABLES = (*FONCTIONS_EQUIPE, Fonction.PARTENAIRE)
FONCTIONS_ECOLE = (Fonction.DIRECTEUR, Fonction.ENSEIGNANT)


class DroitPole(models.TextChoices):
    """What one may do on a pole, a school, a role or an invitation (on a case: saisines.enums.Droit)."""

    ADMINISTRER = "pole.administrer", "administrer"
    CALENDRIER = "pole.calendrier", "tenir le calendrier"
    INVITER = "pole.inviter", "inviter"


class Titre(models.TextChoices):
    """How a function is held."""

    TITULAIRE = "titulaire", "titulaire"
    FAISANT_FONCTION = "faisant_fonction", "faisant fonction"
    INTERIM = "interim", "intérim"
    DECHARGE = "decharge", "décharge"
    SUPPLEANCE = "suppleance", "suppléance"


class QuiSaisit(models.TextChoices):
    """Who may send a saisine (S1, S2: the school; S3-12: the teacher)."""

    DIRECTION = "direction", "La direction seule"
    RELU = "relu", "L’enseignant rédige, la direction relit et transmet"
    ENSEIGNANT = "enseignant", "L’enseignant transmet lui-même"


class NatureEcole(models.TextChoices):
    MATERNELLE = "maternelle", "maternelle"
    ELEMENTAIRE = "elementaire", "élémentaire"
    PRIMAIRE = "primaire", "primaire"


class EducationPrioritaire(models.TextChoices):
    AUCUNE = "", "hors éducation prioritaire"
    REP = "rep", "REP"
    REP_PLUS = "rep_plus", "REP+"


class Nature(models.TextChoices):
    """The seven kinds of saisine. Here because the motives of a pole name them."""

    ELEVE = "P", "Un élève"
    GROUPE = "G", "Une classe, un groupe ou l’école"
    ENSEIGNANT = "E", "Un enseignant ou une équipe"
    RELATION = "R", "La relation avec des parents"
    CRISE = "C", "Une crise ou un événement grave"
    ORIENTATION = "O", "Une orientation ou un maintien"
    PROJET = "A", "Un projet personnalisé (PPRE, PAP, PAOA)"


class RaisonUrgence(models.TextChoices):
    """Why a case does not wait for the meeting, the most pressing first. Closed: an alert keeps its meaning.

    Here because the settings of a pole give each its delay (pole.urgences).
    """

    DECES = "deces", "Un décès, un suicide ou une tentative"
    DANGER = "danger", "Quelqu’un est exposé à un danger"
    EVENEMENT = "evenement", "Un événement vient de se produire"
    RUPTURE = "rupture", "L’élève ne peut plus venir à l’école, ou la classe ne tient plus"
    MOTIF = "motif", "Le motif choisi est prioritaire dans ce pôle"
    ECHEANCE = "echeance", "Une décision tombe avant la prochaine réunion"


class Urgence(models.TextChoices):
    NORMALE = "normale", "normale"
    ECHEANCE = "echeance", "échéance proche"
    HAUTE = "haute", "haute"
    IMMEDIATE = "immediate", "immédiate"
