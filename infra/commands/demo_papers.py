"""A scan for the demonstration: one empty page of A4 as a PDF, made without a library."""

from __future__ import annotations

OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
)


def empty_page() -> bytes:
    """Give the page's bytes, the same each time."""
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(OBJECTS, start=1):
        places.append(len(made))
        made += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(OBJECTS) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(made))
    )
