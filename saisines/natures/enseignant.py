"""Kind E, a teacher or a team in difficulty (S0-11, S3-11, S4-10, S4-11): the confidential door.

Read by its author and by those they chose before typing; erased three months after its end. No pupil, no
blamed colleague has a name here.
"""

from functools import partial

from pole.enums import Nature
from saisines.enums import Relation
from saisines.natures import choix
from saisines.natures.base import Besoin, Champ, Conservation, Description, Etape, Sensibilite, TypeChamp
from saisines.natures.commun import only, pieces, relire
from saisines.natures.fabrique import EN_DIRE_PLUS
from saisines.natures.preoccupation import preoccupation

EN_CONFIANCE = {
    "lecteurs": frozenset({Relation.SIGNATAIRE, Relation.CHOISI}),
    "conservation": Conservation.CONFIDENTIEL,
}
champ = partial(Champ, sensibilite=Sensibilite.SENSIBLE, **EN_CONFIANCE)
texte_long = partial(champ, type=TypeChamp.TEXTE_LONG)

ma_demande = Etape(
    code="preoccupation",
    lu="La demande",
    titre="Ce qui vous arrive",
    intro="Seules les personnes que vous avez choisies liront ces lignes. Ne nommez personne d’autre que "
    "vous : « une collègue » suffit.",
    contenu=(
        *only(
            preoccupation,
            "motifs",
            "motif_autre",
            motifs=EN_CONFIANCE | {"libelle": "De quoi s’agit-il ?"},
            motif_autre=EN_CONFIANCE,
        ),
        champ(
            code="adultes",
            lu="Pour qui",
            libelle="Pour qui demandez-vous de l’aide ?",
            type=TypeChamp.CHOIX,
            choix=tuple(choix.PourQui.choices),
            finalite="Savoir qui a besoin d’aide.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S0-11", "S4-10"),
            max_length=20,
            manque="Dites si c’est pour vous, un collègue ou l’équipe.",
        ),
        texte_long(
            code="question",
            lu="Ce qui est dit",
            libelle="Que voulez-vous nous dire ?",
            aide="Quelques mots suffisent : vous pourrez en parler de vive voix.",
            finalite="Comprendre ce qui pèse et ce qui aiderait.",
            besoin=Besoin.OBLIGATOIRE,
            source=("S4-11", "S2-15"),
            max_length=3000,
            manque="Écrivez une phrase : elle suffit pour qu’on vous rappelle.",
        ),
        champ(
            code="formes",
            lu="Aide souhaitée",
            libelle="Qu’est-ce qui vous aiderait ?",
            type=TypeChamp.CHOIX_MULTIPLE,
            choix=tuple(choix.FormeAide.choices),
            finalite="Répondre dans la forme qui aide.",
            source=("S4-12", "S4-15"),
            pli=EN_DIRE_PLUS,
        ),
        texte_long(
            code="deja_tente",
            lu="Déjà tenté",
            libelle="Ce que vous avez déjà tenté",
            finalite="Ne pas proposer ce qui a déjà été essayé.",
            max_length=1500,
            pli=EN_DIRE_PLUS,
        ),
    ),
)

me_joindre = Etape(
    code="pieces",
    lu="Urgence et contact",
    titre="Comment vous joindre",
    intro="Si vous ne tenez plus, ou si quelqu’un parle de se faire du mal : le 15, ou le 3114, jour et "
    "nuit, gratuit et confidentiel. La médecine de prévention et les ressources humaines reçoivent aussi, et "
    "le registre santé et sécurité au travail garde une trace. Le pôle ne les remplace pas.",
    contenu=(
        champ(
            code="joindre",
            lu="Comment joindre l’auteur",
            libelle="Où et quand vous appeler ?",
            aide="Un numéro personnel si vous préférez, et les moments où vous pouvez parler.",
            finalite="Appeler sans que l’école le sache.",
            besoin=Besoin.OBLIGATOIRE,
            sensibilite=Sensibilite.IDENTIFIANT,
            max_length=200,
            manque="Écrivez un numéro, ou comment vous joindre.",
        ),
        *only(
            pieces,
            "urgence_motif",
            urgence_motif=EN_CONFIANCE
            | {
                "choix": choix.URGENCE_EN_CONFIANCE,
                "aide": "Les personnes que vous avez choisies, elles seules, sont prévenues tout de suite.",
            },
        ),
    ),
)

ENSEIGNANT = Description(
    nature=Nature.ENSEIGNANT,
    titre="Demander de l’aide pour soi ou son équipe, en confiance",
    etapes=(ma_demande, me_joindre, relire),
)
