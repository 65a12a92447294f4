"""Images: they must decode whole, within a bound on their pixels."""

from __future__ import annotations

import io

from chalicelib.domain.files import Refusal

MOST_PIXELS = 100_000_000
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}


def inspect(content: bytes, media_type: str) -> Refusal | None:
    """Decode an image; its size is read from the header before a pixel is."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[media_type]]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return Refusal.TOO_LARGE
            image.draft("L", (width // 8, height // 8))  # a photograph is decoded at an eighth of its size
            image.load()
    except Image.DecompressionBombError:
        return Refusal.TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever the decoder says of hostile content, it isn't an image
        return Refusal.UNREADABLE
    return None
