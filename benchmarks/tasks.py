def nothing() -> None:
    """The empty task that django-q's own rate is measured with."""
