"""Texts for people are in today's English: no word that reads as translated (docs/words.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_house_rules import ROOT, is_product, tracked_python_files

BANNED = (
    "anew",
    "afresh",
    "shall",
    "whoever",
    "nor",
    "take along",
    "hand over",
    "any more",
    "at once",
    "for good",
    "go on",
    "is like that",
    "of yours",
    "belongs into",
    "works no longer",
    "through a fault of ours",
    "make an account",
    "set against",
    "mails",
)
# Not inside a path, an address or a name: `/mails/stop/`, `send_mails`.
PATTERN = re.compile(rf"(?<![\w/.-])({'|'.join(BANNED)})(?![\w/-])", re.IGNORECASE)
DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def banned_in(text: str) -> list[str]:
    return [hit[0].lower() for hit in PATTERN.finditer(" ".join(text.split()))]


def messages_in(path: Path) -> Iterator[str]:
    """String literals with a blank in them, without docstrings: what a person may read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    docstrings = {id(value) for value in statements if isinstance(value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            text = str(node.value)
            if " " in text and "(?:" not in text:  # a pattern is no message
                yield text


def test_templates_hold_no_banned_word() -> None:
    texts = {
        path.relative_to(ROOT).as_posix(): banned_in(DJANGO.sub(" ", path.read_text("utf-8")))
        for path in (ROOT / "templates").rglob("*.*")
    }
    assert len(texts) > 100
    assert {name: hits for name, hits in texts.items() if hits} == {}


def test_messages_hold_no_banned_word() -> None:
    # What a model is told is no text for people.
    paths = [p for p in tracked_python_files() if is_product(p) and p.name != "prompts.py"]
    texts = {
        path.relative_to(ROOT).as_posix(): banned_in(" | ".join(messages_in(path)))
        for path in paths
        if "migrations" not in path.parts
    }
    assert {name: hits for name, hits in texts.items() if hits} == {}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_pages_of_the_project_hold_no_banned_word(name: str) -> None:
    assert banned_in((ROOT / name).read_text(encoding="utf-8")) == []


def test_rule_sees_a_banned_word() -> None:
    assert banned_in("We send mails to\nwhoever asks") == ["mails", "whoever"]
    assert banned_in("POST /mails/stop/ or send_mails, or email") == []


VAGUE_BEGINNINGS = ("test_what_", "test_who_", "test_whoever_", "test_of_", "test_there_")


def test_names_of_tests_are_short_and_begin_with_a_subject() -> None:
    names = {
        node.name
        for path in tracked_python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert len(names) > 1000
    assert {name for name in names if len(name) > 60 or name.startswith(VAGUE_BEGINNINGS)} == set()
