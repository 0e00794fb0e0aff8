"""Kind O, an orientation or a repeated year (S1-10, S2-13).

Since the decree 2024-228 the council of teachers decides of a first repeated year: the pôle helps the
decision and does not take it, and the form says so (D321-6, D351-7).
"""

from dataclasses import replace

from pole.enums import Nature
from saisines.natures import choix
from saisines.natures.accords import accords
from saisines.natures.base import Besoin, Description, Etape, Sensibilite
from saisines.natures.commun import ELEVE, SCOLARITE, avant, only, qui, relire, with_pieces
from saisines.natures.essais import essais
from saisines.natures.fabrique import COMPRENDRE, DATE_LIBRE, champ, choix_unique, texte_long
from saisines.natures.famille import famille
from saisines.natures.pieces import POUR_UNE_ORIENTATION
from saisines.natures.preoccupation import preoccupation

DOSSIER = "Le dossier (facultatif)"

l_eleve = replace(
    qui,
    contenu=only(
        qui,
        *(one.code for one in (*ELEVE, *SCOLARITE)),
        parcours={
            "libelle": "Son parcours",
            "aide": "Écoles et niveaux des années passées ; un maintien ou un passage anticipé déjà décidé.",
            "besoin": Besoin.OBLIGATOIRE,
            "manque": "Écrivez son parcours en quelques mots : écoles, niveaux, maintien éventuel.",
            "pli": "",
        },
    ),
)

projet = Etape(
    code="preoccupation",
    lu="L’orientation",
    titre="L’orientation envisagée",
    intro="Le conseil des maîtres décide d’un premier maintien, après le dialogue avec les parents ; l’avis "
    "de l’IEN n’est demandé que pour un second. En maternelle, un maintien ne vient que de la CDAPH, pour "
    "un élève qui a un PPS. Le pôle aide à décider, il ne décide pas. Ne joignez ni bilan, ni certificat.",
    contenu=(
        *only(preoccupation, "motifs", "motif_autre"),
        choix_unique(
            code="cible",
            lu="Orientation envisagée",
            libelle="Que prévoyez-vous ?",
            choix=tuple(choix.Cible.choices),
            finalite="Connaître le calendrier et les personnes utiles.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            source=("S1-10", "S2-13"),
            max_length=20,
            manque="Choisissez ce que vous envisagez, même si ce n’est pas décidé.",
        ),
        champ(
            code="conseil",
            lu="Date du conseil",
            libelle="Quand le conseil se réunit-il ?",
            aide=DATE_LIBRE,
            finalite="Répondre avant la décision.",
            besoin=Besoin.OBLIGATOIRE,
            max_length=100,
            largeur="moyen",
            manque="Écrivez la date du conseil, ou « pas encore fixée ».",
        ),
        choix_unique(
            code="position_parents",
            lu="Position des parents",
            libelle="Que disent les parents de ce projet ?",
            choix=tuple(choix.PositionParents.choices),
            finalite="Associer les parents à la décision.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            source=("S3-09",),
            max_length=20,
            manque="Dites où en sont les parents.",
        ),
        *only(
            preoccupation,
            "question",
            "acquis",
            "points_appui",
            acquis={
                "besoin": Besoin.OBLIGATOIRE,
                "manque": "Écrivez où en sont les apprentissages, en quelques mots par domaine.",
                "pli": "",
            },
        ),
        texte_long(
            code="pieces_pretes",
            lu="Pièces prêtes",
            libelle="Les pièces déjà prêtes",
            aide="Leur nom seulement. Les bilans et les certificats suivent leur voie, sous pli fermé.",
            finalite="Savoir ce qui manque au dossier.",
            source=("S2-13",),
            max_length=500,
            pli=DOSSIER,
        ),
        texte_long(
            code="pieces_manquantes",
            lu="Pièces manquantes",
            libelle="Les pièces qui manquent",
            finalite="Aider à réunir le dossier.",
            source=("S2-13",),
            max_length=500,
            pli=DOSSIER,
        ),
        *only(
            preoccupation,
            "faits",
            "assiduite",
            "attentes",
            "effet_enseignant",
            "effet_ien",
            faits={"besoin": Besoin.PROPOSE, "manque": "", "pli": COMPRENDRE},
        ),
    ),
)

deja_essaye = replace(
    essais,
    contenu=only(
        essais,
        *(item.code for item in essais.contenu),
        instances={
            "besoin": Besoin.OBLIGATOIRE,
            "manque": "Ajoutez au moins un conseil ou une équipe éducative déjà tenus.",
            "pli": "",
        },
        mdph={"besoin": Besoin.OBLIGATOIRE, "manque": "Dites où en est la MDPH.", "pli": ""},
    ),
)

ORIENTATION = Description(
    nature=Nature.ORIENTATION,
    titre="Demander un appui pour une orientation ou un maintien",
    etapes=(avant, l_eleve, projet, deja_essaye, famille, with_pieces(*POUR_UNE_ORIENTATION), relire),
    hors_etapes=(accords,),
)
