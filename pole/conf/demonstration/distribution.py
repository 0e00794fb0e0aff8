"""The cast: accounts of the demonstration and what each does. Invented names, in the order of the poles."""

from dataclasses import dataclass

from pole.enums import Fonction, Titre

DOMAINE = "demo.example"
# Extras sign in like the others, but the sign-in page does not show eighty buttons.
FIGURANTS = "figurants.demo.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A function; `depuis` is in school years before this one."""

    pole: str
    fonction: Fonction
    ecole: str = ""
    metier: str = ""
    titre: Titre = Titre.TITULAIRE
    mission: str = ""
    depuis: int = 2
    terminee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """An account and its roles."""

    nom_court: str
    prenom: str
    nom: str
    roles: tuple[Role, ...] = ()
    telephone: str = ""
    figurant: bool = False
    technique: bool = False

    @property
    def email(self) -> str:
        return f"{self.nom_court}@{FIGURANTS if self.figurant else DOMAINE}"


def _pilote(nom_court: str, prenom: str, nom: str, fonction: Fonction, telephone: str = "", **role) -> Compte:
    pole = nom_court.rpartition(".")[2]
    return Compte(
        nom_court=nom_court,
        prenom=prenom,
        nom=nom,
        telephone=telephone,
        roles=(Role(pole=pole, fonction=fonction, **role),),
    )


def _membre(nom_court: str, prenom: str, nom: str, metier: str, mission: str, telephone: str = "") -> Compte:
    """A member; a second pole named by « + » gives a second role."""
    nom_court, *others = nom_court.split("+")
    poles = (nom_court.rpartition(".")[2], *others)
    return Compte(
        nom_court=nom_court,
        prenom=prenom,
        nom=nom,
        telephone=telephone,
        figurant=nom_court not in PRINCIPAUX,
        roles=tuple(
            Role(pole=pole, fonction=Fonction.MEMBRE, metier=metier, mission=mission) for pole in poles
        ),
    )


def _ecole(nom_court: str, prenom: str, nom: str, pole: str, ecole: str, fonction, **role) -> Compte:
    return Compte(
        nom_court=nom_court,
        prenom=prenom,
        nom=nom,
        roles=(Role(pole=pole, ecole=ecole, fonction=fonction, **role),),
    )


PRINCIPAUX = ("psy.ecully", "cpc.ecully", "medecin.ecully", "suppleante.ecully")

