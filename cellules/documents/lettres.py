"""What is printed for one convened person: their letter, their agenda, the proof that they came."""

from dataclasses import dataclass
from datetime import datetime, time

from cellules.convocations_lues import functions_of, mes_situations
from cellules.creneaux import deroule_of, hour_after, hour_of
from cellules.documents.imprime import Imprime, imprime
from cellules.lettres import MODELE, context_of, name_of
from cellules.models import Convocation, Point, Reunion, TitreConvocation
from cellules.signature import signature_of
from pole.models import Personne


def lettre(letter: Convocation, user: Personne) -> Imprime:
    """The convocation or the invitation, for a mission order or a file. Four queries."""
    context = context_of(letter, mes_situations(letter, user), reader=user)
    return Imprime(nom=name_of(letter), gabarit=MODELE, contexte=context)


def agenda_personnel(letter: Convocation, user: Personne) -> Imprime:
    """What concerns one person in a meeting, and nothing of the rest of it. Four queries."""
    staff = letter.titre == TitreConvocation.CONVOQUE
    points = Point.objects.visible_to(user).filter(reunion=letter.reunion_id) if staff else ()
    return imprime(
        "cellules/pdf/ordre-du-jour.html",
        letter.reunion,
        user,
        convocation=letter,
        situations=mes_situations(letter, user),
        points=list(points),
        heure=hour_of(letter),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """When somebody was there, as it was planned, and as what."""

    fonction: str
    debut: time | None
    fin: time | None


def presence_of(letter: Convocation) -> Presence | None:
    """None before the meeting, and for whoever was not noted as present. Reads the meeting, its pole and
    its séance; four queries."""
    reunion = letter.reunion
    if not is_over(reunion):
        return None
    there = set(letter.convies.filter(presence=True).values_list("inscription", flat=True))
    if not there:
        return None
    span = deroule_of(reunion).span(letter.titre, there)
    functions = functions_of(reunion.pole, [letter.personne_id], _moment(reunion))
    return Presence(
        fonction=functions.get(letter.personne_id, ""),
        debut=hour_after(reunion, span.apres if span else 0),
        fin=hour_after(reunion, span.jusqua) if span else None,
    )


def is_over(reunion: Reunion) -> bool:
    """The day is past, or the séance is closed."""
    seance = getattr(reunion, "seance", None)
    past = reunion.date < reunion.pole.today()
    return not reunion.is_annulee and (past or bool(seance and seance.is_close))


def _moment(reunion: Reunion) -> datetime:
    return datetime.combine(reunion.date, reunion.heure or time(12), tzinfo=reunion.pole.tz)


def attestation(letter: Convocation, user: Personne) -> Imprime | None:
    """Date, hours and function; nothing of the cases. None without a presence. Five queries."""
    presence = presence_of(letter)
    if presence is None:
        return None
    return imprime(
        "cellules/pdf/attestation.html",
        letter.reunion,
        user,
        convocation=letter,
        presence=presence,
        signature=signature_of(letter, reader=user),
    )
