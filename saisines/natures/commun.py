"""What kinds share: the steps before and after the form, and the pupil whom some of them are about."""

from dataclasses import replace

from saisines.enums import Niveau, Relation, TypePlan
from saisines.natures import choix
from saisines.natures.base import (
    AVANT,
    AVEC_SECRETARIAT,
    ECOLE_ET_PILOTES,
    ECOLE_ET_POLE,
    RELIRE,
    Besoin,
    Champ,
    Conservation,
    Etape,
    Rangement,
    Sensibilite,
    Table,
    TypeChamp,
)
from saisines.natures.fabrique import (
    CLASSE,
    EN_DIRE_PLUS,
    JOINDRE,
    champ,
    choix_unique,
    identite,
    table,
    texte_long,
)
from saisines.natures.urgence import APPELS_PROPOSES


def only(etape: Etape, *codes: str, **changes: dict) -> tuple[Champ | Table, ...]:
    """Some questions of a step, in the order asked: written once, asked by several kinds.

    `changes` gives, by code, what a kind says otherwise. Raises KeyError for an unknown code.
    """
    items = {item.code: item for item in etape.contenu}
    return tuple(replace(items[code], **changes.get(code, {})) for code in codes)


avant = Etape(
    code=AVANT,
    lu="Avant la saisine",
    titre="Avant de saisir",
    numerotee=False,
    contenu=(
        champ(
            code="deja_fait",
            lu="Déjà fait",
            libelle="Ce qui a déjà été fait",
            aide="Cochez si cela vous aide. L’ordre ne compte pas et rien n’est obligatoire.",
            type=TypeChamp.LISTE_DU_POLE,
            finalite="Savoir d’où l’on part sans le redemander.",
            source=("S3-08",),
            max_length=200,
        ),
    ),
)

ELEVE = (
    identite(
        code="prenom",
        libelle="Prénom",
        finalite="Savoir de quel élève on parle.",
        max_length=80,
        manque="Écrivez le prénom de l’élève.",
    ),
    identite(
        code="nom",
        libelle="Nom",
        finalite="Savoir de quel élève on parle.",
        max_length=80,
        manque="Écrivez le nom de l’élève.",
    ),
    identite(
        code="naissance",
        libelle="Date de naissance",
        type=TypeChamp.DATE,
        finalite="Ne pas confondre deux élèves ; situer l’âge.",
        max_length=40,
        largeur="court",
        manque="Indiquez la date de naissance de l’élève.",
    ),
    Champ(
        code="niveau",
        libelle="Niveau",
        type=TypeChamp.LISTE,
        choix=tuple(Niveau.choices),
        rangement=Rangement.SAISINE,
        finalite="Réunir les bonnes personnes ; compter par niveau.",
        besoin=Besoin.OBLIGATOIRE,
        lecteurs=AVEC_SECRETARIAT,
        conservation=Conservation.STATISTIQUE,
        max_length=6,
        largeur="court",
        manque="Choisissez le niveau de l’élève.",
    ),
)

SCOLARITE = (
    champ(
        code="enseignant",
        lu="Enseignant de la classe",
        libelle="Qui enseigne dans la classe",
        aide="Nom et prénom de la personne, pour que le pôle puisse lui parler.",
        finalite="Parler avec la personne qui connaît l’élève en classe.",
        sensibilite=Sensibilite.IDENTIFIANT,
        source=("S0-05", "S3-12"),
        max_length=120,
        largeur="moyen",
        pli=CLASSE,
    ),
    champ(
        code="effectif",
        lu="Classe",
        libelle="Nombre d’élèves dans la classe",
        aide="Par exemple : 24 élèves, double niveau, dont 2 avec un PPS.",
        finalite="Connaître les conditions de la classe.",
        source=("S4-07",),
        max_length=120,
        largeur="moyen",
        pli=CLASSE,
    ),
    choix_unique(
        code="scolarisation",
        lu="Scolarisation",
        libelle="Comment l’élève est-il scolarisé ?",
        choix=tuple(choix.Scolarisation.choices),
        finalite="Connaître le cadre de sa scolarité.",
        sensibilite=Sensibilite.SENSIBLE,
        max_length=20,
        pli=CLASSE,
    ),
    table(
        code="plans",
        titre="Plans en vigueur",
        ligne="Plan",
        ajouter="Ajouter un plan",
        aide="Le nom du plan et sa date. Aucun contenu médical.",
        finalite="S’appuyer sur les plans existants (S4-16, S3-17).",
        source=("S4-16", "S3-17"),
        modele=True,
        pli=CLASSE,
        essentiel=("type",),
        max_lignes=5,
        colonnes=(
            champ(
                code="type",
                libelle="Lequel ?",
                type=TypeChamp.LISTE,
                choix=tuple(TypePlan.choices),
                finalite="Nommer le plan.",
                max_length=5,
            ),
            champ(code="depuis", libelle="Depuis quand ?", finalite="Dater.", max_length=100),
        ),
    ),
    texte_long(
        code="parcours",
        lu="Parcours",
        libelle="Son parcours",
        aide="Écoles et niveaux des années passées, si cela éclaire.",
        finalite="Comprendre l’histoire scolaire.",
        max_length=1500,
        pli=CLASSE,
    ),
)

qui = Etape(
    code="qui",
    titre="L’élève",
    intro="Ces informations ne partent jamais par courriel. Les membres du pôle ne voient le nom que s’ils "
    "en ont besoin.",
    contenu=(*ELEVE, *SCOLARITE),
)

pieces = Etape(
    code="pieces",
    titre="Urgence et contact",
    contenu=(
        choix_unique(
            code="urgence_motif",
            lu="Urgence",
            libelle="Est-ce urgent ?",
            choix=tuple(choix.MotifUrgence.choices),
            defaut=choix.MotifUrgence.NON,
            aide="Une urgence prévient tout de suite la coordination et l’IEN. Elle ne remplace ni un appel, "
            "ni « Faits établissement ».",
            finalite="Répondre avant la réunion quand il le faut.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.SENSIBLE,
            lecteurs=ECOLE_ET_POLE | {Relation.SECRETARIAT},
            source=("S2-17",),
            max_length=20,
            manque="Dites si c’est urgent.",
        ),
        texte_long(
            code="urgence_precision",
            lu="Précision sur l’urgence",
            libelle="Si c’est urgent, que faut-il savoir ?",
            finalite="Agir juste, tout de suite.",
            source=("S2-17",),
            max_length=500,
            pli=EN_DIRE_PLUS,
        ),
        APPELS_PROPOSES,
        champ(
            code="telephone",
            lu="Téléphone",
            libelle="Le numéro où vous joindre",
            finalite="Rappeler la bonne personne.",
            sensibilite=Sensibilite.IDENTIFIANT,
            lecteurs=ECOLE_ET_PILOTES,
            max_length=40,
            largeur="court",
            pli=JOINDRE,
        ),
        champ(
            code="disponibilites",
            lu="Disponibilités",
            libelle="Les meilleurs moments pour vous appeler ou venir",
            finalite="Trouver un moment possible.",
            max_length=300,
            pli=JOINDRE,
        ),
    ),
)


def with_pieces(*types: str) -> Etape:
    """The same step, where the documents of these types may be joined."""
    return replace(pieces, titre="Urgence, contact et documents", pieces=types)


relire = Etape(code=RELIRE, titre="Relire et transmettre", numerotee=False)
