"""The phone first: whom the school has already called (S2-09, S2-17). Needed for a crisis, offered else."""

from dataclasses import replace

from saisines.natures import choix
from saisines.natures.base import Besoin, Sensibilite, TypeChamp
from saisines.natures.fabrique import APPELS_PASSES, champ, table

APPELS = table(
    code="appels",
    titre="Qui est déjà prévenu",
    ligne="Appel",
    ajouter="Ajouter un appel",
    aide="La chaîne commence par le téléphone : l’IEN, puis la DSDEN.",
    finalite="Ne pas prévenir deux fois, n’oublier personne.",
    source=("S2-17",),
    besoin=Besoin.OBLIGATOIRE,
    manque="Écrivez au moins un appel passé : à qui, et à quelle heure.",
    essentiel=("heure",),
    max_lignes=8,
    colonnes=(
        champ(
            code="qui",
            libelle="Appel passé à…",
            type=TypeChamp.LISTE,
            choix=tuple(choix.Prevenu.choices),
            defaut=choix.Prevenu.IEN,
            finalite="Savoir qui est prévenu.",
            max_length=20,
        ),
        champ(
            code="heure",
            libelle="À quelle heure ?",
            aide="« à 10 h 35 », « hier soir »",
            finalite="Dater l’appel.",
            max_length=60,
        ),
        champ(
            code="suite",
            libelle="Ce qui a été répondu",
            finalite="Savoir ce qui est en route.",
            sensibilite=Sensibilite.SENSIBLE,
            max_length=300,
        ),
    ),
)

APPELS_PROPOSES = replace(
    APPELS, titre="Les appels déjà passés", besoin=Besoin.PROPOSE, manque="", pli=APPELS_PASSES
)
