"""Evaluation of career actions: a fixed cast of invented people, and what its sets are measured by.

`manage.py evaluate_actions` runs it; `docs/evaluation.md` explains the figures. Only the command
imports this package, since pydantic-evals comes with the development packages.
"""
