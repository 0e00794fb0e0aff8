"""A picture drawn again: nothing of the file received is kept but what the eye sees."""

import struct
from io import BytesIO

from PIL import Image, ImageOps

from saisines.controle_pieces.bornes import PIXELS_MAX, RefusedError, check_pixels

# Longest side kept, in pixels: an A4 page stays readable (220 dots an inch), and weighs about 1 MB.
COTE_MAX = 2600
QUALITE = 85


def examine_as(content: bytes, format: str) -> tuple[int, bytes]:
    """One page, as a JPEG. Raises RefusedError, or anything Pillow raises."""
    return 1, drawn_again(content, format)


def drawn_again(content: bytes, format: str) -> bytes:
    """The same picture upright, on white, without place, date, camera, comment, nor anything behind it."""
    image = pixels(content, format)
    # A new picture has no memory of the old one: `save` copies comments and profiles otherwise.
    sheet = Image.new("RGB", image.size, "white")
    mask = image.getchannel("A") if image.mode == "RGBA" else None
    sheet.paste(image.convert("RGB"), mask=mask)
    out = BytesIO()
    sheet.save(out, "JPEG", quality=QUALITE)
    return out.getvalue()


def drawn_alike(content: bytes, format: str) -> bytes:
    """The same for a picture within a document, whose part keeps its name: its format and its clear parts."""
    if format == "jpeg":
        return drawn_again(content, format)
    image = pixels(content, format)
    sheet = Image.new(image.mode, image.size)
    sheet.paste(image)
    out = BytesIO()
    sheet.save(out, format.upper())
    return out.getvalue()


def pixels(content: bytes, format: str):
    """What the eye sees of the first image of the file: upright, bounded, in plain colours."""
    with opened(content, format) as image:
        if image.mode.startswith("I"):
            # 16 bits a pixel: `convert` would turn all that is not black to white.
            image = image.point(lambda level: level / 256).convert("L")
        if image.mode not in {"L", "RGB", "RGBA", "CMYK", "YCbCr"}:
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image.thumbnail((COTE_MAX, COTE_MAX))
        return upright(image)


def upright(image):
    """Turned as it says of itself. What it says may be broken: then it stays as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return image.copy()


def opened(content: bytes, format: str):
    """The picture, its header read and its size checked: not a pixel is unpacked yet."""
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX * 4  # `check_pixels` says it better, before anything is unpacked
    try:
        image = Image.open(BytesIO(content), formats=(format.upper(),))
    except Image.DecompressionBombError as error:
        raise RefusedError("trop_de_pixels") from error
    except Image.UnidentifiedImageError as error:
        raise RefusedError("pas_le_format") from error
    check_pixels(*image.size)
    return image
