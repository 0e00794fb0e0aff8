"""Requests that a school sends elsewhere, from what was typed once: RASED and EMAS."""

from pole.documents import Document, Partie, Texte, empty_lines, filled, signatures
from saisines.documents.lecture import Lecture
from saisines.enums import TypeAccord
from saisines.fiche import Fiche

SANS_ACCORD = (
    "L’accord écrit d’un parent n’est pas noté : le nom de l’élève n’est pas imprimé. Faites signer la "
    "feuille d’accord, notez-la, puis imprimez à nouveau."
)


def rased(fiche: Fiche) -> Document:
    """Request to the RASED: persistent difficulties, with what the class has done (R43: not typed twice)."""
    lu = Lecture(fiche)
    parties = (
        filled(
            "L’élève",
            lu.reperes(("Enseignante ou enseignant", "enseignant"), ("Classe", "effectif")),
        ),
        filled(
            "La demande",
            lu.reponses(
                "Ce qui préoccupe",
                ("Motifs", "motifs"),
                ("Question", "question"),
                ("Difficulté", "nature_difficulte"),
                ("Fréquence", "frequence"),
                ("Évolution", "tendance"),
                ("Attentes", "attentes"),
            ),
            lu.table("Faits observés", "faits"),
        ),
        filled(
            "Ce qui va bien", lu.reponses("Appuis", ("Points d’appui", "points_appui"), ("Acquis", "acquis"))
        ),
        filled(
            "Ce qui a été essayé",
            lu.table("Essais", "essais"),
            lu.table("Plans en vigueur", "plans"),
            lu.table("Réunions tenues", "instances"),
            lu.reponses("Aide déjà reçue", ("RASED", "rased"), ("Déjà appelés", "deja_appeles")),
        ),
        filled(
            "Les parents",
            lu.reponses(
                "Information",
                ("Parents informés", "parents_informes"),
                ("Date", "parents_quand"),
                ("Autre parent informé", "second_parent"),
                ("Point de vue des parents", "avis_parents"),
            ),
            lu.table("Échanges avec la famille", "contacts"),
            lu.accords(TypeAccord.PSYCHOLOGUE, TypeAccord.MAITRE_G),
        ),
        Partie("Ce que le RASED propose", empty_lines("Après la synthèse :", lignes=4)),
        Partie("Signatures", (signatures("Direction", "Enseignant", "RASED"),)),
    )
    return Document(
        titre="Demande d’aide au RASED",
        chapeau=lu.chapeau,
        parties=tuple(partie for partie in parties if partie),
        mention=lu.mention,
    )


def emas(fiche: Fiche) -> Document:
    """Request to the EMAS, which the IEN sends: the name only where a parent agreed in writing (R18, §5.3).

    It leaves the Éducation nationale: no word of the parents, no follow-up outside school.
    """
    agreed = Lecture(fiche).holds(TypeAccord.EMAS)
    lu = Lecture(fiche, anonyme=not agreed)
    parties = (
        filled("L’élève", lu.reperes(("Classe", "effectif")), None if agreed else Texte(SANS_ACCORD)),
        filled("L’accord écrit d’un parent au moins", lu.accords(TypeAccord.EMAS)),
        filled(
            "La situation",
            lu.reponses(
                "Ce qui préoccupe",
                ("Question", "question"),
                ("Fréquence", "frequence"),
                ("Évolution", "tendance"),
                ("Points d’appui", "points_appui"),
            ),
            lu.table("Faits observés", "faits"),
        ),
        filled(
            "Ce qui a été essayé",
            lu.table("Essais", "essais"),
            lu.table("Plans en vigueur", "plans"),
            lu.table("Réunions tenues", "instances"),
        ),
        Partie(
            "Ce que l’école attend", empty_lines("Conseil, observation, outils pour les adultes :", lignes=3)
        ),
        Partie("Envoi par l’IEN", (signatures("Direction", "IEN"),)),
    )
    return Document(
        titre="Demande d’appui à l’EMAS",
        chapeau=f"{lu.chapeau}\nÉquipe mobile d’appui médico-social à la scolarisation",
        parties=tuple(partie for partie in parties if partie),
        mention=lu.mention,
    )
