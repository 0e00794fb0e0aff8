"""Kind A, help with a personalised project: PPRE, PPRE passerelle, PAP, PAOA (S4-16, S2-12, S3-16 to S3-21).

The plan itself lives in the Livret de parcours inclusif: here stand what blocks and the next council.
"""

from pole.enums import Nature
from saisines.natures import choix
from saisines.natures.accords import accords
from saisines.natures.base import Besoin, Description, Etape, Sensibilite
from saisines.natures.commun import avant, only, qui, relire, with_pieces
from saisines.natures.essais import essais
from saisines.natures.fabrique import COMPRENDRE, DATE_LIBRE, champ, choix_unique, texte_long
from saisines.natures.famille import famille
from saisines.natures.pieces import POUR_UN_PROJET
from saisines.natures.preoccupation import preoccupation

le_projet = Etape(
    code="preoccupation",
    lu="Le projet",
    titre="Le projet personnalisé",
    intro="Un PAP demande l’avis du médecin scolaire. Une PAOA suppose un PPS et dure une année scolaire au "
    "moins : les enseignants l’écrivent en conseil de cycle, l’ESS en prend connaissance. Aucun contenu "
    "médical ici.",
    contenu=(
        *only(preoccupation, "motifs", "motif_autre"),
        choix_unique(
            code="plan",
            lu="Projet",
            libelle="Quel projet ?",
            choix=tuple(choix.Projet.choices),
            finalite="Réunir les personnes qui savent aider à l’écrire.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S4-16", "S2-12", "S3-17"),
            max_length=20,
            manque="Choisissez le projet.",
        ),
        choix_unique(
            code="pps",
            lu="L’élève a un PPS",
            libelle="L’élève a-t-il un PPS ?",
            aide="Une PAOA n’est possible qu’avec un PPS.",
            choix=tuple(choix.OuiNonInconnu.choices),
            finalite="Vérifier que le projet est possible.",
            exige_si=("plan", frozenset({choix.Projet.PAOA})),
            sensibilite=Sensibilite.SENSIBLE,
            source=("S3-17",),
            max_length=20,
            manque="Pour une PAOA, dites si l’élève a un PPS.",
        ),
        choix_unique(
            code="etat",
            lu="Où en est le projet",
            libelle="Où en est-il ?",
            choix=tuple(choix.EtatProjet.choices),
            finalite="Partir de ce qui existe.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S4-16",),
            max_length=20,
            manque="Dites où en est le projet.",
        ),
        texte_long(
            code="blocage",
            lu="Ce qui bloque",
            libelle="Qu’est-ce qui bloque ?",
            finalite="Aider là où c’est utile.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S4-16",),
            max_length=1000,
            manque="Écrivez ce qui bloque : une phrase suffit.",
        ),
        champ(
            code="conseil",
            lu="Prochain conseil ou ESS",
            libelle="Quand est le prochain conseil, ou la prochaine ESS ?",
            aide=DATE_LIBRE,
            finalite="Répondre avant cette date.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S3-18", "S3-21"),
            max_length=100,
            largeur="moyen",
            manque="Écrivez la date du prochain conseil, ou « pas encore fixée ».",
        ),
        *only(
            preoccupation,
            "question",
            "acquis",
            "points_appui",
            "attentes",
            "effet_enseignant",
            "effet_ien",
            acquis={
                "besoin": Besoin.OBLIGATOIRE,
                "manque": "Écrivez où en sont les apprentissages, en quelques mots par domaine.",
                "pli": "",
            },
        ),
        texte_long(
            code="objectif",
            lu="Objectif visé",
            libelle="Ce que vous aimeriez que l’élève réussisse",
            aide="En lien avec les programmes et le socle commun, si vous le savez déjà.",
            finalite="Écrire un but commun.",
            source=("S3-20",),
            max_length=800,
            pli=COMPRENDRE,
        ),
    ),
)

PROJET = Description(
    nature=Nature.PROJET,
    titre="Demander de l’aide pour un projet personnalisé",
    etapes=(avant, qui, le_projet, essais, famille, with_pieces(*POUR_UN_PROJET), relire),
    hors_etapes=(accords,),
)
