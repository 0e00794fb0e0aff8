"""Written agreements of the parents: noted at any moment, outside of the steps (domaine.md §5.3)."""

from functools import partial

from saisines.enums import EtatAccord, Signataire, TypeAccord
from saisines.natures.base import Conservation, Sensibilite, TypeChamp
from saisines.natures.fabrique import champ, table

_champ = partial(champ, conservation=Conservation.ACCORD)

accords = table(
    code="accords",
    titre="Accords écrits des parents",
    conservation=Conservation.ACCORD,
    ligne="Accord",
    ajouter="Noter un accord",
    finalite="Ne rien entreprendre sans l’accord que la règle demande.",
    source=("S3-09",),
    modele=True,
    colonnes=(
        _champ(
            code="type",
            libelle="Pour quoi ?",
            type=TypeChamp.LISTE,
            choix=tuple(TypeAccord.choices),
            finalite="Tenir chaque accord à part.",
        ),
        _champ(
            code="partenaire",
            libelle="Avec quel partenaire ?",
            finalite="Savoir à quel service les parents ont dit oui.",
            sensibilite=Sensibilite.SENSIBLE,
            max_length=120,
        ),
        _champ(
            code="etat",
            libelle="Où en est-il ?",
            type=TypeChamp.CHOIX,
            choix=tuple(EtatAccord.choices),
            finalite="Respecter un refus ou un retrait.",
        ),
        _champ(code="le", libelle="À quelle date ?", type=TypeChamp.DATE, finalite="Dater."),
        _champ(
            code="signataire",
            libelle="Qui a signé ?",
            type=TypeChamp.CHOIX,
            choix=tuple(Signataire.choices),
            finalite="Savoir quel parent s’est engagé, sans son nom.",
            sensibilite=Sensibilite.SENSIBLE,
        ),
        _champ(code="vu_fonction", libelle="Vu par", finalite="Savoir qui a vu la feuille signée."),
        _champ(
            code="precision",
            libelle="Limite demandée",
            type=TypeChamp.TEXTE_LONG,
            finalite="Respecter ce que les parents ont dit.",
            sensibilite=Sensibilite.SENSIBLE,
            max_length=300,
        ),
    ),
)
