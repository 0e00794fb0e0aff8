"""The séance of a meeting: its screen, and what is written there while it is held."""

from functools import partial

from django.contrib import messages
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cellules.models import Inscription, Reunion, Seance
from cellules.seance_lue import note_form_of, read_seance
from cellules.services import seances as services
from cellules.services.seances import NotePerimee, PlumePrise, SeanceRefusee, is_place_free
from cellules.views.communs import attempt, reach_meeting
from pole.middleware import is_background
from pole.models import Acte
from pole.pdf import pdf_response
from pole.templatetags.dsfr_pole import date_longue
from saisines.identite import mask_again, show_identity
from saisines.services.coffre import local_vault


def reach_seance(request, pk) -> tuple[Reunion, Seance | None]:
    """A meeting that one conducts, and its séance, None before it is open."""
    reunion = reach_meeting(request, pk, avec=("seance__preneur", "seance__close_par"))
    return reunion, getattr(reunion, "seance", None)


def _reach_situation(request, pk, inscription) -> tuple[Reunion, Seance, Inscription]:
    """A case of the séance that one conducts; 404 otherwise."""
    reunion, seance = reach_seance(request, pk)
    rows = Inscription.objects.conduites(request.user).filter(reunion=reunion)
    row = get_object_or_404(rows.select_related("saisine", "note__interlocuteur"), pk=inscription)
    row.reunion, row.saisine.pole = reunion, reunion.pole
    return reunion, seance, row


def to_screen(request, reunion, row=None):
    """Back to the screen, projected if it was: nothing else of the site comes back on the wall."""
    projected = "?projection=1" if request.POST.get("projection") else ""
    anchor = f"#situation-{row.pk}" if row else ""
    return redirect(reverse("cellules:seance", args=[reunion.pk]) + projected + anchor)


@require_safe
def seance(request, pk):
    """The screen; before the séance is open, what it is for and the button that opens it."""
    reunion, ouverte = reach_seance(request, pk)
    if ouverte is None:
        today = reunion.pole.today()
        context = {
            "reunion": reunion,
            "refus": services.refusal_of(reunion),
            "ouvrable": reunion.date <= today,
            "attente": reunion.inscriptions.prevues().conduites(request.user).count(),
        }
        return render(request, "cellules/seance_ouvrir.html", context)
    return render(request, "cellules/seance.html", _screen(request, reunion, ouverte))


def _screen(request, reunion, ouverte, **options):
    """What the screen and the page of one case show."""
    lue = read_seance(reunion, ouverte, user=request.user, session=request.session, **options)
    return {
        "reunion": reunion,
        "seance": ouverte,
        "lue": lue,
        "ecrit": ouverte.preneur_id == request.user.pk,
        "place_libre": is_place_free(ouverte, request.user),
        "deplacee": reunion.date > reunion.pole.today(),
        "projection": "projection" in request.GET or bool(request.POST.get("projection")),
    }


@require_POST
def ouvrir(request, pk):
    """Open the séance: whoever does takes the notes."""
    reunion, _ = reach_seance(request, pk)
    attempt(request, partial(services.ouvrir, reunion, by=request.user), SeanceRefusee)
    return to_screen(request, reunion)


@require_http_methods(["GET", "HEAD", "POST"])
def situation(request, pk, inscription):
    """One case alone: its form without JavaScript, both texts when two people wrote; JSON for the screen."""
    if request.method != "POST":
        return _read_alone(request, pk, inscription)
    reunion, ouverte, row = _reach_situation(request, pk, inscription)
    if ouverte is None:
        return to_screen(request, reunion)
    if is_background(request):
        return _saved_as_json(request, reunion, ouverte, row)
    return _saved_as_page(request, reunion, ouverte, row)


def _read_alone(request, pk, inscription):
    """The page of one case; the screen when it is noted no more, 404 when one does not conduct it."""
    reunion, ouverte = reach_seance(request, pk)
    if ouverte is not None:
        context = _screen(request, reunion, ouverte, seule=inscription)
        for shown in context["lue"].situations:
            context |= {"situation": shown, "inscription": shown.inscription}
            return render(request, "cellules/seance_situation.html", context)
    reunion, _, _ = _reach_situation(request, pk, inscription)
    return to_screen(request, reunion)


def _alone(request, reunion, ouverte, row, *, status=200, **extra):
    """The page of one case, with what was typed for it."""
    data = request.POST
    context = _screen(request, reunion, ouverte, seule=row.pk, data=data)
    shown = next(iter(context["lue"].situations), None)
    context |= {"situation": shown, "inscription": row, "textes": _typed(data)} | extra
    if shown and shown.note and "autre" not in context:
        # The notes changed hands, and changed too: both texts are shown.
        stale = status == 409 and str(shown.note.version) != data.get("version")
        context["autre"] = shown.note if stale else None
    return render(request, "cellules/seance_situation.html", context, status=status)


def _typed(data):
    """The texts that were posted, to be copied when their case is no longer there."""
    names = [name for name in data if name == "comprehension" or name.startswith("piste")]
    return "\n".join(filter(None, (data[name] for name in names)))


def _take_from(reunion, wanted, *, by):
    """Take the notes from the person whom one believes to write, or from nobody. Returns the séance."""
    holder = reunion.seance.preneur_id
    return services.prendre_la_plume(reunion, by=by, de=holder if str(holder) == wanted else None)


def _save(request, row):
    """Read what was posted for a case and keep it. Returns the form and the note; raises as `enregistrer`."""
    form = note_form_of(row, request.POST)
    if wanted := request.POST.get("prendre"):
        _take_from(row.reunion, wanted, by=request.user)
    contenu = form.contenu()
    version = form.cleaned_data.get("version") or 0
    note = services.enregistrer(row, by=request.user, version=version, contenu=contenu)
    return form, note


