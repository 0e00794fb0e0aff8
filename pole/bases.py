"""The database connection of a process that lives long."""

from django.db import close_old_connections, connection


def renew_connection() -> None:
    """Throw away a connection that the server has closed, between two pieces of work.

    Never inside a transaction: Django would close it under the feet of the caller.
    """
    if not connection.in_atomic_block:
        close_old_connections()
