"""Logs say what happened, never to whom: no text of a person reaches them."""

import logging
import re

# Attributes that Django adds to a record and that may hold a form, a query string or a user.
_RISKY = ("request", "params", "sql")
# Django logs the path of each refused request: an invitation and a calendar have keys for addresses.
_JETONS = re.compile(r"(/(?:invitation|calendrier)/)[\w-]{20,}")


class ScrubFilter(logging.Filter):
    """Drops the text of exceptions, SQL parameters and tokens from a record; keeps where it happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        for name in _RISKY:
            if hasattr(record, name):
                setattr(record, name, "")
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = scrubbed_traceback(record.exc_info[1])
        if isinstance(record.args, tuple):
            record.args = tuple(without_token(arg) for arg in record.args)
        return True


def without_token(arg: object) -> object:
    """The same value; a text without the token of an invitation or of a calendar."""
    return _JETONS.sub(r"\1…", arg) if isinstance(arg, str) else arg


def scrubbed_traceback(error: BaseException) -> str:
    """Type and places of an error, without its message: a message may quote what was typed."""
    lines = [type(error).__name__]
    frame = error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        lines.append(f"  {code.co_filename.rpartition('/')[2]}:{frame.tb_lineno} {code.co_name}")
        frame = frame.tb_next
    return "\n".join(lines)
