"""Small PDFs for the tests."""

import io

from pypdf import PdfWriter


def pdf(pages=1, change=None):
    """A PDF of blank pages; `change` receives the writer."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if change:
        change(writer)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()
