"""PDF documents: tagged, in French, and deaf to the network. The only module that knows WeasyPrint.

Importing WeasyPrint costs more than half a second and needs Pango, which a bare machine does not have: it is
imported when a document is asked for, inside `_engine`, and nowhere else. This is the one import in a
function of the project: pages that print nothing pay nothing, and the site runs without Pango.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from pole.fichiers import file_response


class PdfUnavailableError(Exception):
    """Pango is missing on this machine. The site goes on without PDF, and says so."""


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """A PDF/UA document made from a template that extends `layout/pdf.html`.

    The title comes from <title>: it never holds a name. Raises PdfUnavailableError without Pango.
    """
    return _print(render_to_string(template, context))


def _print(text: str) -> bytes:
    weasyprint, fetcher = _engine()
    html = weasyprint.HTML(string=text, url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[_style()], pdf_variant="pdf/ua-1")


def pdf_response(request: HttpRequest, template: str, context: dict[str, Any], *, nom: str) -> HttpResponse:
    """The document as a file to keep, or a page that says why not."""
    try:
        content = render_pdf(template, context)
    except PdfUnavailableError:
        return render(request, "pole/pdf_indisponible.html", status=503)
    return file_response(content, type="application/pdf", nom=nom, extension="pdf")


@cache
def _style():
    """The print stylesheet, read from our own folder, once: nothing is ever fetched."""
    weasyprint, fetcher = _engine()
    text = Path(finders.find("css/pdf.css")).read_text(encoding="utf-8")
    return weasyprint.CSS(string=text, url_fetcher=fetcher)


@cache
def _engine():
    """WeasyPrint and a fetcher that refuses every address: a text of a school may hold some (T22)."""
    try:
        import weasyprint  # noqa: PLC0415 (the exception that this module is for)
    except OSError as error:
        raise PdfUnavailableError("Pango manque") from error

    class ClosedFetcher(weasyprint.URLFetcher):
        def fetch(self, url, headers=None):
            raise ValueError("un document ne va rien chercher ailleurs")

    return weasyprint, ClosedFetcher()
