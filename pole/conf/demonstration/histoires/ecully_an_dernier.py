"""Écully: last year's, closed."""

from pole.conf.demonstration.modele import Histoire, acte

COORDINATION = "coordination.ecully"

HISTOIRES = [
    Histoire(
        cle="bourg-an-dernier",
        ecole="0699008S",
        par="direction.0699008s",
        eleve=("Iris", "Clairmont-Sel", "03-03"),
        niveau="cm2",
        motifs=("scolarisation_orientation",),
        ecrite=150,
        dire={
            "question": "Comment préparer l’entrée d’Iris au collège ?",
            "faits": [("{-5}", "Elle demande souvent à rester près de la porte.")],
            "essais": [("ppre", "toute l’année", "oui", "équipe de cycle 3", "")],
            "parents_informes": "oui",
            "parents_quand": "le {-8}",
        },
        vie=(
            acte("transmettre", 147, "direction.0699008s"),
            acte("prendre_en_charge", 145, COORDINATION),
            acte(
                "repondre",
                138,
                COORDINATION,
                pistes=(
                    ("Une journée d’immersion au collège, avec une camarade", "La direction et le collège"),
                ),
                interlocuteur="erseh.ecully",
                revoir=20,
            ),
            acte("accueillir", 135, "direction.0699008s", accueil="saisit"),
            acte(
                "clore", 110, COORDINATION, motif="Passage préparé avec le collège ; la famille est rassurée."
            ),
        ),
    ),
    Histoire(
        cle="pergaud-an-dernier",
        ecole="0699002K",
        par="directeur.pergaud",
        eleve=("Adem", "Sourcevive", "08-19"),
        niveau="ce1",
        motifs=("danger_eleves",),
        ecrite=172,
        dire={
            "question": "Comment apaiser les fins de journée d’Adem ?",
            "faits": [("{-3}", "Entre 15 h 30 et 16 h 30, il jette ses affaires presque chaque jour.")],
            "essais": [("contrat", "en {m-1}", "en_partie", "", "")],
            "parents_informes": "oui",
            "parents_quand": "le {-4}",
        },
        vie=(
            acte("transmettre", 170, "directeur.pergaud"),
            acte("prendre_en_charge", 169, COORDINATION),
            acte(
                "intervenir",
                165,
                COORDINATION,
                type="visite",
                texte="Fin de journée observée : le bruit du couloir joue beaucoup.",
            ),
            acte(
                "repondre",
                160,
                COORDINATION,
                pistes=(
                    ("Une tâche calme et choisie à partir de 15 h 30", "Le maître"),
                    ("Ranger dix minutes plus tôt, hors de la foule", "Le maître"),
                ),
                interlocuteur="cpc.ecully",
                revoir=25,
            ),
            acte("clore", 130, COORDINATION, motif="Les fins de journée se passent bien depuis un mois."),
        ),
    ),
    Histoire(
        cle="cerisiers-an-dernier",
        ecole="0699004M",
        par="direction.0699004m",
        eleve=("Nils", "Aubépine", "12-15"),
        niveau="ms",
        motifs=("autre",),
        ecrite=128,
        dire={
            "motif_autre": "Un enfant qui ne mange rien à la cantine",
            "question": "Comment accompagner Nils à l’heure du repas ?",
            "faits": [("{-6}", "Il garde les mains sous la table et attend la fin du service.")],
            "essais_comment": "nouvelle",
            "parents_informes": "oui",
            "parents_quand": "le {-3}",
        },
        vie=(
            acte("transmettre", 126, "direction.0699004m"),
            acte("prendre_en_charge", 125, COORDINATION),
            acte(
                "sans_action",
                120,
                COORDINATION,
                raison="resolue",
                autre_piste="L’infirmière reste joignable ; les repas se passent mieux depuis qu’il s’assied près de son cousin.",
            ),
        ),
    ),
]
