"""Short ways to write the fields of the descriptions, and the titles of the folded groups."""

from functools import partial

from saisines.natures.base import (
    ECOLE_ET_POLE,
    Besoin,
    Champ,
    Conservation,
    Rangement,
    Sensibilite,
    Table,
    TypeChamp,
)

# « depuis octobre » is a date: people write it as they say it.
DATE_LIBRE = "Écrivez comme vous le dites : « le 3 octobre », « depuis la rentrée »."
EN_DIRE_PLUS = "En dire plus"
COMPRENDRE = "Aider à comprendre (facultatif)"
DANGER = "Y a-t-il un danger ? (facultatif)"
VOUS = "Et pour vous ? (facultatif)"
CADRE = "Instances et suivis (facultatif)"
CLASSE = "La classe, les plans et le parcours (facultatif)"
FAMILLE = "La parole des parents et de l’élève (facultatif)"
JOINDRE = "Vous joindre (facultatif)"
APPELS_PASSES = "Si c’est urgent : les appels déjà passés (facultatif)"

champ = partial(Champ, lecteurs=ECOLE_ET_POLE, conservation=Conservation.DOSSIER)
texte_long = partial(champ, type=TypeChamp.TEXTE_LONG, sensibilite=Sensibilite.SENSIBLE)
choix_unique = partial(champ, type=TypeChamp.CHOIX)
table = partial(Table, lecteurs=ECOLE_ET_POLE, conservation=Conservation.DOSSIER)
identite = partial(
    Champ,
    lecteurs=ECOLE_ET_POLE,
    conservation=Conservation.DOSSIER,
    rangement=Rangement.ELEVE,
    besoin=Besoin.OBLIGATOIRE,
    sensibilite=Sensibilite.IDENTIFIANT,
    largeur="moyen",
)
