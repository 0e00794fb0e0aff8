"""Écully: what its last cellule de veille studied. The days are counted from that meeting."""

from pole.conf.demonstration.modele import Acte, Histoire, acte

COORDINATION = "coordination.ecully"


def autour(rang: int) -> list[Histoire]:
    """The stories of a meeting held `rang` school days ago; what would happen later has not happened yet."""
    return [_partage(rang), _lecture(rang), _recreation(rang)]


def _vie(rang: int, *actes: Acte) -> tuple[Acte, ...]:
    """Acts told in days after the meeting (before it if negative), those of the past only."""
    dated = [Acte(one.nom, rang - one.jour, one.par, one.donnees) for one in actes]
    return tuple(one for one in dated if one.jour >= 1)


def _partage(rang: int) -> Histoire:
    return Histoire(
        cle="cellule-pergaud",
        ecole="0699002K",
        par="directeur.pergaud",
        eleve=("Maëlle", "Rivesaltes", "03-08"),
        niveau="cm1",
        motifs=("absence_evolution",),
        ecrite=rang + 14,
        dire={
            "question": "Maëlle se tait dès qu’on l’interroge devant la classe. Comment lui rendre la parole ?",
            "faits": [("{-5}", "Exposé préparé, connu par cœur la veille ; devant la classe, pas un mot.")],
            "points_appui": "Elle écrit de longs textes et lit aux petits à la bibliothèque.",
            "essais": [("tutorat", "depuis {m-1}", "en_partie", "une camarade", "Elle parle à deux.")],
            "parents_informes": "oui",
            "parents_quand": "le {-3}",
            "avis_parents": "« À la maison, elle chante toute la journée. »",
        },
        vie=_vie(
            rang,
            acte("transmettre", -12, "directeur.pergaud"),
            acte("prendre_en_charge", -11, COORDINATION),
            acte(
                "etudier",
                0,
                COORDINATION,
                comprehension="Maëlle parle là où personne ne l’attend. Le regard de tous l’arrête, pas le savoir.",
                pistes=(("Trois mots dits à deux, puis à quatre, puis au groupe", "La maîtresse"),),
                interlocuteur="psy.ecully",
                revoir=33,
            ),
            acte(
                "repondre",
                3,
                COORDINATION,
                comprehension="Maëlle parle là où personne ne l’attend. Le regard de tous l’arrête, pas le savoir.",
                appuis="Ses textes, et sa voix quand elle lit aux plus petits.",
                pistes=(
                    ("Trois mots dits à deux, puis à quatre, puis au groupe", "La maîtresse"),
                    ("Lire aux CP une fois par semaine, sans témoin d’abord", "La maîtresse de CP"),
                ),
                interlocuteur="psy.ecully",
                revoir=30,
            ),
            acte("accueillir", 5, "directeur.pergaud", accueil="saisit"),
        ),
    )


def _lecture(rang: int) -> Histoire:
    return Histoire(
        cle="cellule-jaures",
        ecole="0699001J",
        par="directrice.jaures",
        eleve=("Sacha", "Montbazillac", "11-19"),
        niveau="ce2",
        motifs=("absence_evolution",),
        ecrite=rang + 12,
        dire={
            "question": "Sacha lit seul et ne comprend pas ce qu’il lit. Par où reprendre sans le décourager ?",
            "faits": [("{-4}", "Texte de dix lignes lu sans erreur, aucune question comprise.")],
            "points_appui": "Il raconte très bien ce qu’on lui a lu.",
            "essais": [
                ("apc", "en {m-1}", "en_partie", "maîtresse", "Il comprend quand on lit à deux voix.")
            ],
            "parents_informes": "oui",
            "parents_quand": "le {-2}",
        },
        vie=_vie(
            rang,
            acte("transmettre", -10, "directrice.jaures"),
            acte("prendre_en_charge", -9, COORDINATION),
            acte(
                "etudier",
                0,
                COORDINATION,
                comprehension="Sacha met toute sa force à dire les mots ; il ne lui en reste plus pour le sens.",
                pistes=(("Lire à deux voix, une phrase chacun, et raconter", "La maîtresse"),),
                interlocuteur="cpc.ecully",
                revoir=34,
            ),
            acte(
                "repondre",
                4,
                COORDINATION,
                comprehension="Sacha met toute sa force à dire les mots ; il ne lui en reste plus pour le sens.",
                appuis="Il raconte très bien ce qu’il a entendu.",
                pistes=(
                    ("Lire à deux voix, une phrase chacun, et raconter", "La maîtresse"),
                    ("Une observation en classe pendant un temps de lecture", "Le conseiller pédagogique"),
                ),
                interlocuteur="cpc.ecully",
                revoir=30,
            ),
        ),
    )


def _recreation(rang: int) -> Histoire:
    """Studied, and its answer is still to be reread."""
    return Histoire(
        cle="cellule-bourg",
        ecole="0699008S",
        par="direction.0699008s",
        eleve=("Côme", "Fontanges", "08-02"),
        niveau="ce1",
        motifs=("danger_eleves",),
        ecrite=rang + 11,
        dire={
            "question": "À chaque récréation, Côme court vers les autres et tout finit en larmes. Que faire ?",
            "faits": [("{-2}", "Trois chutes en dix minutes, sans coup : il fonce pour jouer.")],
            "points_appui": "Il s’excuse de lui-même, et les plus grands l’aiment bien.",
            "danger_eleves": "possible",
            "essais": [("amenagement", "depuis {m-1}", "en_partie", "", "Récréation avec les CM2.")],
            "parents_informes": "oui",
            "parents_quand": "le {-1}",
        },
        vie=_vie(
            rang,
            acte("transmettre", -9, "direction.0699008s"),
            acte("prendre_en_charge", -9, COORDINATION),
            acte(
                "etudier",
                0,
                COORDINATION,
                comprehension="Côme cherche les autres avec tout son corps. Il lui manque une façon d’entrer dans le jeu.",
                pistes=(
                    ("Un jeu de départ connu de tous, chaque récréation", "L’équipe"),
                    ("Un rôle d’arbitre, un jour sur deux", "Les maîtres de service"),
                ),
                interlocuteur="cpc.ecully",
                revoir=30,
                projet=True,
            ),
        ),
    )
