"""Kind R, the relation with parents (S1-09, S2-10, S3-11): neutral words, that they may read one day."""

from pole.enums import Nature
from saisines.natures import choix
from saisines.natures.accords import accords
from saisines.natures.base import Besoin, Description, Etape, Sensibilite
from saisines.natures.commun import ELEVE, avant, only, pieces, qui, relire
from saisines.natures.essais import essais
from saisines.natures.fabrique import COMPRENDRE, champ, choix_unique, texte_long
from saisines.natures.famille import famille
from saisines.natures.preoccupation import preoccupation

L_ELEVE = "L’élève concerné, s’il y en a un"
# What is asked of a pupil only when the situation has one.
_SI_ELEVE = {
    "besoin": Besoin.PROPOSE,
    "exige_si": ("eleve_concerne", frozenset({choix.OuiNon.OUI})),
    "pli": L_ELEVE,
}

les_personnes = Etape(
    code="famille",
    parents=True,
    lu="Les personnes",
    titre="Qui est concerné",
    intro="Écrivez avec des mots neutres : les parents peuvent demander à lire ce document.",
    contenu=(
        champ(
            code="adultes",
            lu="Adultes de l’école concernés",
            libelle="Quels adultes de l’école sont concernés ?",
            aide="Un nombre et des fonctions, sans nom : « l’enseignante et une ATSEM ».",
            finalite="Savoir qui a besoin de soutien.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            source=("S0-20",),
            max_length=200,
            manque="Écrivez quelles fonctions sont concernées : « l’enseignante » suffit.",
        ),
        choix_unique(
            code="eleve_concerne",
            lu="Un élève concerné",
            libelle="La situation concerne-t-elle un élève en particulier ?",
            choix=tuple(choix.OuiNon.choices),
            finalite="Ne nommer un élève que s’il est concerné.",
            besoin=Besoin.OBLIGATOIRE,
            max_length=5,
            manque="Dites si un élève en particulier est concerné.",
        ),
        *only(qui, *(one.code for one in ELEVE), **{one.code: _SI_ELEVE for one in ELEVE}),
        *only(
            famille,
            "parents_informes",
            "parents_quand",
            "parents_precision",
            parents_informes=_SI_ELEVE,
            parents_quand={"pli": L_ELEVE},
            parents_precision={"pli": L_ELEVE},
        ),
    ),
)

desaccord = Etape(
    code="preoccupation",
    lu="Le désaccord",
    titre="Ce qui se passe",
    intro="Restez aux faits : ce que vous avez vu, ce que vous avez entendu. En cas de menace ou "
    "d’agression, « Faits établissement » tout de suite, et la protection fonctionnelle se demande à l’IEN.",
    contenu=(
        *only(preoccupation, "motifs", "motif_autre"),
        texte_long(
            code="objet",
            lu="Objet du désaccord",
            libelle="Sur quoi porte le désaccord ?",
            finalite="Comprendre ce qui oppose, sans juger.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S1-09", "S2-10"),
            max_length=1000,
            manque="Écrivez en une phrase sur quoi porte le désaccord.",
        ),
        *only(preoccupation, "question", "faits"),
        choix_unique(
            code="menaces",
            lu="Menaces ou agression",
            libelle="Y a-t-il eu des menaces ou une agression ?",
            choix=tuple(choix.Menace.choices),
            finalite="Protéger les personnes et rappeler la bonne voie.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            source=("S1-11",),
            max_length=10,
            manque="Dites s’il y a eu des menaces ou une agression.",
        ),
        *only(preoccupation, "frequence", "tendance"),
        texte_long(
            code="dernier_ecrit",
            lu="Dernier échange écrit",
            libelle="Le dernier échange écrit",
            aide="Sa date et ce qu’il disait, en une ou deux phrases. Ne recopiez pas le message.",
            finalite="Reprendre le dialogue là où il en est.",
            max_length=600,
            pli=COMPRENDRE,
        ),
        *only(famille, "avis_parents", avis_parents={"pli": COMPRENDRE}),
        *only(
            preoccupation,
            "points_appui",
            "assiduite",
            "attentes",
            "danger_eleve",
            "danger_eleves",
            "danger_adultes",
            "effet_enseignant",
            "effet_ien",
            points_appui={"libelle": "Ce qui marche encore dans le dialogue"},
        ),
    ),
)

deja_essaye = Etape(
    code="essais",
    lu="Le dialogue jusqu’ici",
    titre="Le dialogue jusqu’ici",
    intro="Les rencontres et les appels comptent : rien n’est obligatoire ici.",
    contenu=only(
        famille,
        "contacts",
        contacts={"pli": "", "titre": "Échanges avec les parents"},
    )
    + only(essais, "deja_appeles", deja_appeles={"pli": ""}),
)

RELATION = Description(
    nature=Nature.RELATION,
    titre="Demander de l’aide dans la relation avec des parents",
    etapes=(avant, les_personnes, desaccord, deja_essaye, pieces, relire),
    hors_etapes=(accords,),
)
