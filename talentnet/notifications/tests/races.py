"""Several at once, each in a thread and with a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

WAIT_SECONDS = 20


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Run these, begun together; what they raised."""
    start = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(WAIT_SECONDS)
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    return raised
