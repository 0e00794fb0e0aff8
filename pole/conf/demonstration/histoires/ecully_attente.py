"""Écully: what is being written, and what waits for a first look."""

from pole.conf.demonstration.modele import Histoire, acte

HISTOIRES = [
    Histoire(
        cle="jaures-lecture",
        ecole="0699001J",
        par="directrice.jaures",
        eleve=("Lina", "Farandole", "03-14"),
        niveau="ce1",
        motifs=("absence_evolution",),
        ecrite=2,
        dire={
            "enseignant": "Clémence Ribeiral",
            "effectif": "23 élèves, CE1 simple",
            "question": "Lina n’avance plus en lecture malgré les groupes. Par quoi reprendre sans la décourager ?",
            "faits": [
                (
                    "{-4}",
                    "En lecture à voix haute, Lina s’arrête au troisième mot, sourit, puis dit « je sais pas faire ».",
                ),
                # The name of another pupil, on purpose: the re-reading page of this draft points at it.
                ("{-2}", "À l’atelier de lecture, Sacha termine avant elle, et Lina cache sa feuille."),
            ],
            "points_appui": "Elle adore les documentaires sur les animaux et raconte très bien à l’oral.",
        },
        vie=(
            acte(
                "inviter",
                1,
                "directrice.jaures",
                personne="enseignante.jaures",
                mot="Clémence, peux-tu dire ce que tu as essayé en lecture ? Je relis demain.",
            ),
            acte(
                "completer",
                1,
                "enseignante.jaures",
                etape="essais",
                dire={
                    "essais_comment": "lignes",
                    "essais": [
                        ("apc", "depuis {m-1}", "en_partie", "groupe de quatre", "Elle ose davantage."),
                    ],
                },
            ),
        ),
    ),
    Histoire(
        cle="pergaud-matin",
        ecole="0699002K",
        par="directeur.pergaud",
        eleve=("Sacha", "Grelotin", ""),
        niveau="gs",
        motifs=(),
        ecrite=1,
        dire={"effectif": "26 élèves de GS", "scolarisation": "ordinaire"},
    ),
    Histoire(
        cle="jaures-brouillon-enseignante",
        ecole="0699001J",
        par="enseignante.jaures",
        eleve=("Noé", "Papyrus", "07-02"),
        niveau="ce1",
        motifs=("absence_evolution", "scolarisation_orientation"),
        ecrite=6,
        dire={
            "enseignant": "Clémence Ribeiral",
            "question": "Noé écrit très peu. Comment l’aider à produire sans que tout passe par moi ?",
            "faits": [
                (
                    "{-3}",
                    "Dictée à l’adulte : trois phrases riches. Seul devant la feuille : son prénom, puis plus rien.",
                )
            ],
            "points_appui": "Vocabulaire étendu, curiosité, entraide pendant les ateliers.",
            "essais": [
                (
                    "amenagement",
                    "depuis {m-1}",
                    "en_partie",
                    "en classe",
                    "Dictée à l’adulte, étiquettes-mots.",
                )
            ],
            "effet_enseignant": "Je me sens seule face à cette question, et je crains de passer à côté de quelque chose.",
        },
        vie=(
            acte("soumettre", 5, "enseignante.jaures"),
            acte(
                "renvoyer",
                3,
                "directrice.jaures",
                motif="Merci Clémence. Peux-tu ajouter ce que les parents en disent ? Je les vois jeudi, on complète ensemble.",
            ),
        ),
    ),
    Histoire(
        cle="jaures-cour",
        ecole="0699001J",
        par="enseignante.jaures",
        eleve=("Ayoub", "Ricochet", "11-21"),
        niveau="ce1",
        motifs=("danger_eleves",),
        ecrite=4,
        dire={
            "enseignant": "Clémence Ribeiral",
            "question": "Comment rendre les récréations à nouveau sûres pour lui et pour les autres ?",
            "faits": [
                (
                    "{-2}",
                    "Récréation de 10 h : Ayoub pousse élève B contre le muret après une partie perdue. Il pleure ensuite longtemps.",
                ),
                (
                    "{-6}",
                    "Dispute pour un ballon, morsure à l’avant-bras d’élève C. L’infirmière a été prévenue.",
                ),
            ],
            "points_appui": "En petit groupe, Ayoub est attentif, drôle, et très fier de ses dessins techniques.",
            "nature_difficulte": "comportement",
            "frequence": "semaine",
            "tendance": "pire",
            "danger_eleves": "avere",
            "essais": [
                (
                    "contrat",
                    "depuis {m-1}",
                    "en_partie",
                    "enseignante et direction",
                    "Un carnet du matin avec un seul objectif par jour.",
                ),
                (
                    "tutorat",
                    "en {m-1}",
                    "oui",
                    "un élève de CM2",
                    "Jeux calmes deux récréations par semaine.",
                ),
            ],
            "parents_informes": "un_seul",
            "parents_quand": "le {-3}",
            "parents_precision": "La mère est venue. Le père, qui vit ailleurs, n’a pas encore été joint.",
            "effet_enseignant": "Je surveille tout le temps. Je rentre épuisée les jours de service de cour.",
        },
        vie=(acte("soumettre", 2, "enseignante.jaures"),),
    ),
    Histoire(
        cle="jaures-consignes",
        ecole="0699001J",
        par="enseignante.jaures",
        eleve=("Maëlle", "Cerf-Volant", "01-30"),
        niveau="ce1",
        motifs=("absence_evolution",),
        ecrite=3,
        dire={
            "enseignant": "Clémence Ribeiral",
            "question": "Maëlle semble ne pas entrer dans les consignes collectives. Qu’observer, et que proposer ?",
            "faits": [
                (
                    "{-2}",
                    "Consigne en trois temps donnée à tous : elle range sa trousse, regarde sa voisine et attend.",
                )
            ],
            "essais": [
                (
                    "differenciation",
                    "depuis la rentrée",
                    "en_partie",
                    "en classe",
                    "Consignes imagées, une à la fois.",
                )
            ],
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
        },
        vie=(acte("soumettre", 1, "enseignante.jaures"),),
    ),
    Histoire(
        cle="pergaud-urgence",
        ecole="0699002K",
        par="directeur.pergaud",
        eleve=("Ilyan", "Sarbacane", "05-09"),
        niveau="cm1",
        motifs=("danger_adultes", "danger_eleves"),
        ecrite=1,
        dire={
            "effectif": "27 élèves, CM1-CM2",
            "question": "Comment accueillir Ilyan lundi avec des adultes rassurés, et lui aussi ?",
            "faits": [
                (
                    "hier après-midi",
                    "Au retour de la piscine, Ilyan a lancé une chaise vers l’adulte qui l’accompagnait, puis s’est caché sous l’escalier.",
                ),
                ("{-4}", "Crise de larmes et de cris de vingt minutes après une remarque sur son cahier."),
            ],
            "points_appui": "Il parle volontiers avec le gardien et s’apaise en bricolant. Très bon en calcul mental.",
            "nature_difficulte": "comportement",
            "frequence": "semaine",
            "tendance": "pire",
            "danger_adultes": "avere",
            "danger_eleves": "possible",
            "effet_enseignant": "Deux collègues ne veulent plus assurer seuls les déplacements. L’équipe a besoin d’en parler.",
            "effet_ien": ("ien",),
            "essais_comment": "urgence",
            "parents_informes": "urgence",
            "parents_precision": "La famille est appelée aujourd’hui ; nous n’avons pas attendu pour vous prévenir.",
            "urgence_motif": "rupture",
            "urgence_precision": "La classe ne tient plus après la cantine. Nous pouvons vous recevoir dès demain matin.",
            "telephone": "04 65 71 11 11",
            "disponibilites": "Entre 11 h 45 et 13 h 30, ou après 16 h 30.",
        },
        vie=(acte("transmettre", 1, "directeur.pergaud"),),
    ),
    Histoire(
        cle="bourg-retard",
        ecole="0699008S",
        par="direction.0699008s",
        eleve=("Elsa", "Mirabeline", "09-18"),
        niveau="cp",
        motifs=("relation_famille",),
        ecrite=12,
        dire={
            "question": "Comment renouer avec la famille d’Elsa, qui ne répond plus à nos invitations ?",
            "faits": [
                (
                    "{-9}",
                    "Le cahier de liaison revient sans signature depuis trois semaines. À la grille, la grand-mère évite le regard.",
                )
            ],
            "points_appui": "Elsa vient avec plaisir, a deux amies solides et retient tout ce qu’on lui lit.",
            "essais_comment": "nouvelle",
            "parents_informes": "sans_reponse",
            "parents_quand": "les {-9} et {-4}, par téléphone et par courrier",
            "contacts": [
                (
                    "informel",
                    "{-12}",
                    "enseignante et grand-mère",
                    "Échange bref et tendu au sujet des retards.",
                )
            ],
        },
        vie=(acte("transmettre", 10, "direction.0699008s"),),
    ),
    Histoire(
        cle="noyers-orientation",
        ecole="0699009T",
        par="direction.0699009t",
        eleve=("Titouan", "Bergamote", "02-11"),
        niveau="cm2",
        motifs=("scolarisation_orientation",),
        ecrite=5,
        dire={
            "enseignant": "Le maître de CM2, présent le jeudi matin",
            "question": "Quelle suite de scolarité envisager avec Titouan et ses parents pour qu’il garde confiance ?",
            "faits": [
                (
                    "{-7}",
                    "Devant l’évaluation commune, Titouan range ses affaires et dit « de toute façon c’est pas pour moi ».",
                )
            ],
            "acquis": "Oral : acquis. Calcul : fragile. Lecture de textes longs : pas encore acquis.",
            "points_appui": "Il répare les vélos de la famille et sait tout expliquer, gestes à l’appui.",
            "essais": [
                (
                    "ppre",
                    "en CM1 et depuis la rentrée",
                    "en_partie",
                    "équipe de cycle",
                    "Objectifs courts, bilan chaque mois.",
                ),
                ("rased", "en CE2", "en_partie", "dominante pédagogique", ""),
            ],
            "instances": [("equipe_educative", "le {-15}", "oui")],
            "parents_informes": "oui",
            "parents_quand": "le {-6}",
            "avis_parents": "« On veut surtout qu’il retrouve le sourire le dimanche soir. »",
            "attentes": ("avis_orientation", "regard_equipe"),
        },
        vie=(
            acte("transmettre", 3, "direction.0699009t"),
            acte("inscrire", 2, "coordination.ecully"),
        ),
    ),
    Histoire(
        cle="hirondelles-separation",
        ecole="0699003L",
        par="direction.0699003l",
        eleve=("Inaya", "Coquillage", "10-05"),
        niveau="ps",
        motifs=("autre",),
        ecrite=4,
        dire={
            "motif_autre": "Des matins de séparation très longs",
            "question": "Comment aider Inaya et son papa à se quitter sereinement le matin ?",
            "faits": [
                (
                    "depuis la rentrée",
                    "Les pleurs durent une heure. Ils s’arrêtent dès que l’on sort dans la cour.",
                )
            ],
            "points_appui": "Elle chante, imite, range avec soin la caisse des poupées.",
            "hypotheses": ("sociale",),
            "hypotheses_mots": "Nous nous demandons si le départ serait plus doux quand le papa dit lui-même l’heure du retour.",
            "essais": [
                (
                    "amenagement",
                    "depuis {m-1}",
                    "en_partie",
                    "ATSEM et enseignante",
                    "Arrivée décalée de dix minutes, doudou dans la classe.",
                )
            ],
            "parents_informes": "rendez_vous",
            "parents_quand": "la semaine prochaine, avec les deux parents",
            "parole_eleve": "« Papa il revient après la sieste. »",
        },
        vie=(
            acte("transmettre", 2, "direction.0699003l"),
            acte("orienter", 1, "coordination.ecully", issue="rased", personne="psy.ecully", dans=8),
            acte("orienter", 1, "coordination.ecully", issue="equipe_educative", dans=18),
        ),
    ),
    Histoire(
        cle="curie-retrait",
        ecole="0699007R",
        par="direction.0699007r",
        eleve=("Jonas", "Tirelire", "04-27"),
        niveau="ce2",
        motifs=("absence_evolution",),
        ecrite=18,
        dire={
            "question": "Jonas ne rend plus aucun travail depuis {m-1} : que s’est-il passé ?",
            "faits": [("{-3}", "Cahier vide à la fin de la matinée, alors qu’il a répondu juste à l’oral.")],
            "essais": [("tutorat", "en {m-1}", "non_evalue", "", "")],
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
        },
        vie=(
            acte("transmettre", 16, "direction.0699007r"),
            acte("prendre_en_charge", 15, "coordination.ecully"),
            acte(
                "retirer",
                9,
                "direction.0699007r",
                motif="La famille déménage à la fin de la semaine ; la nouvelle école est prévenue avec son accord.",
            ),
        ),
    ),
]
