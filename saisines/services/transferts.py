"""A pupil changes school: the case stops where it was, and goes on in the new school with what was chosen.

The old school keeps its own text, and reads nothing of what follows; the new one begins at that date. Between
two poles nothing moves: the new school makes a request of its own.
"""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.calendrier import annee_scolaire
from pole.dates import day_in_full
from pole.echeances import hold_dates, prochaine_echeance
from pole.models import Ecole, Personne
from saisines.enums import Audience, Etat, Redacteur, Relation
from saisines.models import Eleve, Saisine
from saisines.models import Etape as Ecrit
from saisines.natures import Champ, Etape, Rangement, Table, description
from saisines.notifications import notify_arrival
from saisines.recit import MODELES, Recit
from saisines.services import deports, dossier
from saisines.services.workflow import add_event, apply_transition, locked, update_next_date
from saisines.workflow import TransitionRefusedError

# A school never passes on what only its author and the pole read.
_LECTEURS = frozenset({Relation.DIRECTION})


def transmissibles(saisine: Saisine) -> list[Etape]:
    """Steps that may pass on; who the pupil is always does, and the documents never do."""
    return [etape for etape in description(saisine.nature).a_remplir if etape.contenu and not etape.pieces]


def transferer(
    saisine: Saisine,
    *,
    by: Personne,
    ecole: Ecole,
    parents_informes_le: date,
    etapes: Collection[str] = (),
    mot: str = "",
) -> Saisine:
    """End a case in its school and begin the next one in another school of the pole; return the new one.

    Raises TransitionRefusedError (message for the person) and PermissionDenied. Done twice, it is refused.
    """
    for _ in range(dossier.REFERENCE_TRIES):
        reference = dossier.draw_reference(saisine.pole)
        try:
            return _transferer(saisine, by, ecole, parents_informes_le, etapes, mot, reference)
        except IntegrityError:
            if not Saisine.objects.filter(pole=saisine.pole_id, reference=reference).exists():
                raise
    raise RuntimeError("no free reference")


@transaction.atomic
def _transferer(
    saisine: Saisine, by: Personne, ecole: Ecole, day: date, etapes: Collection[str], mot: str, reference: str
) -> Saisine:
    hold_dates(saisine.pole_id)
    current = locked(saisine)
    _check(current, ecole, day)
    informed = f"Parents informés le {day_in_full(day)}."
    apply_transition(saisine, "transferer", by=by, motif=informed)
    new = _open(current, by=by, ecole=ecole, reference=reference)
    deports.carry(current, new, by=by)
    _copy(Recit(current, fresh=True), new, etapes)
    add_event(current, "suite_ailleurs", by=by, texte=reference, audience=Audience.POLE)
    add_event(new, "suite_de", by=by, texte=current.reference, audience=Audience.POLE)
    arrival = add_event(new, "recevoir", by=by, texte=f"{informed}\n{mot}", etat_apres=Etat.PRISE_EN_CHARGE)
    update_next_date(new)
    notify_arrival(arrival)
    return new


def _check(saisine: Saisine, ecole: Ecole, day: date) -> None:
    if ecole.pole_id != saisine.pole_id:
        raise TransitionRefusedError(
            "Cette école est d’un autre pôle : elle fait sa propre demande. Donnez votre mot aux parents."
        )
    if ecole.pk == saisine.ecole_id or ecole.fermee_le:
        raise TransitionRefusedError("Choisissez une autre école, ouverte, du pôle.")
    if day > saisine.pole.today():
        raise TransitionRefusedError("Informez d’abord les parents : la date ne peut pas être à venir.")


def _open(saisine: Saisine, *, by: Personne, ecole: Ecole, reference: str) -> Saisine:
    pole, pupil = saisine.pole, saisine.eleve
    echeance = prochaine_echeance(pole)
    identity = {"nom": pupil.nom, "prenom": pupil.prenom, "naissance": pupil.naissance}
    return Saisine.objects.create(
        pole=pole,
        ecole=ecole,
        nature=saisine.nature,
        etat=Etat.PRISE_EN_CHARGE,
        # It is the new school's now: nothing of it was received on paper.
        redacteur=Redacteur.DIRECTION if saisine.is_recue else saisine.redacteur,
        auteur_id=saisine.auteur_id,
        transmise_par=by,
        transmise_le=timezone.now(),
        responsable_id=saisine.responsable_id or by.pk,
        reference=reference,
        annee=annee_scolaire(pole.today()),
        eleve=Eleve.objects.create(pole=pole, ecole=ecole, **identity),
        niveau=saisine.niveau,
        urgence=saisine.urgence,
        suite_de=saisine,
        reunion_visee=echeance.reunion if echeance else None,
        date_limite=echeance.date_limite if echeance else None,
        date_reunion=echeance.date_reunion if echeance else None,
    )


def _copy(recit: Recit, new: Saisine, etapes: Collection[str]) -> None:
    """The chosen steps, under their writers' names. Each text is sealed again for its new row."""
    for etape in transmissibles(recit.saisine):
        if etape.code not in etapes:
            continue
        items = etape.readable_by(_LECTEURS)
        _copy_content(recit, new, etape.code, items)
        for item in items:
            if isinstance(item, Table) and item.modele:
                _copy_lines(recit, new, item)
            elif item.code == "motifs":
                new.motifs.add(*recit.motifs)


def _copy_content(recit: Recit, new: Saisine, code: str, items: list[Champ | Table]) -> None:
    if code not in recit.etapes:
        return
    row, told = recit.etapes[code], recit.contenu(code)
    kept = {
        item.code
        for item in items
        if not (isinstance(item, Table) and item.modele)
        and (isinstance(item, Table) or item.rangement == Rangement.ETAPE)
    }
    Ecrit.objects.create(
        saisine=new,
        code=code,
        version=1,
        schema=row.schema,
        contenu={name: value for name, value in told.items() if name in kept},
        modifiee_par_id=row.modifiee_par_id,
    )


def _copy_lines(recit: Recit, new: Saisine, table: Table) -> None:
    codes = [colonne.code for colonne in table.colonnes]
    modele = MODELES[table.code]
    modele.objects.bulk_create(
        modele(saisine=new, rang=row.rang, **{code: getattr(row, code) for code in codes})
        for row in recit.rows(table.code)
    )
