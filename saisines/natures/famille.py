"""The parents and the pupil (S3-09)."""

from saisines.enums import FormeContact
from saisines.natures import choix
from saisines.natures.base import Besoin, Etape, Sensibilite, TypeChamp
from saisines.natures.fabrique import FAMILLE, champ, choix_unique, table, texte_long

famille = Etape(
    code="famille",
    titre="La famille",
    intro="Aucune réponse n’empêche d’envoyer. Elle devient seulement quelque chose à faire.",
    contenu=(
        choix_unique(
            code="parents_informes",
            libelle="Les parents savent-ils que vous faites appel au pôle ?",
            choix=tuple(choix.Parents.choices),
            finalite="Associer les parents (S3-09) et dire ce qui reste à faire.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            source=("S3-09",),
            max_length=20,
            manque="Dites où en est l’information des parents : toutes les réponses permettent d’envoyer.",
        ),
        champ(
            code="parents_quand",
            libelle="Quand ?",
            aide="La date de l’échange, du rendez-vous ou des demandes. Exemple : « le 12 septembre ».",
            finalite="Dater l’information des parents.",
            exige_si=(
                "parents_informes",
                frozenset({choix.Parents.OUI, choix.Parents.RENDEZ_VOUS, choix.Parents.SANS_REPONSE}),
            ),
            max_length=150,
            largeur="moyen",
            manque="Écrivez quand : « le 12 septembre » suffit.",
        ),
        texte_long(
            code="parents_precision",
            libelle="Voulez-vous préciser ?",
            finalite="Comprendre une réponse qui en a besoin.",
            max_length=600,
        ),
        choix_unique(
            code="second_parent",
            libelle="L’autre titulaire de l’autorité parentale est-il informé ?",
            choix=tuple(choix.OuiNonInconnu.choices),
            finalite="Donner la même information aux deux parents.",
            sensibilite=Sensibilite.SENSIBLE,
            max_length=20,
            pli=FAMILLE,
        ),
        texte_long(
            code="avis_parents",
            libelle="Ce que disent les parents",
            aide="Avec leurs mots.",
            finalite="Porter la parole des parents.",
            source=("S3-09",),
            max_length=1500,
            pli=FAMILLE,
        ),
        texte_long(
            code="evolution",
            libelle="L’évolution espérée avec eux",
            finalite="Partager un but avec la famille.",
            source=("S4-17",),
            max_length=1000,
            pli=FAMILLE,
        ),
        texte_long(
            code="parole_eleve",
            libelle="Ce que dit l’élève",
            finalite="Porter la parole de l’élève.",
            source=("S4-19",),
            max_length=1000,
            pli=FAMILLE,
        ),
        table(
            code="contacts",
            titre="Échanges avec la famille",
            ligne="Échange",
            ajouter="Ajouter un échange",
            finalite="Garder la trace du dialogue (S3-09).",
            source=("S3-09",),
            modele=True,
            pli=FAMILLE,
            essentiel=("quand", "avec", "retenu"),
            colonnes=(
                champ(
                    code="forme",
                    libelle="Comment ?",
                    type=TypeChamp.LISTE,
                    choix=tuple(FormeContact.choices),
                    defaut=FormeContact.RENCONTRE,
                    finalite="Nommer la forme.",
                    max_length=10,
                ),
                champ(code="quand", libelle="Quand ?", finalite="Dater.", max_length=100),
                champ(
                    code="avec",
                    libelle="Entre qui et qui ?",
                    finalite="Savoir qui a parlé.",
                    sensibilite=Sensibilite.IDENTIFIANT,
                    max_length=150,
                ),
                texte_long(
                    code="retenu",
                    libelle="Ce qui en est retenu",
                    finalite="Ne pas redemander.",
                    max_length=800,
                ),
            ),
        ),
    ),
)
