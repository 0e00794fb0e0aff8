"""Closed lists that only the form needs, in the words of the people who answer."""

from django.db import models

from pole.enums import RaisonUrgence


class Danger(models.TextChoices):
    """S1-11, S1-12."""

    AUCUN = "aucun", "Non"
    POSSIBLE = "possible", "C’est possible"
    AVERE = "avere", "Oui, c’est arrivé"


class NatureDifficulte(models.TextChoices):
    """S3-07: school work or behaviour."""

    SCOLAIRE = "scolaire", "Les apprentissages"
    COMPORTEMENT = "comportement", "Le comportement"
    LES_DEUX = "les_deux", "Les deux"
    AUTRE = "autre", "Autre chose"


class Frequence(models.TextChoices):
    RARE = "rare", "De temps en temps"
    SEMAINE = "semaine", "Chaque semaine"
    JOUR = "jour", "Chaque jour"


class Tendance(models.TextChoices):
    MIEUX = "mieux", "Cela va mieux"
    STABLE = "stable", "C’est pareil"
    PIRE = "pire", "Cela s’aggrave"


class Assiduite(models.TextChoices):
    NON = "non", "Non"
    QUELQUES = "quelques", "Oui, moins de quatre demi-journées par mois"
    SOUVENT = "souvent", "Oui, quatre demi-journées par mois ou plus"


class Hypothese(models.TextChoices):
    """S4-06 to S4-09, as hypotheses of the team: a teacher makes no diagnosis."""

    COGNITIVE = "cognitive", "Les capacités cognitives"
    PEDAGOGIQUE = "pedagogique", "Les méthodes, l’organisation, le contexte de la classe ou de l’école"
    SENS = "sens", "Le sens donné aux apprentissages, l’entrée dans le travail, la motivation"
    SOCIALE = "sociale", "Le contexte social, culturel, éducatif ou de santé"


class Attente(models.TextChoices):
    """What a school may expect."""

    ECHANGE = "echange", "Parler avec quelqu’un"
    OBSERVATION = "observation", "Une visite ou une observation en classe"
    OUTILS = "outils", "Des outils"
    REGARD_EQUIPE = "regard_equipe", "Le regard de l’équipe en réunion"
    APPUI_FAMILLE = "appui_famille", "Un appui pour rencontrer les parents"
    ECRITURE_PLAN = "ecriture_plan", "De l’aide pour écrire un plan"
    AVIS_ORIENTATION = "avis_orientation", "Un avis sur l’orientation"
    LIEN_PARTENAIRE = "lien_partenaire", "Un lien avec un partenaire"
    SOUTIEN_ENSEIGNANT = "soutien_enseignant", "Un soutien pour l’enseignant"


class CommentEssais(models.TextChoices):
    """S1-08, S3-10, and the honest exceptions."""

    LIGNES = "lignes", "Je le dis ici, en une ligne ou plus"
    DOCUMENT = (
        "document",
        "C’est décrit dans un document que je joins (PPRE, compte rendu d’équipe éducative)",
    )
    NOUVELLE = "nouvelle", "La situation est nouvelle : nous n’avons pas encore pu essayer"
    URGENCE = "urgence", "C’est urgent : nous n’avons pas eu le temps"


class Rased(models.TextChoices):
    NON = "non", "Non"
    DEMANDE = "demande", "Une demande est faite"
    SUIVI = "suivi", "Oui, un suivi est en cours"
    TERMINE = "termine", "Oui, un suivi est terminé"


class Mdph(models.TextChoices):
    NON = "non", "Aucune démarche"
    PREPARATION = "preparation", "Un dossier se prépare avec la famille"
    DEPOSE = "depose", "Un dossier est déposé"
    NOTIFICATION = "notification", "Une notification existe"


class OuiNon(models.TextChoices):
    OUI = "oui", "Oui"
    NON = "non", "Non"


class OuiNonInconnu(models.TextChoices):
    OUI = "oui", "Oui"
    NON = "non", "Non"
    INCONNU = "inconnu", "Je ne sais pas"


class Scolarisation(models.TextChoices):
    ORDINAIRE = "ordinaire", "En classe ordinaire"
    ULIS = "ulis", "Avec l’appui d’une ULIS"
    UPE2A = "upe2a", "Avec l’appui d’une UPE2A"
    PARTIEL = "partiel", "À temps partiel"


class Parents(models.TextChoices):
    """Every honest answer (S3-09): none blocks the sending, each but the first becomes something to do."""

    OUI = "oui", "Oui, les parents sont informés"
    DESACCORD = "desaccord", "Oui, et ils sont en désaccord"
    UN_SEUL = "un_seul", "Un seul parent a pu être joint"
    RENDEZ_VOUS = "rendez_vous", "Pas encore : un rendez-vous est fixé"
    SANS_REPONSE = "sans_reponse", "Pas encore : ils n’ont pas répondu à nos demandes"
    URGENCE = "urgence", "Non : c’est trop urgent"
    INTERET = "interet", "Non : ce serait contraire à l’intérêt de l’enfant"


A_FAIRE_PARENTS = {
    Parents.DESACCORD: "Dire au pôle ce qui gêne les parents, et leur proposer un nouvel échange.",
    Parents.UN_SEUL: "Informer l’autre parent : tous deux ont droit à la même information.",
    Parents.RENDEZ_VOUS: "Informer les parents au rendez-vous, puis le noter.",
    Parents.SANS_REPONSE: "Solliciter de nouveau les parents, par écrit.",
    Parents.URGENCE: "Informer les parents dès que l’urgence est passée.",
    Parents.INTERET: "Revoir avec le pôle quand et comment informer les parents.",
}


