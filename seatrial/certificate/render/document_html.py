"""A document as one page, in the dress of the certificate's."""

from collections.abc import Mapping

from seatrial.certificate.render.page import render_page
from seatrial.certificate.reports.document import Block, Document, Listing, Paragraph, Quote, Table

_SHAPES: Mapping[type[Block], str] = {
    Table: "table",
    Listing: "listing",
    Quote: "quote",
    Paragraph: "paragraph",
}


def document_html(document: Document) -> str:
    def shape(block: Block) -> str:
        return _SHAPES[type(block)]

    values = {"d": document, "shape": shape}
    return render_page("document.html.j2", values, signed=bool(document.signers))
