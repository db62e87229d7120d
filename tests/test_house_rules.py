"""House rules: structure, naming, access and documentation."""

import ast
import subprocess
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from talentnet.environment import Environment

ROOT = Path(__file__).resolve().parent.parent

# Each app may import those before it and none after it.
ROOMS = (
    "talentnet.accounts",
    "talentnet.privacy",
    "talentnet.llm",
    "talentnet.profiles",
    "talentnet.opportunities",
    "talentnet.sources",
    "matching",
    "careeractions",
    "talentnet.notifications",
    "talentnet.home",
)

# Matching depends on opportunities only, not on their sources.
NEVER_IMPORTED = {"matching": ("talentnet.sources",)}
# Private modules of libraries, each with the only file that may import it.
ADAPTERS = {
    "allauth.account.internal": "talentnet/accounts/allauth_internals.py",
    "allauth.core.internal": "talentnet/accounts/allauth_internals.py",
    "anthropic._": "talentnet/llm/client.py",
    "django_q.tasks": "talentnet/queue.py",
}

# Public on purpose; every other view needs a sign-in.
PUBLIC_VIEWS = {
    "home:landing",
    "home:health",
    "home:favicon",
    "home:privacy",
    "home:goodbye",  # for those who have just deleted their account
    "notifications:feed",  # for calendar programs, which know its secret address and no password
    "notifications:stop",  # for email programs; the signed URL names the person and the kind
}
# Email programs post here for their user (RFC 8058), without cookie or token. The signed URL names
# a person and a kind of email, and a post can only stop that kind.
CSRF_EXEMPT_VIEWS = ["notifications:stop"]
MAX_LINES = 400
MAX_TEMPLATE_WIDTH = 120
# Each reads the page at one moment, possibly too early; `expect` waits.
ASKED_ONCE = {
    "all_inner_texts",
    "all_text_contents",
    "count",
    "get_attribute",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_editable",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
}


def tracked_python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def room_of(module: str) -> str | None:
    return next((r for r in ROOMS if module == r or module.startswith(f"{r}.")), None)


def imports_of(path: Path) -> Iterator[str]:
    yield from imports_in(ast.parse(path.read_text(encoding="utf-8")))


def imports_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_imports(path: Path, own_room: str) -> list[str]:
    after = (*ROOMS[ROOMS.index(own_room) + 1 :], *NEVER_IMPORTED.get(own_room, ()))
    return sorted({f"{own_room} → {m}" for m in imports_of(path) if room_of(m) in after})


def test_imports_go_one_way() -> None:
    wrong = []
    for path in tracked_python_files():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        own_room = room_of(module)
        if own_room and ".tests." not in module:
            wrong += wrong_imports(path, own_room)
    assert wrong == []


def test_shared_modules_import_only_first_app() -> None:
    """Otherwise a module directly under `talentnet/` would bypass the import rule."""
    wrong = []
    for path in (ROOT / "talentnet").glob("*.py"):
        if path.stem not in ("urls", "settings"):
            rooms = {room_of(module) for module in imports_of(path)}
            wrong += [f"{path.stem} → {room}" for room in rooms - {None, ROOMS[0]}]
    assert wrong == []


def test_import_rule_catches_wrong_import(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text("def late():\n    from careeractions import models\n")
    assert wrong_imports(path, "matching") == [
        "matching → careeractions",
        "matching → careeractions.models",
    ]


def test_product_never_imports_devtools() -> None:
    files = [path for path in tracked_python_files() if is_product(path)]
    assert [p.name for p in files if any(m.startswith("devtools") for m in imports_of(p))] == []


@pytest.mark.parametrize(("library", "adapter"), list(ADAPTERS.items()))
def test_private_library_module_has_one_importer(library: str, adapter: str) -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in tracked_python_files()
        if is_product(path) and any(module.startswith(library) for module in imports_of(path))
    }
    assert importers == {adapter}