class MotifUrgence(models.TextChoices):
    """Why it cannot wait for the meeting (S2-17): the reasons of pole.urgences that a school may give."""

    NON = "non", "Non, la prochaine réunion convient"
    DECES = RaisonUrgence.DECES.value, RaisonUrgence.DECES.label
    DANGER = RaisonUrgence.DANGER.value, RaisonUrgence.DANGER.label
    EVENEMENT = RaisonUrgence.EVENEMENT.value, RaisonUrgence.EVENEMENT.label
    RUPTURE = RaisonUrgence.RUPTURE.value, RaisonUrgence.RUPTURE.label
    ECHEANCE = RaisonUrgence.ECHEANCE.value, RaisonUrgence.ECHEANCE.label


class Perimetre(models.TextChoices):
    """What a saisine without a pupil is about (S0-10: a project of prevention too)."""

    CLASSE = "classe", "Une classe"
    GROUPE = "groupe", "Un groupe d’élèves"
    ECOLE = "ecole", "Toute l’école"
    PREVENTION = "prevention", "Un projet de prévention"


class Moment(models.TextChoices):
    """When it happens: what a whole class shares is often a moment of the day."""

    ACCUEIL = "accueil", "À l’accueil"
    CLASSE = "classe", "En classe"
    TRANSITIONS = "transitions", "Entre deux activités"
    RECREATION = "recreation", "En récréation"
    CANTINE = "cantine", "À la cantine, sur le temps du midi"
    SORTIES = "sorties", "En sortie, au sport"
    SORTIE = "fin", "À la sortie"


class Menace(models.TextChoices):
    NON = "non", "Non"
    PROPOS = "propos", "Oui, des propos ou des écrits"
    ACTES = "actes", "Oui, des gestes ou des coups"


class TypeCrise(models.TextChoices):
    """S2-09, S1-11, S1-12."""

    ACCIDENT = "accident", "Un accident"
    DECES = "deces", "Un décès"
    SUICIDE = "suicide", "Un suicide, une tentative, des propos suicidaires"
    VIOLENCE = "violence", "Une violence"
    ABUS = "abus", "Une suspicion d’abus ou de maltraitance"
    AUTRE = "autre", "Autre chose"


class Prevenu(models.TextChoices):
    """The chain of a serious event (S2-09, S2-17): by phone, before any form."""

    SECOURS = "secours", "Secours (15, 17, 18, 112)"
    IEN = "ien", "IEN ou circonscription"
    DSDEN = "dsden", "DSDEN, cabinet"
    SOCIAL = "social", "Conseillère technique de service social"
    ENFANCE = "enfance", "119 ou CRIP"
    FAMILLE = "famille", "Famille"
    MAIRIE = "mairie", "Mairie"
    AUTRE = "autre", "Autre"


class Cible(models.TextChoices):
    """S1-10, S2-13."""

    SEGPA = "segpa", "SEGPA"
    ULIS = "ulis", "ULIS"
    MAINTIEN = "maintien", "Maintien dans le même niveau"
    RACCOURCI = "raccourcissement", "Raccourcissement de cycle (passage anticipé)"
    AUTRE = "autre", "Autre chose, ou pas encore décidé"


class PositionParents(models.TextChoices):
    ACCORD = "accord", "Ils sont d’accord"
    RESERVES = "reserves", "Ils ont des réserves"
    DESACCORD = "desaccord", "Ils ne sont pas d’accord"
    INCONNUE = "inconnue", "Nous n’en avons pas encore parlé"


class Projet(models.TextChoices):
    """S4-16, S3-17, S2-12."""

    PPRE = "ppre", "PPRE"
    PASSERELLE = "passerelle", "PPRE passerelle (CM2 – 6e)"
    PAP = "pap", "PAP"
    PAOA = "paoa", "PAOA"


class EtatProjet(models.TextChoices):
    IDEE = "idee", "Rien n’est encore écrit"
    EBAUCHE = "ebauche", "Une ébauche existe"
    ECRIT = "ecrit", "Il est écrit, pas encore appliqué"
    APPLIQUE = "applique", "Il est appliqué et à revoir"


URGENCE_EN_CONFIANCE = (
    (MotifUrgence.NON, "Non, cela peut attendre quelques jours"),
    (MotifUrgence.DANGER, "Oui : je crains pour moi ou pour quelqu’un"),
    (MotifUrgence.EVENEMENT, "Oui : un événement vient de se produire"),
)


class PourQui(models.TextChoices):
    MOI = "moi", "Pour moi"
    COLLEGUE = "collegue", "Pour un ou une collègue"
    EQUIPE = "equipe", "Pour notre équipe"


class FormeAide(models.TextChoices):
    """S4-10 to S4-15."""

    PARLER = "parler", "Parler avec quelqu’un"
    VISITE = "visite", "Une visite dans ma classe"
    OBSERVATION = "observation", "Observer la classe d’un collègue"
    PAIRS = "pairs", "Échanger entre pairs"
    OUTILS = "outils", "Des outils pour la classe"
    EQUIPE = "equipe", "Un temps avec l’équipe"
