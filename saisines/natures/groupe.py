"""Kind G, a class, a group or the whole school: no pupil has a name here (S0-10, S1-11, S1-12, S3-11)."""

from pole.enums import Nature
from saisines.enums import Niveau
from saisines.natures import choix
from saisines.natures.base import Besoin, Description, Etape, TypeChamp
from saisines.natures.commun import avant, only, relire, with_pieces
from saisines.natures.essais import essais
from saisines.natures.fabrique import COMPRENDRE, EN_DIRE_PLUS, champ, choix_unique
from saisines.natures.pieces import POUR_UN_GROUPE
from saisines.natures.preoccupation import preoccupation

SANS_NOM = (
    "N’écrivez aucun nom d’élève. Si un seul élève est au cœur de la situation, demandez plutôt de l’aide "
    "pour cet élève."
)

qui = Etape(
    code="qui",
    titre="La classe ou le groupe",
    intro=SANS_NOM,
    contenu=(
        choix_unique(
            code="perimetre",
            lu="Concerne",
            libelle="Qui est concerné ?",
            choix=tuple(choix.Perimetre.choices),
            finalite="Savoir à quelle échelle agir.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S0-10",),
            max_length=20,
            manque="Dites si c’est une classe, un groupe, l’école ou un projet.",
        ),
        champ(
            code="niveaux",
            libelle="Niveaux",
            aide="Plusieurs réponses si les niveaux sont mêlés.",
            type=TypeChamp.CHOIX_MULTIPLE,
            choix=tuple(Niveau.choices),
            finalite="Réunir les bonnes personnes.",
            besoin=Besoin.OBLIGATOIRE,
            manque="Cochez au moins un niveau.",
        ),
        champ(
            code="effectif",
            lu="Effectif",
            libelle="Combien d’élèves en tout ?",
            aide="Par exemple : 24 élèves, double niveau, dont 2 avec un PPS.",
            finalite="Connaître les conditions de la classe.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S4-07",),
            max_length=150,
            largeur="moyen",
            manque="Écrivez le nombre d’élèves, même à peu près.",
        ),
        champ(
            code="concernes",
            lu="Élèves concernés",
            libelle="Combien d’élèves vous préoccupent ?",
            aide="Un nombre suffit : « 5 ou 6 ».",
            finalite="Mesurer l’ampleur, sans nommer personne.",
            besoin=Besoin.OBLIGATOIRE,
            max_length=100,
            largeur="moyen",
            manque="Écrivez combien d’élèves vous préoccupent, même à peu près.",
        ),
        champ(
            code="adultes",
            lu="Adultes présents",
            libelle="Quels adultes interviennent auprès d’eux ?",
            aide="Des fonctions, sans nom : « enseignante, ATSEM, AESH à mi-temps, animateur du midi ».",
            finalite="Savoir qui peut agir, et à quel moment.",
            max_length=300,
            pli=EN_DIRE_PLUS,
        ),
    ),
)

ce_qui_preoccupe = Etape(
    code="preoccupation",
    lu="Ce qui préoccupe",
    titre="Ce qui vous préoccupe",
    intro="Restez aux faits : ce que vous avez vu, ce que vous avez entendu. " + SANS_NOM,
    contenu=(
        *only(
            preoccupation,
            "motifs",
            "motif_autre",
            "question",
            "faits",
            "nature_difficulte",
            "frequence",
            "tendance",
            "points_appui",
            points_appui={"libelle": "Ce qui va bien : moments, réussites, points d’appui du groupe"},
        ),
        champ(
            code="moments",
            lu="Moments",
            libelle="À quels moments cela arrive-t-il ?",
            type=TypeChamp.CHOIX_MULTIPLE,
            choix=tuple(choix.Moment.choices),
            finalite="Repérer les moments où agir.",
            pli=COMPRENDRE,
        ),
        *only(
            preoccupation,
            "hypotheses",
            "hypotheses_mots",
            "attentes",
            "danger_eleves",
            "danger_adultes",
            "effet_enseignant",
            "effet_ien",
            danger_eleves={"libelle": "Pour des élèves"},
        ),
    ),
)

deja_essaye = Etape(
    code="essais",
    lu=essais.lu,
    titre=essais.titre,
    intro=essais.intro,
    contenu=only(essais, "essais_comment", "essais", "instances", "deja_appeles"),
)

GROUPE = Description(
    nature=Nature.GROUPE,
    titre="Demander de l’aide pour une classe ou un groupe",
    etapes=(avant, qui, ce_qui_preoccupe, deja_essaye, with_pieces(*POUR_UN_GROUPE), relire),
)
