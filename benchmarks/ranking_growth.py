"""Plot the ranking's growth with the number of opportunities, for `ranking_speed`."""

from pathlib import Path
from typing import Any


def draw(measured: list[dict[str, Any]], path: Path) -> None:
    """Figures of `ranking_speed.measure`, one of each size, as SVG or PNG; both axes by powers."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "talentnet"
    from matplotlib import pyplot as plt

    sizes = [figures["size"] for figures in measured]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.8), layout="constrained")
    ours = "Talentnet"
    compared = {ours: "", "bm25s": "bm25s_", "scikit-learn": "sklearn_"}
    drawn: tuple[tuple[str, dict[str, str]], ...] = (
        (
            "The 25 best, ms (ours with filters and queries)",
            {
                f"{ours}, warm": "warm_cpu",
                f"{ours}, cold": "cold_cpu",
                "bm25s": "bm25s_cpu",
                "scikit-learn": "sklearn_cpu",
            },
        ),
        ("Index built, s", {name: f"{key}build_cpu" for name, key in compared.items()}),
        ("100 changed rows, ms", {ours: "update_cpu"}),
    )
    styles = {ours: "C0o-", f"{ours}, warm": "C0o-", f"{ours}, cold": "C0d-."}
    styles |= {"bm25s": "C1s--", "scikit-learn": "C2^:"}
    for axis, (title, lines) in zip(axes, drawn, strict=True):
        for label, key in lines.items():
            axis.plot(sizes, [figures[key] for figures in measured], styles[label], label=label)
        axis.set(title=title, xlabel="opportunities", xscale="log", yscale="log")
        axis.grid(alpha=0.3)
        axis.legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
