"""Documents of a meeting: what exists for each reader, each journaled before it leaves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cellules.documents import lettres
from cellules.documents import presence as feuille
from cellules.documents import releve as releves
from cellules.documents_lus import documents_of
from cellules.models import LotDeDocuments
from cellules.services import lots
from cellules.views.communs import reach_letter, reach_meeting, visible_meeting
from pole.fichiers import file_response
from pole.journal import line_of, record_all
from pole.models import Acte
from pole.pdf import pdf_response
from pole.services.exports import TropDExportsError, note_document
from saisines.views.exports import wait_page


def _function(request, pole) -> str:
    """As what this person reads a document of this pole."""
    role = next(iter(request.user.portee.in_pole(pole.pk).roles), None)
    return role.intitule if role else "pôle"


def _print(request, imprime, reunion, contient=()):
    """The document, once its line is written; « later » for whoever took too many that hold several cases."""
    if refused := _note(request, reunion, contient):
        return refused
    return pdf_response(request, imprime.gabarit, imprime.contexte, nom=imprime.nom)


def _note(request, reunion, contient=()):
    try:
        note_document(
            by=request.user,
            fonction=_function(request, reunion.pole),
            pole=reunion.pole,
            objet=reunion,
            contient=contient,
        )
    except TropDExportsError as refusal:
        return wait_page(request, refusal.reprise)
    return None


@require_safe
def lettre(request, pk):
    """The convocation to print, for a mission order or a file."""
    letter = reach_letter(request, pk)
    return _print(request, lettres.lettre(letter, request.user), letter.reunion)


@require_safe
def agenda(request, pk):
    """What concerns one person in the meeting."""
    letter = reach_letter(request, pk)
    if not letter.is_envoyee:
        raise Http404
    return _print(request, lettres.agenda_personnel(letter, request.user), letter.reunion)


@require_safe
def attestation(request, pk):
    """The proof that somebody came, for them and for the office."""
    letter = reach_letter(request, pk)
    made = lettres.attestation(letter, request.user)
    if made is None:
        raise Http404
    return _print(request, made, letter.reunion)


@require_safe
def documents(request, pk):
    """What this reader may read and print of a meeting."""
    reunion = visible_meeting(request, pk, avec=("seance",))
    context = {"reunion": reunion, "documents": documents_of(reunion, request.user)}
    return render(request, "cellules/documents.html", context)


@require_safe
def presence(request, pk):
    """The sheet to sign."""
    reunion = reach_meeting(request, pk)
    return _print(request, feuille.feuille_de_presence(reunion, request.user), reunion)


def _record(request, pk):
    """The record of a meeting that is closed, for those who were there; 404 for the others."""
    reunion = visible_meeting(request, pk, avec=("seance",))
    lu = releves.releve_of(reunion, request.user)
    if not lu.saisines and not lu.reportees:
        raise Http404
    return reunion, lu


@require_safe
def releve(request, pk):
    """The « relevé de décisions » as a page."""
    reunion, lu = _record(request, pk)
    who = {"by": request.user, "fonction": _function(request, reunion.pole), "pole": reunion.pole}
    record_all(line_of(Acte.LECTURE, objet=one, **who) for one in lu.saisines)
    return render(request, "cellules/releve.html", {"reunion": reunion, "releve": lu})


@require_safe
def releve_pdf(request, pk):
    """The same, to keep."""
    reunion, lu = _record(request, pk)
    return _print(request, releves.printed(reunion, request.user, lu), reunion, lu.saisines)


@require_POST
def preparer(request, pk):
    """Ask for all the documents at once."""
    reunion = reach_meeting(request, pk)
    lots.demander(reunion, by=request.user)
    messages.success(request, "C’est demandé : les documents se préparent. Vous pouvez quitter cette page.")
    return redirect("cellules:documents", reunion.pk)


def _lot(request, reunion) -> LotDeDocuments:
    rows = LotDeDocuments.objects.visible_to(request.user)
    return get_object_or_404(rows.filter(reunion=reunion))


@require_safe
def avancement(request, pk):
    """How far the preparation is: the part of the page that asks again by itself."""
    reunion = reach_meeting(request, pk)
    return render(request, "cellules/_lot.html", {"reunion": reunion, "lot": _lot(request, reunion)})


@require_safe
def tous(request, pk):
    """The archive, for who asked for it, while they conduct every case that it holds."""
    reunion = reach_meeting(request, pk)
    lot = _lot(request, reunion)
    try:
        saisines, content = lots.situations_encore_lues(lot, request.user), lots.read_archive(lot)
    except lots.LotIndisponible as refusal:
        messages.error(request, str(refusal))
        return redirect("cellules:documents", reunion.pk)
    if refused := _note(request, reunion, saisines):
        return refused
    nom = f"documents-{reunion.date:%Y-%m-%d}"
    return file_response(content, type="application/zip", nom=nom, extension="zip")
