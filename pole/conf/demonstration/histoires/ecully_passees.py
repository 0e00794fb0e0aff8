"""Écully: what has been answered, followed and closed this year."""

from pole.conf.demonstration.modele import Histoire, acte

COORDINATION = "coordination.ecully"

HISTOIRES = [
    Histoire(
        cle="pergaud-repondue",
        ecole="0699002K",
        par="directeur.pergaud",
        eleve=("Gaspard", "Boisjoli", "07-24"),
        niveau="ce1",
        motifs=("absence_evolution",),
        ecrite=36,
        dire={
            "question": "Gaspard comprend tout mais n’arrive à rien finir. Que pouvons-nous changer en classe ?",
            "faits": [
                ("{-4}", "Sur une matinée : quatre travaux commencés, aucun rendu. Il s’est levé onze fois.")
            ],
            "points_appui": "Curieux, serviable, toujours partant pour aider un plus petit.",
            "nature_difficulte": "scolaire",
            "frequence": "jour",
            "essais": [
                ("amenagement", "depuis la rentrée", "en_partie", "", "Place près du tableau, minuteur."),
                ("differenciation", "depuis {m-1}", "oui", "", "Exercices coupés en deux."),
            ],
            "parents_informes": "oui",
            "parents_quand": "le {-6}",
            "avis_parents": "« Il est pareil pour s’habiller, mais quand il bricole il oublie l’heure. »",
        },
        vie=(
            acte("transmettre", 33, "directeur.pergaud"),
            acte("prendre_en_charge", 32, COORDINATION),
            acte(
                "solliciter",
                31,
                COORDINATION,
                personne="cpc.ecully",
                mission="Observer une matinée et proposer une organisation du travail.",
                dans=12,
            ),
            acte("acquitter", 30, "cpc.ecully"),
            acte(
                "intervenir",
                24,
                "cpc.ecully",
                type="observation",
                texte="Matinée en classe, puis une heure avec le maître.",
            ),
            acte(
                "terminer",
                20,
                "cpc.ecully",
                compte_rendu="Plan de travail essayé ; le maître est à l’aise avec l’outil.",
            ),
            acte(
                "repondre",
                12,
                COORDINATION,
                comprehension="Gaspard sait faire. Ce qui lui manque est un chemin visible jusqu’à la fin de la tâche.",
                appuis="Son envie d’aider et le plaisir qu’il prend à fabriquer.",
                pistes=(
                    (
                        "Un plan de travail de trois lignes, coché avec lui",
                        "Le maître, avec le conseiller pédagogique",
                        "cpc.ecully",
                        20,
                    ),
                    (
                        "Une mission d’entraide quotidienne auprès des CP, après deux travaux finis",
                        "L’équipe de cycle",
                    ),
                    (
                        "Un temps de fabrication le vendredi, montré à la classe",
                        "Le maître et le centre social",
                    ),
                ),
                non_retenu="Un PPRE n’est pas nécessaire à ce stade : l’essai en cours suffit.",
                interlocuteur="cpc.ecully",
                revoir=30,
            ),
            acte(
                "accueillir",
                9,
                "directeur.pergaud",
                accueil="parle",
                mot="D’accord pour le plan de travail. L’entraide auprès des CP demande une autre organisation.",
            ),
        ),
    ),
    Histoire(
        cle="hirondelles-repondue",
        ecole="0699003L",
        par="direction.0699003l",
        eleve=("Swann", "Grandéole", "01-17"),
        niveau="gs",
        motifs=("danger_eleves",),
        ecrite=20,
        dire={
            "question": "Swann mord quand il est débordé. Comment protéger chacun et l’aider à demander ?",
            "faits": [
                ("{-3}", "Deux morsures le même matin, chaque fois dans la file d’attente des lavabos.")
            ],
            "points_appui": "Il se calme en musique et connaît toutes les comptines.",
            "danger_eleves": "avere",
            "essais": [("amenagement", "depuis {m-1}", "oui", "ATSEM", "Passage aux lavabos par deux.")],
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
        },
        vie=(
            acte("transmettre", 18, "direction.0699003l"),
            acte("prendre_en_charge", 18, COORDINATION),
            acte(
                "intervenir",
                17,
                COORDINATION,
                type="appel",
                texte="Rappel dans la journée : passage par deux maintenu.",
            ),
            acte("lire", 16, "ien.ecully"),
            acte(
                "repondre",
                7,
                COORDINATION,
                comprehension="Les morsures arrivent dans l’attente et le bruit, jamais ailleurs.",
                appuis="La musique l’apaise ; l’équipe l’a bien repéré.",
                pistes=(
                    ("Garder le passage par deux et une chanson pour patienter", "ATSEM et enseignante"),
                    ("Trois images pour dire stop, encore, aide", "Enseignante, avec la psychologue"),
                ),
                rappels="Chaque blessure reste notée au registre de l’école.",
                interlocuteur="psy2.ecully",
                revoir=25,
            ),
        ),
    ),
    Histoire(
        cle="jaures-suivi",
        ecole="0699001J",
        par="directrice.jaures",
        eleve=("Kenza", "Rosépine", "09-02"),
        niveau="cm1",
        motifs=("relation_famille",),
        ecrite=48,
        dire={
            "question": "Comment reprendre le dialogue avec les parents de Kenza après l’incident de la cantine ?",
            "faits": [
                ("{-2}", "Les parents sont venus demander des explications devant les autres familles.")
            ],
            "points_appui": "Kenza reste proche de sa maîtresse ; la grande sœur fait le lien.",
            "essais": [
                ("autre", "en {m-1}", "en_partie", "direction", "Rencontre dans le bureau, au calme.")
            ],
            "parents_informes": "oui",
            "parents_quand": "le {-1}",
        },
        vie=(
            acte("transmettre", 46, "directrice.jaures"),
            acte("prendre_en_charge", 45, COORDINATION),
            acte(
                "intervenir",
                42,
                "ien.ecully",
                type="parents",
                texte="Les parents ont été reçus avec la directrice. Échange apaisé.",
            ),
            acte(
                "repondre",
                38,
                COORDINATION,
                comprehension="Les parents demandent à être prévenus d’abord, avant les autres.",
                pistes=(
                    ("Un appel le jour même pour tout incident, par la même personne", "La directrice"),
                    (
                        "Une rencontre de bilan avant les vacances, sans ordre du jour imposé",
                        "La directrice et la psychologue",
                    ),
                ),
                interlocuteur="psy.ecully",
                revoir=34,
            ),
            acte("accueillir", 35, "directrice.jaures", accueil="saisit"),
            acte(
                "intervenir",
                15,
                "psy.ecully",
                type="appel",
                texte="Point avec la directrice : deux appels passés, bien reçus.",
            ),
            acte(
                "faire_le_point",
                3,
                "directrice.jaures",
                effet="en_partie",
                arme="oui",
                mot="Les appels du jour même ont apaisé les échanges. Le bilan reste à tenir.",
            ),
        ),
    ),
    Histoire(
        cle="noyers-suivi-point-passe",
        ecole="0699009T",
        par="direction.0699009t",
        eleve=("Côme", "Verdoyant", "06-30"),
        niveau="ce2",
        motifs=("absence_evolution",),
        ecrite=55,
        dire={
            "question": "Côme n’écrit plus depuis la rentrée. Comment lui redonner envie ?",
            "faits": [
                (
                    "{-3}",
                    "Feuille blanche en production d’écrit, trois fois de suite. À l’oral, il invente des histoires entières.",
                )
            ],
            "points_appui": "Grand conteur, il fait rire toute la classe.",
            "essais": [
                ("differenciation", "en {m-1}", "en_partie", "", "Dictée à l’adulte."),
                ("tutorat", "en {m-1}", "non", "", ""),
            ],
            "parents_informes": "oui",
            "parents_quand": "le {-5}",
        },
        vie=(
            acte("transmettre", 53, "direction.0699009t"),
            acte("prendre_en_charge", 52, COORDINATION),
            acte(
                "solliciter",
                51,
                COORDINATION,
                personne="espe-e.ecully",
                mission="Proposer un atelier d’écriture court.",
                dans=15,
            ),
            acte(
                "terminer",
                37,
                "espe-e.ecully",
                compte_rendu="Trois séances : il écrit si l’on commence par enregistrer sa voix.",
            ),
            acte(
                "repondre",
                36,
                COORDINATION,
                pistes=(
                    ("Enregistrer l’histoire, puis écrire une phrase de son choix", "L’enseignante"),
                    ("Un journal de la classe tenu à deux", "Côme et un camarade"),
                ),
                comprehension="L’idée est là ; c’est le geste qui l’arrête.",
                interlocuteur="espe-e.ecully",
                revoir=32,
            ),
            acte(
                "accueillir",
                34,
                "direction.0699009t",
                accueil="adapte",
                mot="On commence par le journal à deux.",
            ),
        ),
    ),
    Histoire(
        cle="curie-close",
        ecole="0699007R",
        par="direction.0699007r",
        eleve=("Abel", "Monjardin", "04-04"),
        niveau="cp",
        motifs=("absence_evolution",),
        ecrite=50,
        dire={
            "question": "Abel ne reconnaît pas encore les lettres de son prénom. Par où passer ?",
            "faits": [("{-2}", "Il nomme quatre lettres sur vingt-six et s’agace très vite.")],
            "essais": [("apc", "depuis la rentrée", "en_partie", "", "")],
            "parents_informes": "oui",
            "parents_quand": "le {-3}",
        },
        vie=(
            acte("transmettre", 47, "direction.0699007r"),
            acte("prendre_en_charge", 46, COORDINATION),
            acte(
                "repondre",
                40,
                COORDINATION,
                pistes=(("Dix minutes par jour avec des lettres rugueuses", "L’enseignante, avec le RASED"),),
                interlocuteur="espe-e.ecully",
                revoir=20,
            ),
            acte("accueillir", 38, "direction.0699007r", accueil="saisit"),
            acte(
                "faire_le_point",
                18,
                "direction.0699007r",
                effet="oui",
                arme="oui",
                mot="Il écrit son prénom et le montre à tout le monde.",
            ),
            acte(
                "clore",
                16,
                COORDINATION,
                motif="Abel reconnaît maintenant vingt lettres ; le RASED poursuit avec l’école.",
            ),
        ),
    ),
    Histoire(
        cle="prevert-sans-action",
        ecole="0699006P",
        par="direction.0699006p",
        eleve=("Lou", "Passerose", "10-10"),
        niveau="cm1",
        motifs=("absence_evolution",),
        ecrite=23,
        dire={
            "question": "Faut-il demander un matériel adapté pour Lou ?",
            "faits": [("{-4}", "Elle écrit lentement et se plaint de douleurs au poignet.")],
            "essais_comment": "nouvelle",
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
        },
        vie=(
            acte("transmettre", 21, "direction.0699006p"),
            acte(
                "sans_action",
                18,
                COORDINATION,
                raison="mdph",
                autre_piste="La famille a déjà déposé un dossier : l’enseignant référent suit cette demande et vous appelle cette semaine.",
            ),
        ),
    ),
]
