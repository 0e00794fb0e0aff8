"""Requests that came by telephone or on paper: entered by the coordination, then confirmed by the direction."""

from pole.conf.demonstration.modele import Histoire, acte
from pole.enums import Nature

ECULLY = [
    Histoire(
        cle="pergaud-appel",
        nature=Nature.GROUPE,
        ecole="0699002K",
        par="coordination.ecully",
        recue=("telephone", "Odile Marchevent", 2),
        motifs=("danger_eleves",),
        ecrite=4,
        dire={
            "perimetre": "groupe",
            "niveaux": ("ce1",),
            "effectif": "23 élèves",
            "concernes": "4",
            "question": "Quatre élèves s’isolent dans la cour depuis un jeu qui a mal tourné. Comment renouer ?",
            "faits": [("{-1}", "Refus de se ranger à côté des autres, deux récréations de suite.")],
            "points_appui": "Ils travaillent bien en binômes choisis.",
            "essais": [("differenciation", "depuis {m-1}", "en_partie", "", "Binômes tirés au sort.")],
            "urgence_motif": "non",
        },
        vie=(
            acte("transmettre", 4, "coordination.ecully"),
            acte(
                "confirmer",
                3,
                "directeur.pergaud",
                reponse="corrigee",
                mot="Ce sont trois élèves : le quatrième a déjà retrouvé le groupe.",
            ),
        ),
    ),
]

ELBEUF = [
    Histoire(
        cle="moliere-papier",
        nature=Nature.GROUPE,
        ecole="0769101E",
        par="coordination.elbeuf",
        recue=("papier", "Benoît Carvalho-Lys", 3),
        motifs=("gestion_classe",),
        ecrite=2,
        dire={
            "perimetre": "classe",
            "niveaux": ("cm1",),
            "effectif": "28 élèves",
            "concernes": "toute la classe",
            "question": "Une classe très nombreuse et des bureaux fixes : comment installer des ateliers ?",
            "faits": [("{-2}", "Dix minutes pour changer de place, trois disputes.")],
            "points_appui": "Une classe volontaire, des parents prêts à aider.",
            "essais": [("amenagement", "depuis la rentrée", "en_partie", "", "Deux îlots au fond.")],
            "urgence_motif": "non",
        },
        vie=(acte("transmettre", 2, "coordination.elbeuf"),),
    ),
]
