"""Documents of a meeting, each cut to what its reader may read. None of them names a pupil."""

from cellules.documents.imprime import Imprime

__all__ = ["Imprime"]
