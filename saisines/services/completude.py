"""What a draft still lacks, and what deserves attention before it leaves. Nothing here blocks writing."""

from dataclasses import dataclass
from datetime import date

from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, EtatPiece
from saisines.models import Eleve, Saisine
from saisines.natures import Champ, Etape, TypeChamp
from saisines.natures.choix import A_FAIRE_PARENTS, CommentEssais
from saisines.recit import Recit


@dataclass(frozen=True, slots=True)
class Manque:
    """One thing to add: the step and the field that a link reaches, and what to do in one sentence."""

    etape: str
    code: str
    message: str


DATE_ILLISIBLE = "Écrivez la date ainsi : jour, mois, année. Par exemple 03/10/2018."


def missing(recit: Recit) -> list[Manque]:
    """What must be said before sending, in the order of the form."""
    found = [
        manque
        for etape in recit.description.a_remplir
        for manque in missing_in(etape, recit.valeurs(etape.code))
    ]
    comment = recit.contenu("essais").get("essais_comment")
    joined = any(piece.etat != EtatPiece.DETRUITE for piece in recit.pieces)
    if comment == CommentEssais.DOCUMENT and not joined:
        found.append(Manque("pieces", "fichier", "Joignez le document qui décrit ce que vous avez essayé."))
    return found


def missing_in(etape: Etape, valeurs: dict) -> list[Manque]:
    """What one step lacks, for these answers."""
    valeurs = {champ.code: valeurs.get(champ.code) or champ.defaut for champ in etape.champs} | {
        table.code: valeurs.get(table.code) or [] for table in etape.tables
    }
    found = []
    for item in etape.contenu:
        valeur = valeurs[item.code]
        if isinstance(item, Champ):
            empty = not valeur
            unreadable = item.type == TypeChamp.DATE and not empty and not is_date(valeur)
        else:
            empty, unreadable = not any(item.is_filled(ligne) for ligne in valeur), False
        if unreadable:
            found.append(Manque(etape.code, item.code, DATE_ILLISIBLE))
        elif empty and item.is_asked(valeurs):
            found.append(Manque(etape.code, item.code, item.manque))
    return found


def is_date(texte: str) -> bool:
    try:
        date.fromisoformat(texte)
    except ValueError:
        return False
    return True


def parents_a_faire(recit: Recit) -> str:
    """What the answer about the parents leaves to do, or "" (S3-09: it never blocks the sending)."""
    return str(A_FAIRE_PARENTS.get(recit.contenu("famille").get("parents_informes"), ""))


def already_open(saisine: Saisine, user) -> list[Saisine]:
    """Other cases open for the same name, among those that this person sees anyway."""
    if not saisine.eleve_id or not saisine.eleve.nom:
        return []
    eleve = saisine.eleve
    same = Eleve.objects.named(saisine.pole, eleve.nom, eleve.prenom).exclude(pk=eleve.pk)
    found = Saisine.objects.visible_to(user).filter(pole=saisine.pole_id, eleve__in=same)
    return list(found.exclude(etat__in=(*ETATS_PRIVES, *ETATS_FINAUX)).order_by("-transmise_le")[:3])
