"""What waits for a person by their name: missions, confidential requests, messages, and who asks to read.

One query in all.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.urls import reverse

from pole.a_faire import PAR_SOURCE, Chose
from pole.enums import Nature
from pole.models import Personne, Pole
from saisines.dialogue import unread_phrase
from saisines.enums import ETATS_DU_POINT, Accueil, Etat
from saisines.models import (
    DemandeAcces,
    Destinataire,
    Intervention,
    Piste,
    ProjetDeReponse,
    Reponse,
    Saisine,
    Sollicitation,
)
from saisines.services.projets import ETATS_DU_PROJET

_MISSIONS = {"recue": ("Terminer une mission", 20), "nouvelle": ("Accepter une mission", 5)}
# What waits for those whom the author of a confidential request chose.
_CONFIDENTIELLES = {
    Etat.TRANSMISE: ("Lire une demande confidentielle", 5),
    Etat.PRISE_EN_CHARGE: ("Donner suite à une demande confidentielle", 20),
    Etat.REPONDUE: ("Refaire le point sur une demande confidentielle", 40),
    Etat.EN_SUIVI: ("Refaire le point sur une demande confidentielle", 40),
}
_ORDRE_MESSAGES = 15
# What comes after an answer: the school wants to talk, says that it helped; somebody carries a piste.
_APRES = {
    "parler": ("Appeler l’école : elle veut parler de la réponse", 12),
    "clore": ("Clore : l’école dit ce que les pistes ont changé", 35),
    "piste": ("Porter une piste jusqu’à sa date", 25),
}
_REPONSES = "reponses"
# A piste whose date has passed is recalled this long, then left in peace.
_PISTE_PASSEE = timedelta(days=7)
_ACCES = "acces"
_COLONNES = ("quoi", "dossier", "ref", "genre", "lieu", "jour", "nombre", "tri")


def choses_par_nom(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Things to do that are this person's own, in the order of their days.

    Of a confidential request, its reference and a day: nothing says where it comes from.
    """
    today, portee = pole.today(), user.portee.in_pole(pole.pk)
    rows = _messages(user, pole, today)
    if portee.is_du_pole or portee.is_partenaire:
        rows = rows.union(_missions(user, pole, today), _confidential(user, pole, today), all=True)
    if portee.is_du_pole:
        rows = rows.union(_to_call(user, pole, today), _pistes(user, pole, today), all=True)
    if portee.is_pilote:
        drafts = _drafts(user, pole, today, everything=portee.is_coordonnateur)
        rows = rows.union(_accesses(user, pole, today), _to_close(user, pole, today), drafts, all=True)
    for quoi, dossier, reference, nature, ecole, jour, nombre, _ in rows.order_by("tri")[:PAR_SOURCE]:
        where = "" if nature == Nature.ENSEIGNANT else ecole
        detail = ", ".join(part for part in (reference, where) if part)
        yield _chose(quoi, dossier, detail, jour, nombre)


def _chose(quoi: str, dossier, detail: str, jour: date | None, nombre: int) -> Chose:
    if quoi == "message":
        url, titre = reverse("saisines:dialogue", args=[dossier]), unread_phrase(nombre)
        return Chose(titre=titre, url=url, detail=detail, jour=jour, ordre=_ORDRE_MESSAGES)
    if quoi == _ACCES:
        url = reverse("saisines:demande_acces", args=[dossier])
        return Chose(titre="Répondre à une demande d’accès", url=url, detail=detail, jour=jour, ordre=15)
    if quoi == _REPONSES:
        titre = "Relire une réponse" if nombre == 1 else f"Relire {nombre} réponses"
        return Chose(titre=titre, url=reverse("saisines:reponses"), jour=jour, ordre=12)
    known = _MISSIONS | _APRES
    titre, ordre = known[quoi] if quoi in known else _CONFIDENTIELLES[Etat(quoi)]
    url = reverse("saisines:detail", args=[dossier])
    return Chose(titre=titre, url=url, detail=detail, jour=jour, ordre=ordre)


