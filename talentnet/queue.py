"""Put tasks on the queue; no other module does, so django-q's options are set in one place."""

from typing import Any

from django_q.tasks import async_task


def enqueue(task: str, *arguments: Any, timeout: int | None = None) -> None:
    """Queue a task by its dotted path, with a time-out in seconds or the queue's default.

    Pass ids, never objects: arguments are pickled. Raises whatever the broker raises.
    """
    # Passing None would tell django-q not to time out at all.
    options = {} if timeout is None else {"timeout": timeout}
    async_task(task, *arguments, **options)
