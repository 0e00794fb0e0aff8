"""What meetings ask of each person: an answer, an opinion, a séance to hold or close, people to reach.

One query.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from cellules.models import (
    Convie,
    Convocation,
    EtatConvocation,
    EtatReunion,
    Inscription,
    Regard,
    ReponseConvocation,
    Reunion,
    TitreConvocation,
    TypeReunion,
)
from pole.a_faire import PAR_SOURCE, Chose
from pole.models import Personne, Pole
from pole.templatetags.dsfr_pole import date_jour


def choses_des_reunions(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Convocations that wait for an answer or an opinion; for who conducts, meetings to hold and close."""
    today = pole.today()
    mine = Convocation.objects.de_chaque_reunion(user).filter(reunion__date__gte=today)
    unanswered = mine.filter(reponse="")
    rows = Reunion.objects.filter(pole=pole).annotate(
        lettre=Subquery(unanswered.values("pk")[:1]),
        titre=Subquery(unanswered.values("titre")[:1]),
        avis=Subquery(_opinion_to_write(mine, user).values("pk")[:1]),
        a_tenir=_waits_for_its_seance(user, pole),
        injoignables=_unreached(user, pole),
    )
    asking = Q(lettre__isnull=False) | Q(avis__isnull=False) | Q(a_tenir=True) | Q(injoignables__gt=0)
    rows = rows.filter(asking).select_related("seance")
    for reunion in rows.order_by("date", "pk")[:PAR_SOURCE]:
        if reunion.lettre:
            yield _to_answer(reunion)
        if reunion.avis:
            yield _to_write(reunion)
        if reunion.a_tenir:
            yield _to_hold(reunion, is_today=reunion.date == today)
        if reunion.injoignables:
            yield _to_reach(reunion)


def _opinion_to_write(letters: QuerySet, user: Personne) -> QuerySet:
    """Among these letters, those that promised a written opinion which some case still waits for."""
    written = Regard.objects.filter(inscription=OuterRef("inscription"), auteur=user)
    waiting = Convie.objects.ouverts().filter(~Exists(written), convocation=OuterRef("pk"))
    return letters.filter(Exists(waiting), reponse=ReponseConvocation.AVIS)


def _waits_for_its_seance(user: Personne, pole: Pole):
    """Held today or before, and some of its cases are neither studied nor carried over yet."""
    if pole.pk not in user.portee.pilotage:
        return Value(value=False, output_field=BooleanField())
    left = (
        Inscription.objects.conduites(user)
        .prevues()
        .filter(
            reunion=OuterRef("pk"),
            reunion__date__lte=pole.today(),
            reunion__type=TypeReunion.CELLULE,
            reunion__etat=EtatReunion.PUBLIEE,
        )
    )
    return Exists(left)


def _unreached(user: Personne, pole: Pole):
    """How many people mails do not reach, convened to a meeting to come for cases that one conducts."""
    if pole.pk not in user.portee.pilotage:
        return Value(0, output_field=IntegerField())
    held = Inscription.objects.conduites(user).a_l_ordre_du_jour()
    here = Convie.objects.actuels().filter(convocation=OuterRef("pk"), inscription__in=held.values("pk"))
    letters = Convocation.objects.filter(
        Exists(here),
        reunion=OuterRef("pk"),
        reunion__date__gte=pole.today(),
    )
    live = letters.injoignables().exclude(etat=EtatConvocation.RETIREE).exclude(personne=user)
    counted = live.order_by().values("reunion").annotate(nombre=Count("pk"))
    return Coalesce(Subquery(counted.values("nombre")), 0)


def _to_reach(reunion: Reunion) -> Chose:
    """They believe to be expected nowhere: the sooner the better."""
    number = reunion.injoignables
    who = "une personne" if number == 1 else f"{number}\u00a0personnes"
    return Chose(
        titre=f"Prévenir autrement {who} de la réunion du {date_jour(reunion.date)}",
        url=reverse("cellules:convocations", args=[reunion.pk]),
        detail="Les courriels reviennent. Imprimez la lettre, ou corrigez l’adresse.",
        jour=reunion.date,
        ordre=10,
    )


def _to_answer(reunion: Reunion) -> Chose:
    word = "la convocation" if reunion.titre == TitreConvocation.CONVOQUE else "l’invitation"
    return Chose(
        titre=f"Répondre à {word} du {date_jour(reunion.date)}",
        url=reverse("cellules:convocation", args=[reunion.lettre]),
        detail="Dites en un geste si vous venez.",
        jour=reunion.date,
        ordre=15,
    )


def _to_write(reunion: Reunion) -> Chose:
    return Chose(
        titre=f"Écrire votre avis pour la réunion du {date_jour(reunion.date)}",
        url=reverse("cellules:convocation", args=[reunion.avis]),
        detail="Vous ne venez pas\u00a0: votre avis sera lu à votre place.",
        jour=reunion.date,
        ordre=15,
    )


def _to_hold(reunion: Reunion, *, is_today: bool) -> Chose:
    seance = getattr(reunion, "seance", None)
    if is_today and not (seance and seance.is_close):
        return Chose(
            titre=f"Tenir la séance du {date_jour(reunion.date)}",
            url=reverse("cellules:seance", args=[reunion.pk]),
            detail="L’ordre du jour, le temps et vos notes sur une seule page.",
            jour=reunion.date,
            ordre=5,
        )
    return Chose(
        titre=f"Clore la séance du {date_jour(reunion.date)}",
        url=reverse("cellules:cloture" if seance else "cellules:seance", args=[reunion.pk]),
        detail="Les réponses aux écoles se préparent, les autres situations passent à la réunion suivante.",
        jour=reunion.date,
        ordre=5,
    )
