"""Registry of personal data: each model has a rule for export and erasure, or is not personal.

Each app lists its models in its own `personal_data.py` and registers them at startup. Export,
erasure and the privacy page all read this registry. A test fails for every model without a rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db.models import FileField, ForeignKey, Model, Q, QuerySet

from talentnet.accounts.models import User

type Rows = QuerySet[Any]


@dataclass(frozen=True)
class PersonalRecord:
    """Rule for export and erasure of one model."""

    model: type[Model]
    name: str
    """Key of its rows in the export."""
    about: str
    """Description in plain words, for export and privacy page."""
    owner: str | Callable[[User], Q] = "profile__user"
    """Lookup from a row to its user, or a function that returns the filter for a user."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Fields left out of the export, each with the reason shown there."""
    adds: Callable[[Any], dict[str, Any]] | None = None
    """Function that adds decoded values to an exported row."""
    shows: Callable[[Rows, User], Rows] | None = None
    """Function that narrows the exported rows, if some concern another person too."""
    erase: Callable[[Rows, User], None] | None = None
    """Function that scrubs the rows, which are then not deleted."""
    keeps: str = ""
    """Description of what `erase` leaves and why, in plain words."""

    def __post_init__(self) -> None:
        if bool(self.erase) != bool(self.keeps):
            raise ValueError(f"{self.name}: set both `erase` and `keeps`, or neither.")

    def of(self, user: User) -> Rows:
        """Rows of one person."""
        chosen = self.owner(user) if callable(self.owner) else Q(**{self.owner: user.pk})
        return self.model._default_manager.filter(chosen).order_by("pk")

    def shown_to(self, user: User) -> Rows:
        """Rows of one person that their export includes."""
        return self.shows(self.of(user), user) if self.shows else self.of(user)

    def file_fields(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        return [each.name for each in fields if isinstance(each, FileField)]


_records: dict[type[Model], PersonalRecord] = {}
_not_personal: dict[type[Model], str] = {}
_tables: dict[str, str] = {}


def register(
    records: Iterable[PersonalRecord] = (),
    not_personal: Mapping[Any, str] | None = None,
    tables: Mapping[str, str] | None = None,
) -> None:
    """Register an app's rules, its models without personal data, and its unmanaged tables."""
    _records.update({record.model: record for record in records})
    _not_personal.update(not_personal or {})
    _tables.update(tables or {})


def personal_records() -> list[PersonalRecord]:
    """Return all rules, in the order of INSTALLED_APPS."""
    return list(_records.values())


def tables_without_model() -> dict[str, str]:
    """Tables without a model (`*` ends a prefix), each with the reason it isn't personal."""
    return dict(_tables)


def erasure_order() -> list[PersonalRecord]:
    """All rules, referencing models before referenced ones; the user comes last."""
    graph: dict[type[Model], set[type[Model]]] = {model: set() for model in _records}
    # A model that references another is in the other's set, and so is erased before it.
    for model in _records:
        for target in _targets(model):
            # A reference to itself is no obstacle: the rows go in one query.
            if target in graph and target is not model:
                graph[target].add(model)
    return [_records[model] for model in TopologicalSorter(graph).static_order()]


def stored_models() -> list[type[Model]]:
    """All models with a table, many-to-many tables included."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def problems(models: Iterable[type[Model]]) -> list[str]:
    """Sentences on missing or wrong rules of these models, each with what to write."""
    return [problem for model in models for problem in _problems_of(model)]


def _problems_of(model: type[Model]) -> Iterator[str]:
    label, where = model._meta.label, f"{model.__module__.split('.models')[0]}/personal_data.py"
    if model in _records:
        if model in _not_personal:
            yield f"{label} has a PersonalRecord and is in NOT_PERSONAL too: remove one of them."
        yield from _mistakes_of(_records[model])
    elif model not in _not_personal:
        yield (
            f"{label} has no rule for export and erasure: add a PersonalRecord to RECORDS in "
            f"{where}, or, if it holds nothing of a person, say why in NOT_PERSONAL there."
        )
    elif path := path_to_user(model):
        yield (
            f"{label} is in NOT_PERSONAL but leads to a person by {path}: add a PersonalRecord "
            f"with this owner to RECORDS in {where} instead."
        )


def _mistakes_of(record: PersonalRecord) -> Iterator[str]:
    label = record.model._meta.label
    names = {each.name for each in record.model._meta.concrete_fields}
    for name in sorted(set(record.withheld) - names):
        yield f"The PersonalRecord of {label} withholds {name}, which is no field of it."
    try:
        # Building the query is enough to check the lookup; no row is fetched.
        record.of(User(pk=0))
    except FieldError as error:
        yield f"The PersonalRecord of {label} has an owner that leads nowhere: {error}"


def path_to_user(model: type[Model]) -> str:
    """Shortest lookup from a row to a user; '' if there is none."""
    # Breadth-first, so that the first path to reach a user is the shortest.
    paths: list[tuple[type[Model], str]] = [(model, "")]
    seen = {model}
    while paths:
        current, path = paths.pop(0)
        for key in _foreign_keys(current):
            target, longer = _target(key), f"{path}__{key.name}".removeprefix("__")
            if target is User:
                return longer
            if target not in seen:
                seen.add(target)
                paths.append((target, longer))
    return ""


def _foreign_keys(model: type[Model]) -> list["ForeignKey[Any, Any]"]:
    return [each for each in model._meta.concrete_fields if isinstance(each, ForeignKey)]


def _target(key: "ForeignKey[Any, Any]") -> type[Model]:
    related: Any = key.related_model
    # A proxy model shares the table of its concrete model.
    concrete: type[Model] = related._meta.concrete_model
    return concrete


def _targets(model: type[Model]) -> list[type[Model]]:
    return [_target(key) for key in _foreign_keys(model)]
