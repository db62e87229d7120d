"""Run functions concurrently, each in a thread with its own database connection."""

import threading
from collections.abc import Callable

from django.db import connection

WAIT_SECONDS = 20


def run_concurrently(*functions: Callable[[], object]) -> list[BaseException]:
    """Start all functions at the same moment and return what they raised."""
    # The barrier lets no thread begin before all of them are ready.
    start = threading.Barrier(len(functions))
    raised: list[BaseException] = []

    def run(function: Callable[[], object]) -> None:
        try:
            start.wait(WAIT_SECONDS)
            function()
        except BaseException as error:
            raised.append(error)
        finally:
            # Each thread opened its own connection, which nobody else would close.
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    return raised
