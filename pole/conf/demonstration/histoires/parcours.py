"""A situation that a member of the pole brings (S0-12), and a pupil who changes school."""

from pole.conf.demonstration.modele import Histoire, acte

COORDINATION = "coordination.ecully"

ECULLY = [
    Histoire(
        cle="pole-avant-la-rentree",
        ecole="",
        par="psy.ecully",
        eleve=("Maël", "Lunestière", "01-23"),
        niveau="cp",
        motifs=("autre",),
        ecrite=6,
        dire={
            "motif_autre": "Arrivée à préparer, avant toute école",
            "question": "Maël apprend à la maison et entrera en classe après les vacances. "
            "Qui prépare son arrivée avec ses parents ?",
            "faits": [
                ("{-2}", "Au premier entretien, il a montré ses carnets d’oiseaux et lu leurs noms."),
                ("{-1}", "Dans la salle d’attente, il est resté près de la porte, loin des autres enfants."),
            ],
            "points_appui": "Curieux, précis, il aime expliquer ce qu’il sait.",
            "essais": [("amenagement", "en {m0}", "en_partie", "psychologue", "Une visite d’école vide.")],
            "attentes": ("regard_equipe",),
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
            "avis_parents": "« Nous avons peur du bruit pour lui. »",
        },
        vie=(
            acte("transmettre", 5, "psy.ecully"),
            acte("prendre_en_charge", 4, COORDINATION),
            acte(
                "intervenir",
                3,
                COORDINATION,
                type="appel",
                texte="Échange avec la psychologue : trouver l’école d’accueil, puis une visite à deux.",
            ),
        ),
    ),
    Histoire(
        cle="jaures-depart",
        ecole="0699001J",
        par="directrice.jaures",
        eleve=("Ariane", "Orvelune", "02-17"),
        niveau="ce1",
        motifs=("absence_evolution",),
        ecrite=24,
        dire={
            "question": "Ariane lit moins qu’à la rentrée. Par quoi recommencer avec elle ?",
            "faits": [("{-3}", "Elle a relu trois fois la même ligne, puis refermé le livre.")],
            "points_appui": "Elle retient les chansons dès la première écoute.",
            "essais": [("tutorat", "depuis {m-1}", "en_partie", "maîtresse", "Lecture à deux voix.")],
            "attentes": ("outils",),
            "parents_informes": "oui",
            "parents_quand": "le {-4}",
        },
        vie=(
            acte("transmettre", 22, "directrice.jaures"),
            acte("prendre_en_charge", 21, COORDINATION),
            acte("lire", 15, COORDINATION),
        ),
    ),
    # The family moved: the coordination took the case to the school of the other side of the town.
    Histoire(
        cle="pergaud-arrivee",
        suite_de="jaures-depart",
        ecole="0699002K",
        par=COORDINATION,
        motifs=(),
        ecrite=7,
        vie=(
            acte(
                "intervenir",
                6,
                COORDINATION,
                type="appel",
                texte="Échange avec le directeur : Ariane est dans la classe de CE1 depuis lundi.",
            ),
            acte("lire", 5, "directeur.pergaud"),
        ),
    ),
]
