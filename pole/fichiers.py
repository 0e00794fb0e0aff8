"""A file made on the spot, to keep: its plain name never says more than what it is given."""

import re

from django.http import HttpResponse

_NOM = re.compile(r"[^A-Za-z0-9-]+")


def file_response(content: bytes, *, type: str, nom: str, extension: str) -> HttpResponse:
    """The content as a file to keep. `nom` becomes a plain file name."""
    disposition = f'attachment; filename="{_NOM.sub("-", nom)}.{extension}"'
    return HttpResponse(content, content_type=type, headers={"Content-Disposition": disposition})
