"""Écully: the pole needs precisions, waits for them, or has them."""

from pole.conf.demonstration.modele import Histoire, acte

COORDINATION = "coordination.ecully"

HISTOIRES = [
    Histoire(
        cle="cerisiers-complement",
        ecole="0699004M",
        par="direction.0699004m",
        eleve=("Malo", "Tournebulle", "05-16"),
        niveau="gs",
        motifs=("absence_evolution",),
        ecrite=10,
        dire={
            "question": "Malo refuse tout écrit. Faut-il attendre le CP ?",
            "faits": [
                (
                    "{-3}",
                    "Il retourne la feuille et croise les bras. À la craie, au tableau, il trace volontiers.",
                )
            ],
            "essais": [("amenagement", "en {m-1}", "en_partie", "", "Outils plus gros, plan incliné.")],
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
        },
        vie=(
            acte("transmettre", 8, "direction.0699004m"),
            acte(
                "demander",
                6,
                COORDINATION,
                questions=(
                    "À quels moments de la journée accepte-t-il d’écrire ou de dessiner ?",
                    "Que fait-il seul, sans aide, dans les jeux de construction ?",
                ),
                dans=10,
                mot="Merci pour ces observations précises. Deux questions avant de vous répondre.",
            ),
        ),
    ),
    Histoire(
        cle="jaures-complement-retard",
        ecole="0699001J",
        par="directrice.jaures",
        eleve=("Assia", "Lunévol", "02-20"),
        niveau="cm2",
        motifs=("scolarisation_orientation", "absence_evolution"),
        ecrite=19,
        dire={
            "question": "Assia entre au collège dans quelques mois. Comment préparer ce passage avec elle et ses parents ?",
            "faits": [("{-6}", "Elle demande chaque jour si « là-bas on pourra l’aider ».")],
            "points_appui": "Très persévérante, appréciée de tous, excellente mémoire des récits.",
            "essais": [
                ("ppre", "depuis la rentrée", "en_partie", "équipe de cycle 3", ""),
                ("apc", "en {m-1}", "oui", "", "Lecture à deux voix."),
            ],
            "plans": [("ppre", "depuis la rentrée")],
            "instances": [("cycle", "le {-14}", "oui"), ("equipe_educative", "le {-7}", "oui")],
            "parents_informes": "oui",
            "parents_quand": "le {-5}",
            "second_parent": "oui",
            "avis_parents": "« Nous voulons visiter le collège avec elle avant les vacances. »",
            "contacts": [
                ("rencontre", "{-7}", "directrice, enseignant et les deux parents", "Équipe éducative."),
                ("telephone", "{-5}", "directrice et mère", "D’accord pour un échange avec le CMP."),
            ],
        },
        vie=(
            acte("transmettre", 17, "directrice.jaures"),
            acte("prendre_en_charge", 16, COORDINATION),
            acte(
                "demander",
                13,
                COORDINATION,
                questions=("Le collège de secteur a-t-il déjà été contacté ?",),
                dans=9,
            ),
            acte(
                "accord",
                12,
                "directrice.jaures",
                type="partage",
                partenaire="CMP du secteur",
                etat="signe",
                signataire="les_deux",
                vu=True,
                precision="Pour préparer l’entrée au collège seulement.",
            ),
            acte("accord", 12, "directrice.jaures", type="emas", etat="demande"),
            acte("accord", 8, "directrice.jaures", type="pre", etat="refuse"),
        ),
    ),
    Histoire(
        cle="curie-precisee",
        ecole="0699007R",
        par="direction.0699007r",
        eleve=("Théa", "Vifargent", "11-08"),
        niveau="ce2",
        motifs=("danger_eleves",),
        ecrite=24,
        dire={
            "question": "Théa se met en danger à chaque sortie. Comment continuer à l’emmener avec nous ?",
            "faits": [
                ("{-4}", "Au parc, elle a traversé l’allée des vélos en courant, malgré la main tendue.")
            ],
            "points_appui": "Elle nage, elle grimpe, elle connaît le nom de tous les oiseaux.",
            "danger_eleve": "avere",
            "essais": [
                (
                    "amenagement",
                    "en {m-1}",
                    "non",
                    "",
                    "Un adulte dédié en sortie : elle s’échappe quand même.",
                )
            ],
            "parents_informes": "interet",
            "parents_precision": "La conseillère technique nous a conseillé d’attendre son rappel.",
            "deja_appeles": "Conseillère technique de service social",
        },
        vie=(
            acte("transmettre", 22, "direction.0699007r"),
            acte(
                "demander",
                20,
                COORDINATION,
                questions=(
                    "Combien d’adultes accompagnent les sorties ?",
                    "Que vous a conseillé le service social ?",
                ),
                dans=5,
            ),
            acte(
                "preciser",
                17,
                "direction.0699007r",
                reponses=(
                    "Trois adultes pour vingt-trois élèves.",
                    "De ne rien dire à la maison avant un échange entre elles, prévu le {-2}.",
                ),
            ),
            acte(
                "solliciter",
                16,
                COORDINATION,
                personne="ctss.ecully",
                mission="Faire le point avec la direction sur ce qui relève de la protection.",
                dans=10,
            ),
            acte("acquitter", 16, "ctss.ecully"),
            acte("lire", 15, "ctss.ecully"),
        ),
    ),
]