def _missions(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Missions of this person: to accept, then to end."""
    rows = Sollicitation.objects.visible_to(user).attendues().filter(saisine__pole=pole)
    return _columns(
        rows,
        _of_case("saisine__"),
        today,
        quoi=Case(When(acquittee_le__isnull=True, then=Value("nouvelle")), default=Value("recue")),
        jour=F("echeance"),
    )


def _confidential(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Confidential requests whose author chose this person."""
    rows = Saisine.objects.visible_to(user).du_pole(pole).filter(nature=Nature.ENSEIGNANT)
    rows = rows.filter(etat__in=_CONFIDENTIELLES).exclude(auteur=user)
    return _columns(rows, _of_case(""), today, quoi=F("etat"), jour=F("prochaine_date"))


def _messages(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Messages not read yet, counted by case."""
    rows = Destinataire.objects.visible_to(user).a_lire().filter(message__saisine__pole=pole)
    day = Value(today, output_field=DateField())
    return _columns(
        rows, _of_case("message__saisine__"), today, quoi=Value("message"), jour=day, nombre=Count("message")
    )


def _accesses(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Who asks to read a case, and since when. What they typed is read on the page of the request."""
    rows = DemandeAcces.objects.a_repondre(user).filter(pole=pole)
    nothing = Value("", output_field=CharField())
    who = Concat("personne__prenom", Value(" "), "personne__nom", output_field=CharField())
    asked = {"dossier": F("id"), "ref": who, "genre": nothing, "lieu": nothing}
    return _columns(rows, asked, today, quoi=Value(_ACCES), jour=TruncDate("faite_le", tzinfo=pole.tz))


def _to_call(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Answers that a school wants to talk about, until somebody notes that they did."""
    called = Intervention.objects.filter(saisine=OuterRef("saisine"), created_at__gt=OuterRef("accueil_le"))
    rows = Reponse.objects.dernieres().filter(accueil=Accueil.PARLE, saisine__etat=Etat.REPONDUE)
    mine = Q(interlocuteur=user, saisine__in=Saisine.objects.visible_to(user).values("pk"))
    rows = rows.filter(mine | Q(saisine__in=Saisine.objects.pilotees(user).values("pk")))
    rows = rows.filter(~Exists(called), saisine__pole=pole)
    day = TruncDate("accueil_le", tzinfo=pole.tz)
    return _columns(rows, _of_case("saisine__"), today, quoi=Value("parler"), jour=day)


def _to_close(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Cases of which the school says that the answer helped: the coordination closes, with its words."""
    mine = Saisine.objects.pilotees(user).filter(pole=pole, etat__in=ETATS_DU_POINT)
    rows = Reponse.objects.dernieres().ayant_aide().filter(saisine__in=mine.values("pk"))
    day = Value(today, output_field=DateField())
    return _columns(rows, _of_case("saisine__"), today, quoi=Value("clore"), jour=day)


def _pistes(user: Personne, pole: Pole, today: date) -> QuerySet:
    """Pistes that this person carries, until their day; without one, until the answer is looked at again."""
    rows = Piste.objects.visible_to(user).portees().filter(porteur=user, reponse__saisine__pole=pole)
    day = Coalesce("avant_le", "reponse__point_le")
    rows = rows.annotate(fin=day).filter(fin__gte=today - _PISTE_PASSEE)
    return _columns(rows, _of_case("reponse__saisine__"), today, quoi=Value("piste"), jour=day)


def _drafts(user: Personne, pole: Pole, today: date, *, everything: bool) -> QuerySet:
    """Answers that wait to be reread and sent, in one line; for the IEN, those that nothing else holds."""
    rows = ProjetDeReponse.objects.visible_to(user).filter(saisine__pole=pole)
    rows = rows.filter(saisine__etat__in=ETATS_DU_PROJET)
    if not everything:
        rows = rows.filter(relu_ien_le__isnull=True) if pole.ien_relit else rows.none()
    nothing, day = Value("", output_field=CharField()), Value(today, output_field=DateField())
    same = {"dossier": F("saisine__pole_id"), "ref": nothing, "genre": nothing, "lieu": nothing}
    return _columns(rows, same, today, quoi=Value(_REPONSES), jour=day, nombre=Count("pk"))


def _of_case(path: str) -> dict[str, F]:
    """The columns that say which case it is; `path` leads to it."""
    return {
        "dossier": F(f"{path}id"),
        "ref": F(f"{path}reference"),
        "genre": F(f"{path}nature"),
        "lieu": F(f"{path}ecole__nom"),
    }


def _columns(rows: QuerySet, same: dict, today: date, **own) -> QuerySet:
    """The same columns from each source, so that one statement reads them all."""
    number = own.pop("nombre", Value(1, output_field=IntegerField()))
    quoi = Cast(own["quoi"], CharField())
    tri = Coalesce(own["jour"], Value(today, output_field=DateField()))
    named = rows.order_by().annotate(quoi=quoi, **same, jour=own["jour"], tri=tri)
    return named.values("quoi", *same, "jour", "tri").annotate(nombre=number).values_list(*_COLONNES)
