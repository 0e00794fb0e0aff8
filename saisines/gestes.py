"""What a person may do on a case now: the table of transitions filtered by their rights, in Python."""

from collections.abc import Set
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone

from saisines.enums import ETATS_AU_TRI, ETATS_DU_POINT, Droit, Etat, Origine
from saisines.models import Saisine
from saisines.relations import droits_of
from saisines.reponses_lues import awaits_check, is_ready_to_close
from saisines.workflow import TRANSITIONS, Transition, is_open, transitions_from

# Moves that have a page of their own, because they carry more than a reason.
_PAGES = {
    "transmettre": "saisines:relire",
    "soumettre": "saisines:relire",
    "demander_precision": "saisines:demander_precision",
    "preciser": "saisines:preciser",
    "repondre": "saisines:repondre",
    "suivre": "saisines:accueillir",
    "sans_action": "saisines:sans_action",
    "desinscrire": "saisines:desinscrire",
    "transferer": "saisines:transferer",
}
# Moves of one tap: nothing to write, nothing that cannot be undone.
_D_UN_GESTE = frozenset({"prendre_en_charge"})
# What the person most likely came for, in this order.
_PREMIERS = (
    "confirmer",
    "transmettre",
    "soumettre",
    "preciser",
    "prendre_en_charge",
    "suivre",
    "faire_le_point",
    "clore_le_suivi",
)
_DERNIERS = (
    "desinscrire",
    "clore",
    "rouvrir",
    "retirer",
    "redemander",
    "renvoyer",
    "sans_action",
    "transferer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Geste:
    """One button: a link to a small page, or a form of one tap."""

    nom: str
    label: str
    url: str
    direct: bool = False
    principal: bool = False
    discret: bool = False


def gestes_of(saisine: Saisine, relations: Set[str]) -> list[Geste]:
    """Buttons of the case page, the likeliest first. No query.

    Moves of an upper app (a meeting, a merge) are not here: that app shows its own.
    """
    droits = droits_of(relations)
    found = {
        transition.name: _geste(saisine, transition)
        for transition in transitions_from(saisine.etat)
        if transition.droit in droits and (not transition.par_service or transition.name in _PAGES)
    }
    if not may_move(saisine):
        found.pop("transferer", None)
    if Droit.CONFIRMER in droits and _awaits_school(saisine):
        url = reverse("saisines:confirmer", args=[saisine.pk])
        found["confirmer"] = Geste(nom="confirmer", label="Est-ce bien votre demande ?", url=url)
    if Droit.PILOTER in droits and saisine.is_recue and saisine.ecole_id is None:
        found.pop("rouvrir", None)
        url = reverse("saisines:corriger_reception", args=[saisine.pk])
        found["rattacher"] = Geste(nom="rattacher", label="Retrouver la bonne école", url=url)
    if Droit.ECRIRE_NOTE in droits and not saisine.is_prive and is_open(saisine.etat):
        url = reverse("saisines:note_de_partage", args=[saisine.pk])
        found["note"] = Geste(nom="note", label="Note de partage", url=url, discret=True)
    if Droit.FAIRE_LE_POINT in droits and _is_check_due(saisine):
        url = reverse("saisines:faire_le_point", args=[saisine.pk])
        found["faire_le_point"] = Geste(nom="faire_le_point", label="Faire le point en deux minutes", url=url)
    if "clore" in found and saisine.etat in ETATS_DU_POINT and is_ready_to_close(saisine):
        found["clore"] = replace(found["clore"], nom="clore_le_suivi", discret=False)
    if "transmettre" in found:
        found.pop("soumettre", None)
    if Droit.CONFIER in droits and not saisine.is_prive and is_open(saisine.etat):
        found["confier"] = Geste(
            nom="confier", label="Confier à quelqu’un", url=reverse("saisines:confier", args=[saisine.pk])
        )
    if Droit.CONFIER in droits and saisine.etat in ETATS_AU_TRI:
        found["trier"] = Geste(nom="trier", label="Trier", url=reverse("saisines:trier", args=[saisine.pk]))
    if Droit.PARTAGER in droits and not saisine.is_confidentielle and is_open(saisine.etat):
        # Once sent, the page is only for taking back what was shared.
        label = "Écrire à deux" if saisine.is_prive else "Qui écrit avec vous"
        url = reverse("saisines:ecrire_a_deux", args=[saisine.pk])
        if saisine.is_prive or _is_shared(saisine):
            found["partager"] = Geste(nom="partager", label=label, url=url, discret=True)
    ordered = sorted(found.values(), key=_rank)
    if not ordered or ordered[0].discret:
        return ordered
    return [_as_main(ordered[0]), *ordered[1:]]


def may_move(saisine: Saisine) -> bool:
    """A case that follows a pupil from a school, while it lives."""
    return not TRANSITIONS["transferer"].refusal(saisine)


def _is_shared(saisine: Saisine) -> bool:
    """True while somebody writes with the direction. No query on the page of a case."""
    now, rows = timezone.now(), saisine.acces_motifs.all()
    return any(row.origine == Origine.REDACTION and row.debut <= now < row.fin for row in rows)


def _is_check_due(saisine: Saisine) -> bool:
    """The school may say what the answer changed: as soon as it follows it, else when the day has come."""
    if saisine.etat not in ETATS_DU_POINT:
        return False
    reponse = awaits_check(saisine)
    if reponse is None:
        return False
    is_the_day = reponse.point_le is not None and reponse.point_le <= saisine.pole.today()
    return saisine.etat == Etat.EN_SUIVI or is_the_day


def _awaits_school(saisine: Saisine) -> bool:
    """True while the direction has not said whether what was entered for its school is theirs."""
    sources = TRANSITIONS["retirer"].sources
    return saisine.is_recue and saisine.etat in sources and saisine.reception.is_attendue


def _geste(saisine: Saisine, transition: Transition) -> Geste:
    name = transition.name
    labels = _LABELS | _LABELS_EN_CONFIANCE if saisine.is_confidentielle else _LABELS
    if page := _page_of(saisine, name):
        url = reverse(page, args=[saisine.pk])
    else:
        url = reverse("saisines:transition", args=[saisine.pk, name])
    return Geste(
        nom=name,
        label=labels.get(name, transition.label),
        url=url,
        direct=name in _D_UN_GESTE,
        discret=name in _DERNIERS,
    )


def _page_of(saisine: Saisine, name: str) -> str:
    """Address of the page of a move; "" without one. An urgent case closes with what the pole learned."""
    if name == "clore" and saisine.is_urgente:
        return "saisines:urgence_clore"
    return _PAGES.get(name, "")


_LABELS = {"transmettre": "Relire et transmettre", "soumettre": "Relire et proposer à la direction"}
_LABELS_EN_CONFIANCE = {
    "transmettre": "Relire et envoyer",
    "repondre": "Répondre",
    "suivre": "Dire ce que j’en fais",
    "retirer": "Retirer ma demande",
}
_ORDRE = {
    name: rank for rank, name in enumerate((*_PREMIERS, "trier", "confier", "repondre", "demander_precision"))
}


def _rank(geste: Geste) -> int:
    return _ORDRE.get(geste.nom, 100)


def _as_main(geste: Geste) -> Geste:
    return replace(geste, principal=True, discret=False)