def is_product(path: Path) -> bool:
    """True if a file is part of a site: no test, benchmark or developer tool."""
    top, *rest = path.relative_to(ROOT).parts
    return top in ("careeractions", "matching", "talentnet") and "tests" not in rest


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def import_graph() -> dict[str, set[str]]:
    """Product modules, each with the product modules that it imports at run time."""
    paths = {module_of(path): path for path in tracked_python_files() if is_product(path)}
    graph = {module: set(runtime_imports_of(path)) & set(paths) for module, path in paths.items()}
    # `from package import module` also names the package without using its contents.
    return {
        module: {i for i in imported if not any(other.startswith(f"{i}.") for other in imported)}
        for module, imported in graph.items()
    }


def runtime_imports_of(path: Path) -> Iterator[str]:
    """Imports at module level and in functions, except those for annotations only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    yield from imports_in(tree)


def test_imports_have_no_cycles() -> None:
    TopologicalSorter(import_graph()).prepare()  # raises CycleError, which names the cycle


def test_class_names_have_one_meaning() -> None:
    modules: dict[str, list[str]] = {}
    for path in tracked_python_files():
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                modules.setdefault(node.name, []).append(module_of(path))
    shared = {name: where for name, where in modules.items() if len(where) > 1}
    assert {n: w for n, w in shared.items() if n not in ("Command", "Config")} == {}


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked_python_files()
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def long_lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.name}:{number}"
        for number, line in enumerate(lines, start=1)
        if len(line) > MAX_TEMPLATE_WIDTH
    ]


def test_template_lines_stay_short() -> None:
    paths = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    assert len(paths) > 80
    assert [line for path in paths for line in long_lines(path)] == []


def test_template_rule_catches_long_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.html"
    path.write_text(f"<p>\n{'é' * 120}\n{'é' * 121}\n</p>\n", encoding="utf-8")
    assert long_lines(path) == ["wrong.html:3"]


def asked_once(path: Path) -> list[str]:
    """Assertions that read a page without waiting for it."""
    return [
        f"{path.name}:{node.lineno} {called.func.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
        for called in ast.walk(node.test)
        if isinstance(called, ast.Call)
        and isinstance(called.func, ast.Attribute)
        and called.func.attr in ASKED_ONCE
    ]


def test_page_assertions_wait_for_page() -> None:
    paths = [path for path in tracked_python_files() if path.parent.name == "browser"]
    assert len(paths) > 10
    assert [found for path in paths for found in asked_once(path)] == []


def test_waiting_rule_catches_assertion_without_wait(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text("assert page.get_by_text('Saved').is_visible()\n")
    assert asked_once(path) == ["wrong.py:1 is_visible"]


def our_views() -> Iterator[tuple[str, object]]:
    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, object]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or space)
            else:
                yield f"{space}:{pattern.name}", pattern.callback

    for name, view in walk(get_resolver().url_patterns, ""):
        module = getattr(view, "__module__", "")
        if room_of(module) and not name.startswith("admin:"):
            yield name, view


def test_every_view_is_guarded() -> None:
    views = dict(our_views())
    unguarded = {name for name, view in views.items() if not hasattr(view, "login_is_required")}
    assert unguarded == PUBLIC_VIEWS
    assert len(views) > len(PUBLIC_VIEWS)


def test_only_listed_views_are_exempt_from_csrf() -> None:
    exempt = [name for name, view in our_views() if getattr(view, "csrf_exempt", False)]
    assert exempt == CSRF_EXEMPT_VIEWS


@pytest.mark.parametrize("name", list(Environment.model_fields))
def test_readme_explains_every_setting(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    description = Environment.model_fields[name].description
    rows = [line for line in readme.splitlines() if line.startswith(f"| `{name.upper()}` |")]
    assert len(rows) == 1
    assert rows[0].endswith(f"| {description} |")


def test_readme_names_only_existing_settings() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = [line.split("`")[1] for line in readme.splitlines() if line.startswith("| `")]
    assert sorted(named) == sorted(name.upper() for name in Environment.model_fields)
