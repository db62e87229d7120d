"""A whole run as JSON, the comparison of two, and both as Markdown."""

from collections.abc import Iterable, Mapping
from typing import Any

from careeractions.evaluation.statistics import Estimate, difference, mean

# Metrics that should fall; all others should rise.
LOWER_IS_BETTER = frozenset(
    {"schema_issues", "cards_with_hidden_text", "cards_with_findings", "hidden_cards"}
)


def summarized(scores: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Mean of each metric over the people, with its interval."""
    return {name: mean(_values(scores, name)).as_json() for name in metrics_of(scores)}


def metrics_of(scores: Mapping[str, Mapping[str, float]]) -> list[str]:
    return list(dict.fromkeys(name for row in scores.values() for name in row))


def _values(scores: Mapping[str, Mapping[str, float]], name: str) -> list[float]:
    return [row[name] for _, row in sorted(scores.items())]


def compared(
    before: Mapping[str, Mapping[str, float]], after: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, Any]]:
    """Difference of each metric over the people of both runs, with a verdict.

    Raises ValueError if the runs share no person.
    """
    people = sorted(before.keys() & after.keys())
    if not people:
        raise ValueError("The two runs have no person in common.")
    names = [name for name in metrics_of(after) if name in metrics_of(before)]
    rows = {}
    for name in names:
        estimate = difference(
            [before[person][name] for person in people], [after[person][name] for person in people]
        )
        rows[name] = {**estimate.as_json(), "verdict": verdict(name, estimate)}
    return rows


def verdict(name: str, estimate: Estimate) -> str:
    """Better or worse if the interval leaves out 0."""
    if estimate.low <= 0 <= estimate.high:
        return "no difference shown"
    rises = estimate.low > 0
    return "worse" if rises == (name in LOWER_IS_BETTER) else "better"


def as_markdown(run: Mapping[str, Any]) -> str:
    lines = [
        f"# Evaluation of career actions: {run['backend']}",
        "",
        f"{len(run['people'])} people. Each figure is a mean with its 95% interval.",
        "",
        *_table("| metric | mean | low | high |", _rows(run["metrics"], ("value", "low", "high"))),
        *_single("Tests by changing people", run.get("robustness", {})),
        *_comparison(run.get("comparison", {})),
        *_faults(run.get("faults", {})),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _table(head: str, rows: Iterable[list[Any]]) -> list[str]:
    lines = [head, "|" + "---|" * (head.count("|") - 1)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return [*lines, ""]


def _rows(values: Mapping[str, Mapping[str, Any]], keys: tuple[str, ...]) -> list[list[Any]]:
    return [[name, *(row[key] for key in keys)] for name, row in values.items()]


def _single(heading: str, values: Mapping[str, Any]) -> list[str]:
    rows = [
        [name, *(value[key] for key in ("value", "low", "high"))]
        if isinstance(value, dict) and "low" in value
        else [name, value, "", ""]
        for name, value in values.items()
    ]
    return [f"## {heading}", "", *_table("| test | share | low | high |", rows)] if rows else []


def _comparison(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    head = "| metric | difference | low | high | verdict |"
    return [
        "## Against the other run",
        "",
        *_table(head, _rows(rows, ("value", "low", "high", "verdict"))),
    ]


def _faults(parts: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    lines: list[str] = []
    for part, languages in parts.items():
        for language, kinds in languages.items():
            rows = [
                [kind, *row["counts"], _figure(row["recall"]), _figure(row["precision"])]
                for kind, row in kinds.items()
            ]
            head = "| kind | found | missed | false alarms | recall | precision |"
            lines += [f"## Planted faults: {part}, {language}", "", *_table(head, rows)]
    return lines


def _figure(estimate: Mapping[str, float] | None) -> str:
    if estimate is None:
        return "–"
    return f"{estimate['value']:.2f} ({estimate['low']:.2f}–{estimate['high']:.2f})"
