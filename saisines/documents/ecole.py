"""Documents of the school, started from what was typed once: équipe éducative and PPRE."""

from pole.documents import Document, Grille, Partie, empty_grid, empty_lines, filled, signatures
from saisines.documents.lecture import Lecture
from saisines.fiche import Fiche

_PRESENTS = (
    "Direction de l’école",
    "Enseignante ou enseignant de la classe",
    "Parent",
    "Parent",
    "Psychologue de l’Éducation nationale",
    "Enseignante ou enseignant spécialisé",
    "",
    "",
)


def _document(lu: Lecture, titre: str, *parties: Partie | None) -> Document:
    kept = tuple(partie for partie in parties if partie is not None)
    return Document(titre=titre, chapeau=lu.chapeau, parties=kept, mention=lu.mention)


def equipe_educative(fiche: Fiche) -> Document:
    """Minutes of an équipe éducative, to be completed: the director holds it, parents included (D321-16)."""
    lu = Lecture(fiche)
    presents = Grille(
        "Présents", ("Fonction", "Nom", "Présent ou excusé"), tuple((one, "", "") for one in _PRESENTS)
    )
    return _document(
        lu,
        "Compte rendu d’équipe éducative",
        filled("La réunion", lu.reperes(("Date et heure", ""), ("Réunie par", "")), presents),
        filled("Pourquoi nous nous réunissons", lu.texte("question"), lu.table("Faits observés", "faits")),
        filled("Ce qui va bien", lu.texte("points_appui")),
        filled("Ce qui a été essayé", lu.table("Essais", "essais"), lu.table("Plans en vigueur", "plans")),
        filled("Les réunions déjà tenues", lu.table("Réunions tenues", "instances")),
        filled("Les échanges avec la famille", lu.table("Échanges", "contacts")),
        Partie(
            "La parole de la famille et de l’élève",
            (
                *filter(
                    None,
                    [
                        lu.reponses(
                            "Déjà recueillie",
                            ("Point de vue des parents", "avis_parents"),
                            ("Évolution espérée", "evolution"),
                            ("Parole de l’élève", "parole_eleve"),
                        )
                    ],
                ),
                *empty_lines("Ce que disent les parents aujourd’hui :", "Ce que dit l’élève :", lignes=2),
            ),
        ),
        Partie(
            "Ce que nous décidons ensemble", (empty_grid("Décisions", "Quoi", "Qui", "Pour quand", lignes=4),)
        ),
        filled("Les accords écrits des parents", lu.accords()),
        Partie(
            "La suite",
            (
                *empty_lines("Prochaine rencontre :", lignes=1),
                signatures("Direction", "Parent", "Parent", "Enseignant"),
            ),
        ),
    )


def ppre(fiche: Fiche) -> Document:
    """Draft of a PPRE: one or two aims, what is done about them, with whom, until when (S4-16)."""
    lu = Lecture(fiche)
    return _document(
        lu,
        "Projet de PPRE",
        filled("L’élève", lu.reperes(("Enseignante ou enseignant", "enseignant"), ("Du … au …", ""))),
        filled(
            "Ses points d’appui", lu.texte("points_appui"), lu.reponses("Ses acquis", ("Acquis", "acquis"))
        ),
        filled(
            "Ce qui est difficile",
            lu.reponses("Difficulté", ("La question de l’école", "question"), ("Ce qui bloque", "blocage")),
            lu.table("Faits observés", "faits"),
        ),
        filled(
            "Ce qui a déjà été essayé",
            lu.table("Essais", "essais"),
            lu.table("Plans en vigueur", "plans"),
            lu.table("Réunions tenues", "instances"),
        ),
        filled(
            "Un ou deux objectifs",
            lu.texte("objectif"),
            *empty_lines("Objectif 1 :", "Objectif 2 :", lignes=2),
        ),
        Partie(
            "Ce que nous mettons en place",
            (
                empty_grid(
                    "Actions", "Action", "Où et quand", "Avec qui", "Comment savoir si cela aide", lignes=4
                ),
            ),
        ),
        filled(
            "Avec la famille et l’élève",
            lu.reponses(
                "Déjà recueilli",
                ("Point de vue des parents", "avis_parents"),
                ("Évolution espérée", "evolution"),
                ("Parole de l’élève", "parole_eleve"),
            ),
            lu.table("Échanges avec la famille", "contacts"),
            *empty_lines("Ce que chacun fait, à l’école et à la maison :", lignes=2),
        ),
        Partie("Le bilan", (empty_grid("Bilan", "Date", "Ce qui a progressé", "La suite", lignes=2),)),
        Partie("Signatures", (signatures("Enseignant", "Parent", "Parent", "Élève", "Direction"),)),
    )
