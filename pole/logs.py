"""Logs say what happened, never to whom: no text of a person reaches them."""

import logging

# Attributes that Django adds to a record and that may hold a form, a query string or a user.
_RISKY = ("request", "params", "sql")


class ScrubFilter(logging.Filter):
    """Drops the text of exceptions and the SQL parameters from a record; keeps where it happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        for name in _RISKY:
            if hasattr(record, name):
                setattr(record, name, "")
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = scrubbed_traceback(record.exc_info[1])
        return True


def scrubbed_traceback(error: BaseException) -> str:
    """Type and places of an error, without its message: a message may quote what was typed."""
    lines = [type(error).__name__]
    frame = error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        lines.append(f"  {code.co_filename.rpartition('/')[2]}:{frame.tb_lineno} {code.co_name}")
        frame = frame.tb_next
    return "\n".join(lines)
