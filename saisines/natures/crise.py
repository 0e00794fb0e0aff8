"""Kind C, a crisis or a serious event (S2-09, S1-11, S1-12): the phone first, the form after.

Little is asked: what, when, who was exposed, and whom somebody called. The rest can be told later.
"""

from dataclasses import replace

from pole.enums import Nature
from saisines.natures import choix
from saisines.natures.base import Besoin, Description, Etape, Sensibilite
from saisines.natures.commun import avant, only, pieces, relire
from saisines.natures.fabrique import EN_DIRE_PLUS, champ, choix_unique, texte_long
from saisines.natures.preoccupation import preoccupation
from saisines.natures.urgence import APPELS

evenement = Etape(
    code="qui",
    lu="L’événement",
    titre="L’événement",
    intro="Appelez d’abord. Écrivez ensuite, en quelques mots, sans aucun nom : vous compléterez plus tard.",
    contenu=(
        choix_unique(
            code="type",
            lu="Type",
            libelle="Que s’est-il passé ?",
            choix=tuple(choix.TypeCrise.choices),
            finalite="Envoyer les bonnes personnes, au bon moment.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            source=("S2-09",),
            max_length=20,
            manque="Choisissez ce qui s’est passé.",
        ),
        champ(
            code="quand",
            lu="Quand",
            libelle="Quel jour, à quelle heure ?",
            aide="Comme vous le diriez : « ce matin à 10 h 20 ».",
            finalite="Situer l’événement.",
            besoin=Besoin.OBLIGATOIRE,
            max_length=100,
            largeur="moyen",
            manque="Écrivez quand : « ce matin » suffit.",
        ),
        champ(
            code="exposes",
            lu="Personnes exposées",
            libelle="Qui a été exposé ?",
            aide="Un nombre, des âges ou des niveaux, des fonctions : « une classe de CE1, deux adultes ». "
            "Aucun nom.",
            finalite="Savoir qui a besoin d’être entouré.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            max_length=400,
            manque="Écrivez qui a été exposé, sans nom.",
        ),
        APPELS,
    ),
)

besoins = Etape(
    code="preoccupation",
    lu="Ce qu’il faut",
    titre="Ce qu’il vous faut",
    intro="Rien d’autre que les faits. Gardez autant que possible les repères habituels des élèves.",
    contenu=(
        *only(preoccupation, "motifs", "motif_autre"),
        texte_long(
            code="aujourdhui",
            lu="Besoin aujourd’hui",
            libelle="De quoi avez-vous besoin aujourd’hui ?",
            aide="Quelqu’un à l’école, un conseil au téléphone, des mots pour les élèves ou les familles…",
            finalite="Répondre tout de suite à ce qui presse.",
            besoin=Besoin.OBLIGATOIRE,
            max_length=800,
            manque="Écrivez ce dont vous avez besoin aujourd’hui : une phrase suffit.",
        ),
        texte_long(
            code="semaine",
            lu="Besoin cette semaine",
            libelle="Et dans les jours qui viennent ?",
            finalite="Préparer la suite avec l’école.",
            max_length=800,
            pli=EN_DIRE_PLUS,
        ),
        *only(
            preoccupation,
            "question",
            "faits",
            "danger_eleve",
            "danger_eleves",
            "danger_adultes",
            "effet_enseignant",
            "effet_ien",
            question={"besoin": Besoin.PROPOSE, "manque": "", "pli": EN_DIRE_PLUS},
            faits={"besoin": Besoin.PROPOSE, "manque": "", "pli": EN_DIRE_PLUS},
        ),
    ),
)

urgence = replace(
    pieces,
    contenu=only(
        pieces,
        # The calls are asked first, with the event.
        *(item.code for item in pieces.contenu if item.code != APPELS.code),
        urgence_motif={"defaut": choix.MotifUrgence.EVENEMENT},
        telephone={"pli": ""},
    ),
)

CRISE = Description(
    nature=Nature.CRISE,
    titre="Signaler une crise ou un événement grave",
    etapes=(avant, evenement, besoins, urgence, relire),
)
