"""A JPEG without what it says of itself, its picture untouched: for those that cannot be drawn again."""

from saisines.controle_pieces.bornes import RefusedError

START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
# Application segments that a reader needs to find the colours: JFIF and Adobe.
KEPT = {0xE0, 0xEE}
APPLICATION = range(0xE0, 0xF0)
ALONE = {0x01, *range(0xD0, 0xD8)}
LENGTH_BYTES = 2


def without_words(data: bytes) -> bytes:
    """The same picture without place, date, camera, thumbnail, comment, nor anything after its end."""
    if data[:2] != bytes((0xFF, START)):
        raise RefusedError("pas_le_format")
    kept, place = [data[:2]], 2
    while place < len(data):
        end = _end_of_segment(data, place)
        marker = data[place + 1] if place + 1 < len(data) else END
        if marker != COMMENT and (marker not in APPLICATION or marker in KEPT):
            kept.append(data[place:end])
        if marker == END:
            break
        place = end
    return b"".join(kept)


def _end_of_segment(data: bytes, place: int) -> int:
    """Where the segment that starts here ends. Raises RefusedError if none does start here."""
    if data[place] != 0xFF:
        raise RefusedError("illisible")
    marker = data[place + 1] if place + 1 < len(data) else END
    if marker == 0xFF:
        return place + 1
    if marker in ALONE or marker == END:
        return place + 2
    start = place + 2
    end = start + max(int.from_bytes(data[start : start + LENGTH_BYTES], "big"), LENGTH_BYTES)
    return _end_of_scan(data, end) if marker == SCAN else end


def _end_of_scan(data: bytes, place: int) -> int:
    """Packed pixels go up to the next true marker: within them, FF is followed by 00 or a restart."""
    while (place := data.find(b"\xff", place)) >= 0:
        if place + 1 >= len(data):
            break
        if data[place + 1] not in {0, 0xFF, *ALONE}:
            return place
        place += 1
    return len(data)
