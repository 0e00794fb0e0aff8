"""What a meeting said of a case enters its answer: begun there, or beside what was already written."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from pole.models import Personne
from saisines.models import PISTES_MAX, ProjetDeReponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services.projets import commencer, ecrire

_EN_REUNION = "En réunion : "
_AUTRE_PISTE = "Autre piste : "


@transaction.atomic
def joindre_seance(
    saisine: Saisine,
    *,
    by: Personne,
    comprehension: str,
    pistes: Iterable[Mapping[str, Any]],
    interlocuteur: Personne | None,
    point_le: date | None,
    etudiee_le: date,
) -> ProjetDeReponse:
    """Begin the answer with the notes of a meeting; an answer begun before keeps its words, and gets them.

    What would make more than five pistes is written in the text: nothing said is lost. Raises as `commencer`.
    """
    said = [PisteEcrite.read(one) for one in pistes]
    found = ProjetDeReponse.objects.filter(saisine=saisine).first()
    if found is None:
        return commencer(
            saisine,
            by=by,
            comprehension=comprehension,
            pistes=said,
            interlocuteur=interlocuteur,
            point_le=point_le,
            etudiee_le=etudiee_le,
        )
    written = [PisteEcrite.read(one) for one in found.pistes or []]
    new = [one for one in said if one.texte not in {kept.texte for kept in written}]
    room = PISTES_MAX - len(written)
    projet = ecrire(
        found,
        by=by,
        version=found.version,
        pistes=[*written, *new[:room]],
        comprehension=_together(found.comprehension, comprehension, new[room:]),
        appuis=found.appuis,
        non_retenu=found.non_retenu,
        rappels=found.rappels,
        interlocuteur=interlocuteur or found.interlocuteur,
        point_le=point_le or found.point_le,
    )
    ProjetDeReponse.objects.filter(pk=projet.pk).update(etudiee_le=etudiee_le)
    projet.etudiee_le = etudiee_le
    return projet


def _together(before: str, said: str, beyond: Iterable[PisteEcrite]) -> str:
    """Both texts, one after the other; the same words are not written twice."""
    words = [before]
    if said and said not in before:
        words.append(f"{_EN_REUNION}{said}" if before else said)
    words += [f"{_AUTRE_PISTE}{one.texte}" for one in beyond]
    return "\n\n".join(filter(None, words))
