"""Papers of the demonstration: an empty page of A4 as a PDF, made without a library, and a picture of a tree."""

from __future__ import annotations

import io
from functools import lru_cache

PDF, JPEG = "application/pdf", "image/jpeg"

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


@lru_cache
def picture() -> bytes:
    """Give a photograph of a dead tree as a JPEG; nobody has ever taken it."""
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (320, 240), "#cfe6f5")
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 180, 320, 240), fill="#9dbb74")
    for branch in ((165, 110, 110, 60), (170, 95, 225, 40), (168, 130, 215, 95), (164, 80, 160, 20)):
        draw.line(branch, fill="#6b4a30", width=6)
    draw.polygon([(150, 200), (162, 80), (174, 80), (182, 200)], fill="#6b4a30")
    made = io.BytesIO()
    drawn.save(made, "JPEG", quality=70)
    return made.getvalue()


def sample(media_type: str) -> bytes:
    """Give a small file of a type."""
    return picture() if media_type == JPEG else empty_page()