def _saved_as_json(request, reunion, ouverte, row):
    """{version, enregistre_a, erreurs}; 409 {erreur, message} when nothing was written."""
    try:
        form, note = _save(request, row)
    except NotePerimee as stale:
        answer = {"erreur": "conflit", "message": f"{stale} « Enregistrer » vous montre les deux textes."}
        return JsonResponse(answer, status=409)
    except SeanceRefusee as refusal:
        return _refused_as_json(refusal)
    now = timezone.now().astimezone(reunion.pole.tz)
    answer = {"version": note.version, "enregistre_a": f"{now:%H:%M}", "erreurs": form.erreurs()}
    return JsonResponse(answer)


def _refused_as_json(refusal):
    """Why nothing was written, and by whom the place is taken (JSON)."""
    if isinstance(refusal, PlumePrise):
        who = str(refusal.preneur.pk)
        return JsonResponse({"erreur": "plume", "message": str(refusal), "preneur": who}, status=409)
    return JsonResponse({"erreur": "fermee", "message": str(refusal)}, status=409)


def _saved_as_page(request, reunion, ouverte, row):
    """Back to the screen; or the same page with what is to be read first."""
    try:
        form, _ = _save(request, row)
    except NotePerimee as stale:
        return _alone(request, reunion, ouverte, row, autre=stale.note, status=409)
    except PlumePrise as taken:
        return _alone(request, reunion, ouverte, row, preneur=taken.preneur, status=409)
    except SeanceRefusee as refusal:
        return _alone(request, reunion, ouverte, row, refus=str(refusal), status=409)
    if form.erreurs():
        return _alone(request, reunion, ouverte, row)
    messages.success(request, "C’est enregistré.")
    return to_screen(request, reunion, row)


@require_POST
def commencer(request, pk, inscription):
    """The time of a case begins: {prevu} in seconds for the screen."""
    reunion, _, row = _reach_situation(request, pk, inscription)
    act = partial(services.commencer, row, by=request.user)
    if not is_background(request):
        attempt(request, act, SeanceRefusee)
        return to_screen(request, reunion, row)
    try:
        act()
    except SeanceRefusee as refusal:
        return _refused_as_json(refusal)
    return JsonResponse({"prevu": row.minutes * 60})


@require_POST
def sans_debat(request, pk):
    """Record in one act the cases listed without discussion."""
    reunion, _ = reach_seance(request, pk)
    act = partial(services.noter_sans_debat, reunion, by=request.user)
    attempt(request, act, SeanceRefusee, "Les situations sans discussion sont notées comme étudiées.")
    return to_screen(request, reunion)


@require_POST
def plume(request, pk):
    """Take the notes; in the background, the sign of life of whoever takes them."""
    reunion, ouverte = reach_seance(request, pk)
    if is_background(request) and not request.POST.get("prendre"):
        return _who_writes(request, services.donner_signe(reunion, by=request.user))
    if ouverte is None:
        return to_screen(request, reunion)
    act = partial(_take_from, reunion, request.POST.get("de"), by=request.user)
    if is_background(request):
        return _taken(request, act)
    attempt(request, act, SeanceRefusee, "Vous prenez les notes.")
    return to_screen(request, reunion)


def _taken(request, act):
    try:
        return _who_writes(request, act())
    except SeanceRefusee as refusal:
        return _refused_as_json(refusal)


def _who_writes(request, ouverte):
    """{a_moi, preneur, message} (JSON)."""
    if ouverte is None:
        return JsonResponse({"erreur": "fermee", "message": "La séance n’est pas ouverte."}, status=409)
    mine = ouverte.preneur_id == request.user.pk
    message = "" if mine else str(PlumePrise(ouverte.preneur))
    return JsonResponse({"a_moi": mine, "preneur": str(ouverte.preneur_id), "message": message})


@require_POST
def identite(request, pk, inscription):
    """Show the name of one pupil, a logged act, or mask it again at once."""
    reunion, _, row = _reach_situation(request, pk, inscription)
    if request.POST.get("masquer"):
        mask_again(request.session, row.saisine)
    elif row.saisine.eleve_id:
        relations = row.saisine.relations_by_role(request.user)
        show_identity(request.session, row.saisine, by=request.user, relations=relations)
        messages.info(request, "Le nom est affiché pendant trente minutes. Cette consultation est notée.")
    return to_screen(request, reunion, row)


@require_safe
def coffre(request, pk):
    """Key of this person for this séance, and a fresh anti-forgery token after a new sign-in (JSON)."""
    reunion, _ = reach_seance(request, pk)
    vault = local_vault(request.user, reunion)
    return JsonResponse({"cle": vault.cle, "nom": vault.nom, "jeton": get_token(request)})


@require_safe
def fiche(request, pk):
    """The sheet of the séance to print, for the day without a screen: references and questions, no name."""
    reunion, ouverte = reach_seance(request, pk)
    empty = ouverte or Seance(reunion=reunion, ouverte_le=timezone.now())
    context = {
        "reunion": reunion,
        "pole": reunion.pole,
        "lue": read_seance(reunion, empty, user=request.user, session=request.session, acte=Acte.PDF),
        "lecteur": str(request.user),
        "jour": date_longue(reunion.pole.today()),
        "reference": "",
    }
    return pdf_response(request, "cellules/pdf/seance.html", context, nom=f"seance-{reunion.date:%Y-%m-%d}")