COMPTES = (
    # Écully – Lyon La Duchère
    _pilote(
        "coordination.ecully", "Solveig", "Tournesac", Fonction.COORDONNATEUR, "04 65 71 10 38", depuis=3
    ),
    _pilote("ien.ecully", "Armand", "Vaucanteur", Fonction.IEN, "04 65 71 10 37"),
    _pilote("secretariat.ecully", "Nadège", "Quesnerac", Fonction.SECRETARIAT, "04 65 71 10 39"),
    _ecole("directrice.jaures", "Mireille", "Aubrelande", "ecully", "0699001J", Fonction.DIRECTEUR, depuis=6),
    _ecole("directeur.pergaud", "Yanis", "Belhadour", "ecully", "0699002K", Fonction.DIRECTEUR, depuis=3),
    _ecole("enseignante.jaures", "Clémence", "Ribeiral", "ecully", "0699001J", Fonction.ENSEIGNANT),
    _membre(
        "psy.ecully",
        "Inès",
        "Hadjimane",
        "psy_en",
        "Comprendre une difficulté, observer, préparer une rencontre avec les parents.",
        "04 65 71 10 42",
    ),
    _membre(
        "cpc.ecully",
        "Baptiste",
        "Lanvallière",
        "cpc",
        "Outils de classe, visite, adaptation des supports, débuts dans le métier.",
        "04 65 71 10 43",
    ),
    _membre(
        "medecin.ecully+grenoble4",
        "Hélène",
        "Draguisart",
        "medecin_en",
        "Avis sur un PAP ou un PAI, lien avec les soins.",
        "04 65 71 10 44",
    ),
    _membre(
        "suppleante.ecully",
        "Oriane",
        "Castelvier",
        "cpc_ei",
        "Aménagements, école inclusive. Remplace la coordination le vendredi.",
        "04 65 71 10 45",
    ),
    Compte(
        nom_court="cmp.ecully",
        prenom="Tobias",
        nom="Merlinguet",
        telephone="04 65 71 10 60",
        roles=(
            Role(
                pole="ecully",
                fonction=Fonction.PARTENAIRE,
                metier="cmp",
                mission="Consultations d’enfants, lien avec les écoles à la demande des parents.",
            ),
        ),
    ),
    Compte(
        nom_court="ancienne.membre",
        prenom="Ghislaine",
        nom="Perdrigeon",
        roles=(Role(pole="ecully", fonction=Fonction.MEMBRE, metier="espe_e", terminee=True),),
    ),
    _membre("psy2.ecully", "Maud", "Sorvanne", "psy_en", "Secteur de Dardilly et Champagne."),
    _membre("espe-e.ecully", "Karim", "Oulmessad", "espe_e", "Remédiation en lecture et en nombre."),
    _membre("espe-r.ecully", "Judith", "Falgueyrac", "espe_r", "Envie d’apprendre, relation à l’école."),
    _membre("erseh.ecully", "Paolo", "Trévizelle", "erseh", "PPS, ESS, lien avec la MDPH."),
    _membre("ctss.ecully", "Awa", "N’Dialou", "ctss", "Conseil avant toute démarche de protection."),
    _membre("infirmiere.ecully", "Lucie", "Brancefort", "infirmier_en", "Écoute, santé, sommeil."),
    _membre("erun.ecully", "Quentin", "Mazerolac", "erun", "Outils numériques et compensation."),
    # Grenoble 4
    _pilote(
        "coordination.grenoble4", "Étienne", "Rochebrulat", Fonction.COORDONNATEUR, "04 65 71 20 05", depuis=1
    ),
    _pilote("ien.grenoble4", "Samira", "Belmezian", Fonction.IEN, "04 65 71 20 02"),
    _ecole("directrice.ferry", "Anouk", "Desfontanel", "grenoble4", "0389101L", Fonction.DIRECTEUR),
    _membre("psy.grenoble4", "Loïc", "Kerambrun", "psy_en", "Observation, bilans, lien avec les familles."),
    _membre("cpc.grenoble4", "Fanny", "Ostervald", "cpc", "Classe, climat scolaire, conduite de projets."),
    _membre("espe-r.grenoble4", "Idriss", "Maïgali", "espe_r", "Relation à l’école, groupes de parole."),
    _membre("erseh.grenoble4", "Carole", "Pontivier", "erseh", "PPS et équipes de suivi."),
    _membre("ctss.grenoble4", "Rosalie", "Andrimahery", "ctss", "Conseil, protection de l’enfance."),
    # Elbeuf
    _pilote(
        "coordination.elbeuf", "Marguerite", "Houlbrecque", Fonction.COORDONNATEUR, "02 61 91 30 05", depuis=4
    ),
    _pilote("ien.elbeuf", "Julien", "Saint-Avernin", Fonction.IEN, "02 61 91 30 01"),
    _ecole("directrice.elbeuf", "Pauline", "Vatemare", "elbeuf", "0769101E", Fonction.DIRECTEUR, depuis=5),
    _ecole("enseignant.elbeuf", "Malik", "Zeroual-Brisset", "elbeuf", "0769101E", Fonction.ENSEIGNANT),
    _membre(
        "psy.elbeuf", "Bérénice", "Caudefontaine", "psy_en", "Entretiens, observation, appui aux équipes."
    ),
    _membre("espe-e.elbeuf", "Thibault", "Lenquevin", "espe_e", "Lecture, méthodes de travail."),
    _membre("cpc.elbeuf", "Djamila", "Orvalaise", "cpc", "Gestion de classe, visites, outils."),
    _membre("infirmiere.elbeuf", "Sabrina", "Toutainville", "infirmier_en", "Santé, bien-être, écoute."),
    Compte(nom_court="admin.technique", prenom="Compte", nom="Technique", technique=True),
)

