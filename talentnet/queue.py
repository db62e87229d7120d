"""The task queue. Only this module puts tasks on it, so that how is decided in one place."""

from typing import Any

from django_q.tasks import async_task


def enqueue(task: str, *arguments: Any, timeout: int | None = None) -> None:
    """Queue a task by its dotted path; `timeout` in seconds, else the queue's own.

    Pass ids, never objects: arguments are pickled. Raises whatever the broker raises.
    """
    # None would mean no time-out at all to django-q.
    options = {} if timeout is None else {"timeout": timeout}
    async_task(task, *arguments, **options)
