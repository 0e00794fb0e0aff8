"""Écully: what somebody of the pole is working on."""

from pole.conf.demonstration.modele import Histoire, acte

COORDINATION = "coordination.ecully"

HISTOIRES = [
    Histoire(
        cle="jaures-mission-psy",
        ecole="0699001J",
        par="directrice.jaures",
        eleve=("Nour", "Alizéenne", "06-12"),
        niveau="ce2",
        motifs=("absence_evolution",),
        ecrite=22,
        document="Compte rendu équipe éducative.pdf",
        dire={
            "enseignant": "La maîtresse de CE2, classe du premier étage",
            "effectif": "22 élèves, CE2 simple, REP+",
            "parcours": "Scolarisée ici depuis la petite section.",
            "question": "Nour a cessé de participer depuis un mois. Comment comprendre, et comment la rejoindre ?",
            "faits": [
                (
                    "{-8}",
                    "Interrogée en groupe, Nour baisse la tête et se tait. En aparté, elle connaît la réponse.",
                ),
                (
                    "{-4}",
                    "Pendant le conseil d’élèves, elle a demandé à sortir, puis est restée dans le couloir.",
                ),
            ],
            "points_appui": "Elle écrit de très belles listes, aime la bibliothèque et s’occupe des plantes.",
            "nature_difficulte": "scolaire",
            "frequence": "jour",
            "tendance": "pire",
            "hypotheses": ("sens", "sociale"),
            "attentes": ("regard_equipe", "observation"),
            "danger_eleve": "possible",
            "effet_enseignant": "L’équipe est inquiète et craint de mal faire.",
            "essais_comment": "document",
            "document": "Compte rendu de l’équipe éducative\nDémonstration : document inventé, sans nom d’élève.",
            "parents_informes": "oui",
            "parents_quand": "le {-5}, à l’école",
            "second_parent": "oui",
            "avis_parents": "« À la maison aussi elle parle moins. On ne sait pas par où commencer. »",
            "parole_eleve": "« Je préfère écrire. »",
            "suivi_exterieur": "non",
        },
        vie=(
            acte("transmettre", 20, "directrice.jaures"),
            acte("prendre_en_charge", 19, COORDINATION),
            acte(
                "intervenir",
                19,
                COORDINATION,
                type="appel",
                texte="Échange avec la directrice : situation bien décrite, famille partante.",
            ),
            acte(
                "solliciter",
                18,
                COORDINATION,
                personne="psy.ecully",
                mission="Observer en classe, puis rencontrer les parents avec la maîtresse.",
                dans=22,
            ),
            acte("acquitter", 17, "psy.ecully"),
            acte("lire", 17, "psy.ecully"),
            acte(
                "intervenir",
                10,
                "psy.ecully",
                type="observation",
                texte="Une matinée en classe. Échange avec la maîtresse à la récréation.",
            ),
            acte(
                "intervenir",
                9,
                "psy.ecully",
                type="autre",
                texte="À revoir en équipe : proposer un temps à deux avant le groupe.",
                audience="pole",
            ),
            acte("lire", 8, "ien.ecully"),
        ),
    ),
    Histoire(
        cle="prevert-deux-missions",
        ecole="0699006P",
        par="direction.0699006p",
        eleve=("Ismaël", "Quatrevents", "08-03"),
        niveau="cp",
        motifs=("danger_eleves", "absence_evolution"),
        ecrite=17,
        dire={
            "effectif": "12 élèves, CP dédoublé",
            "question": "Ismaël quitte la classe plusieurs fois par jour. Comment le garder en sécurité et l’aider à rester ?",
            "faits": [
                (
                    "{-5}",
                    "Sorti par la porte du fond pendant la lecture. Retrouvé assis dans l’escalier, calme.",
                ),
                ("{-2}", "Même départ après la cantine ; un adulte l’a suivi à distance."),
            ],
            "points_appui": "Très à l’aise en motricité. Un lien fort avec l’agent d’accueil.",
            "nature_difficulte": "comportement",
            "frequence": "jour",
            "tendance": "stable",
            "danger_eleve": "possible",
            "essais": [
                (
                    "amenagement",
                    "depuis {m-1}",
                    "en_partie",
                    "enseignante",
                    "Un coin calme, un sablier, une carte « j’ai besoin d’une pause ».",
                ),
                ("rased", "une demande est faite", "non_evalue", "", ""),
            ],
            "rased": "demande",
            "parents_informes": "oui",
            "parents_quand": "le {-3}",
            "evolution": "Rester une demi-heure de suite en lecture, avec une pause prévue.",
        },
        vie=(
            acte("transmettre", 15, "direction.0699006p"),
            acte(
                "solliciter",
                14,
                COORDINATION,
                personne="cpc.ecully",
                mission="Passer deux demi-matinées et proposer un emploi du temps adapté.",
                dans=12,
            ),
            acte(
                "solliciter",
                14,
                COORDINATION,
                personne="espe-r.ecully",
                mission="Rencontrer Ismaël et ses parents, avec leur accord.",
                dans=20,
            ),
            acte("acquitter", 13, "cpc.ecully"),
            acte(
                "intervenir",
                7,
                "cpc.ecully",
                type="visite",
                texte="Visite du matin : emploi du temps allégé essayé dès lundi.",
            ),
            acte(
                "terminer",
                4,
                "cpc.ecully",
                compte_rendu="Emploi du temps en trois temps, support laissé à l’enseignante. Rappel prévu.",
            ),
            acte("lire", 4, "ctss.ecully", identite=False),
        ),
    ),
    Histoire(
        cle="pergaud-medecin",
        ecole="0699002K",
        par="directeur.pergaud",
        eleve=("Zélie", "Petitjonc", "12-01"),
        niveau="ms",
        motifs=("absence_evolution",),
        ecrite=14,
        dire={
            "effectif": "25 élèves de MS",
            "question": "Zélie ne se fait presque pas comprendre. Vers qui orienter ses parents, et que faire en classe ?",
            "faits": [
                (
                    "{-6}",
                    "Au regroupement, ses camarades parlent à sa place. Elle montre du doigt et s’énerve.",
                )
            ],
            "points_appui": "Elle mime très bien, adore la peinture et retrouve toujours le bon livre.",
            "essais": [
                (
                    "differenciation",
                    "depuis {m-1}",
                    "en_partie",
                    "enseignante et ATSEM",
                    "Images pour demander, temps de parole à deux.",
                )
            ],
            "parents_informes": "oui",
            "parents_quand": "le {-4}",
            "suivi_exterieur": "inconnu",
        },
        vie=(
            acte("transmettre", 12, "directeur.pergaud"),
            acte(
                "solliciter",
                11,
                COORDINATION,
                personne="medecin.ecully",
                mission="Voir avec les parents où en sont la vue et l’audition.",
                dans=7,
            ),
            acte(
                "intervenir",
                10,
                COORDINATION,
                type="appel",
                texte="Le directeur est rappelé : la famille est d’accord pour un rendez-vous.",
            ),
        ),
    ),
    Histoire(
        cle="grandpre-desaccord",
        ecole="0699015Z",
        par="direction.0699015z",
        eleve=("Robin", "Chantepie", "03-29"),
        niveau="cm1",
        motifs=("relation_famille", "absence_evolution"),
        ecrite=11,
        dire={
            "question": "Les parents de Robin refusent tout aménagement. Comment parler de ses besoins sans les blesser ?",
            "faits": [
                (
                    "{-5}",
                    "Au rendez-vous, le père dit que l’école « exagère » et se lève. La mère revient seule s’excuser.",
                )
            ],
            "points_appui": "Robin est passionné de cartes et capitaine de l’équipe de handball.",
            "essais": [
                (
                    "differenciation",
                    "depuis la rentrée",
                    "en_partie",
                    "",
                    "Textes plus courts, temps en plus.",
                )
            ],
            "parents_informes": "desaccord",
            "parents_precision": "Ils craignent une étiquette. Ils acceptent de revoir l’école si quelqu’un d’extérieur est là.",
            "attentes": ("appui_famille",),
            "contacts": [
                ("rencontre", "{-5}", "les deux parents et la direction", "Désaccord, mais porte ouverte.")
            ],
        },
        vie=(
            acte("transmettre", 9, "direction.0699015z"),
            acte("prendre_en_charge", 8, COORDINATION),
            acte(
                "intervenir",
                6,
                COORDINATION,
                type="appel",
                texte="Appel à l’école : rencontre à trois proposée, date à trouver.",
            ),
        ),
    ),
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
            "parents_informes": "oui",
            "parents_quand": "le {-5}",
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