# Directors who are not in the accounts above: school, first name, name, how they hold the function.
_NOMS = (
    ("ecully", "0699003L", "Florence", "Gravelines", Titre.TITULAIRE),
    ("ecully", "0699004M", "Sandrine", "Ulmeyer", Titre.TITULAIRE),
    ("ecully", "0699005N", "Gérald", "Montbrisson", Titre.TITULAIRE),
    ("ecully", "0699006P", "Élodie", "Charvonnet", Titre.INTERIM),
    ("ecully", "0699007R", "Pascal", "Figueirol", Titre.TITULAIRE),
    ("ecully", "0699008S", "Aurélie", "Tancrède-Noll", Titre.TITULAIRE),
    ("ecully", "0699009T", "Mehdi", "Sadourny", Titre.TITULAIRE),
    ("ecully", "0699015Z", "Charlotte", "Vernazobre", Titre.FAISANT_FONCTION),
    ("grenoble4", "0389102M", "Olivier", "Bressanges", Titre.TITULAIRE),
    ("grenoble4", "0389103N", "Nora", "Taleghani-Roux", Titre.TITULAIRE),
    ("grenoble4", "0389104P", "Vincent", "Peyrolange", Titre.TITULAIRE),
    ("grenoble4", "0389105R", "Estelle", "Manciet", Titre.TITULAIRE),
    ("grenoble4", "0389106S", "Grégoire", "Lussanbert", Titre.TITULAIRE),
    ("grenoble4", "0389107T", "Mélanie", "Dauphinel", Titre.TITULAIRE),
    ("grenoble4", "0389109V", "Rachid", "Benkaroune", Titre.FAISANT_FONCTION),
    ("grenoble4", "0389110W", "Sylvie", "Courtelange", Titre.DECHARGE),
    ("elbeuf", "0769102F", "Delphine", "Bourgthère", Titre.TITULAIRE),
    ("elbeuf", "0769103G", "Ludovic", "Amfrevaux", Titre.TITULAIRE),
    ("elbeuf", "0769104H", "Coralie", "Quévremont", Titre.TITULAIRE),
    ("elbeuf", "0769106K", "Jérémie", "Osmoyel", Titre.TITULAIRE),
    ("elbeuf", "0769107L", "Fatoumata", "Diallobé", Titre.INTERIM),
    ("elbeuf", "0769108M", "Brigitte", "Malaunay-Petel", Titre.TITULAIRE),
    ("elbeuf", "0769109N", "Cyril", "Grandquevel", Titre.TITULAIRE),
)
SUCCESSEURS = (
    ("0699005N", "Laurence", "Péribonnet"),
    ("0699007R", "Amadou", "Cissokel"),
)
DIRECTIONS = tuple(
    Compte(
        nom_court=f"direction.{uai.lower()}",
        prenom=prenom,
        nom=nom,
        figurant=True,
        roles=(
            Role(
                pole=pole,
                ecole=uai,
                fonction=Fonction.DIRECTEUR,
                titre=titre,
                depuis=1 if titre == Titre.INTERIM else 2 + rang % 7,
            ),
        ),
    )
    for rang, (pole, uai, prenom, nom, titre) in enumerate(_NOMS)
) + tuple(
    # Their role comes with the change of director.
    Compte(nom_court=f"successeur.{uai.lower()}", prenom=prenom, nom=nom, figurant=True)
    for uai, prenom, nom in SUCCESSEURS
)

# Schools that nobody directs here yet, and who would invite them.
SANS_DIRECTION = (
    ("0699010U", "coordination.ecully"),
    ("0389108U", "coordination.grenoble4"),
    ("0389113Z", "coordination.grenoble4"),
    ("0769105J", "coordination.elbeuf"),
    ("0769110P", "coordination.elbeuf"),
    ("0769113T", "coordination.elbeuf"),
)
