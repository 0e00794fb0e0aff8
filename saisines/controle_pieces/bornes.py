"""What an attachment may weigh once it is opened, and how a refusal is said."""

# Pages of a document: beyond, nobody reads it before a meeting.
PAGES_MAX = 30
# Characters of a text document, which has no pages until it is printed: 30 full ones.
CARACTERES_MAX = 150_000
# Pixels of one picture: an A4 page at 600 dots an inch, a photograph of a good telephone.
PIXELS_MAX = 40_000_000
# Bytes of everything a document unpacks to.
OUVERT_MAX = 200 * 1024 * 1024


class RefusedError(Exception):
    """The file is not accepted; the argument is the code of the reason."""


def check_pixels(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise RefusedError("trop_de_pixels")
