"""Each regular expression of the product is one that `benchmarks.patterns` measures."""

import ast
import re
from collections.abc import Iterator

import pytest

from benchmarks import patterns
from tests.test_house_rules import is_product, module_of, tracked_python_files

NO_PATTERN = {"escape", "Match", "Pattern", "error"}


def uses_of_re(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each use of `re` that makes or runs a pattern, with the name of what it stands in."""
    for statement in tree.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom) and node.module == "re":
                yield "", "import"
            if isinstance(node, ast.Attribute) and _is_use(node):
                yield _name_of(statement), node.attr


def _is_use(node: ast.Attribute) -> bool:
    is_flag = node.attr.isupper()
    return ast.unparse(node.value) == "re" and not is_flag and node.attr not in NO_PATTERN


def _name_of(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target)
    return getattr(statement, "name", "")


def unmeasured(tree: ast.Module, module: str, measured: set[str]) -> list[str]:
    return [
        f"{module}.{name}: re.{use}"
        for name, use in uses_of_re(tree)
        if use != "compile" or f"{module}.{name}" not in measured
    ]


def test_every_pattern_is_measured() -> None:
    measured = {name.partition("[")[0] for name in patterns.patterns()}
    assert len(measured) > 100
    paths = [path for path in tracked_python_files() if is_product(path)]
    assert [
        use
        for path in paths
        if "migrations" not in path.parts
        for use in unmeasured(
            ast.parse(path.read_text(encoding="utf-8")), module_of(path), measured
        )
    ] == []


@pytest.mark.parametrize(
    "code",
    [
        "def f(text): return re.sub('a', 'b', text)",
        "def f(text): return re.compile('a').search(text)",
        "_UNKNOWN = re.compile('a')",
        "class A:\n    B = re.compile('a')",
        "_B = [re.split(',', 'a')]",
        "from re import compile",
        "from functools import partial\nf = partial(re.sub, 'a')",
    ],
)
def test_unmeasured_pattern_is_seen(code: str) -> None:
    assert unmeasured(ast.parse(code), "module", {"module._KNOWN", "module._B"}) != []


def test_measured_pattern_is_not_reported() -> None:
    code = "_KNOWN = {'a': re.compile('a', re.I)}\ndef f(found: re.Match[str]): re.escape('a')"
    assert unmeasured(ast.parse(code), "module", {"module._KNOWN"}) == []


@pytest.mark.parametrize("pattern", [r"\s*\s*x", r"(?:a+)+$", r"tel[.:]*[.:]*[.:]*!"])
def test_slow_pattern_is_reported(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    for name, value in {"SMALL": 200, "LARGE": 400, "FLOOR_SECONDS": 0.005}.items():
        monkeypatch.setattr(patterns, name, value)
    monkeypatch.setattr(patterns, "LIMIT_SECONDS", 0.5)
    assert patterns.slow_text("pattern", re.compile(pattern)) is not None


def test_linear_pattern_is_not_reported() -> None:
    assert patterns.slow_text("pattern", re.compile(r"(?<!\s)\s+x|[^a]b")) is None


def test_benchmark_fails_for_a_slow_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    found = patterns.Slow("pattern", "a", 1, 4)
    monkeypatch.setattr(patterns, "patterns", lambda: {"pattern": re.compile("a")})
    monkeypatch.setattr("sys.argv", ["patterns"])
    assert patterns.main() == 0
    monkeypatch.setattr(patterns, "slow_text", lambda name, pattern: found)
    assert patterns.main() == 1
