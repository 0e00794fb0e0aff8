"""Acts made at the same instant, each in a thread with a connection of its own."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection


def patiently(act: Callable[[], Any]) -> Any:
    """Call it again while the memory of SQLite, shared by the threads of a test, says that it is busy.

    A file makes the second writer wait (a busy timeout); a database in memory refuses at once.
    """
    while True:
        try:
            return act()
        except OperationalError as fault:
            if "locked" not in str(fault):
                raise
            time.sleep(0.005)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start them together; what each returned, or the fault that it raised, in their order."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def play(place: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(30)
            results[place] = patiently(act)
        except BaseException as fault:
            results[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=play, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
