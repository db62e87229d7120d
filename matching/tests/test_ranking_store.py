"""Index of the ranking: correct after any change, by any process, and after a crash."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection

from matching.ranking import store
from matching.ranking.digests import LENGTH, Lookup, digests_of
from matching.ranking.nearest import texts_with
from matching.ranking.rank import rank
from matching.ranking.store import Store
from matching.ranking.texts import Text, Vocabulary, query_of, rows_of
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile() -> Profile:
    made: Profile = ProfileFactory.create(skills=["zebrafish"], role_types=[])
    return made


def best_for(profile: Profile) -> list[int]:
    return rank(Profile.objects.get(pk=profile.pk), limit=100).best


def a_lawn() -> Opportunity:
    made: Opportunity = OpportunityFactory.create(title="A lawn", description="", skills=[])
    return made


@pytest.mark.parametrize(
    "change",
    [
        lambda pk: Opportunity.objects.filter(pk=pk).update(title="Zebrafish"),
        lambda pk: Opportunity.objects.filter(pk=pk).update(skills=["Zebrafish"]),
        lambda pk: Opportunity.objects.filter(pk=pk).update(requirements="Zebrafish"),
        lambda pk: Opportunity.objects.bulk_update(
            [Opportunity(pk=pk, description="Zebrafish")], ["description"]
        ),
    ],
)
def test_bulk_update_is_seen_immediately(profile: Profile, change: Callable[[int], Any]) -> None:
    first, second = a_lawn(), a_lawn()
    assert best_for(profile) == [first.pk, second.pk]
    change(second.pk)
    assert best_for(profile) == [second.pk, first.pk]


def test_change_by_raw_sql_is_seen(profile: Profile) -> None:
    first, second = a_lawn(), a_lawn()
    assert best_for(profile) == [first.pk, second.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE opportunities_opportunity SET title = 'Zebrafish' WHERE id = %s", [second.pk]
        )
    assert best_for(profile) == [second.pk, first.pk]


def test_deleted_and_closed_opportunities_are_gone(profile: Profile) -> None:
    first, second, third = a_lawn(), a_lawn(), a_lawn()
    assert len(best_for(profile)) == 3
    first.delete()
    Opportunity.objects.filter(pk=second.pk).update(status="archived")
    assert best_for(profile) == [third.pk]


def test_reopened_opportunity_is_ranked_again(profile: Profile) -> None:
    lawn = a_lawn()
    fish = OpportunityFactory.create(title="Zebrafish", description="", skills=[])
    Opportunity.objects.filter(pk=fish.pk).update(status="archived")
    assert best_for(profile) == [lawn.pk]
    Opportunity.objects.filter(pk=fish.pk).update(status="active")
    assert best_for(profile) == [fish.pk, lawn.pk]


def test_opportunities_with_equal_texts_are_all_ranked(profile: Profile) -> None:
    made = [a_lawn().pk for _ in range(4)]
    assert best_for(profile) == made


def manifest(folder: Path) -> Path:
    (found,) = folder.rglob("manifest.json")
    return found


def part_names(folder: Path) -> set[str]:
    return {name for name, _ in json.loads(manifest(folder).read_text())["parts"]}


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def to_old_format(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": "1-0"}))


def to_unknown_parts(path: Path) -> None:
    path.write_text(json.dumps({"format": store.FORMAT, "parts": [["x", 1]]}))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifest.json", truncate),
        ("manifest.json", to_old_format),
        ("manifest.json", lambda path: path.write_text("[]")),
        ("manifest.json", to_unknown_parts),
        ("manifest.json", Path.unlink),
        ("weights-data.npy", flip),
        ("titles-data.npy", truncate),
        ("skills-indptr.npy", flip),
        ("weights-indices.npy", Path.unlink),
        ("facts.npy", flip),
        ("digests.json", flip),
        ("stems.json", truncate),
    ],
)
def test_damaged_index_is_rebuilt(
    profile: Profile, settings: Any, name: str, damage: Callable[[Path], Any]
) -> None:
    lawn = a_lawn()
    fish = OpportunityFactory.create(title="Zebrafish")
    assert best_for(profile) == [fish.pk, lawn.pk]
    before = part_names(settings.RANKING_INDEX_DIR)
    for path in settings.RANKING_INDEX_DIR.rglob(name):
        damage(path)
    store._open_indexes.clear()  # as in another process
    assert best_for(profile) == [fish.pk, lawn.pk]
    assert before.isdisjoint(part_names(settings.RANKING_INDEX_DIR))
    assert json.loads(manifest(settings.RANKING_INDEX_DIR).read_text())["format"] == store.FORMAT


@pytest.mark.parametrize(
    ("where", "moment"), [(Store, "_write_part"), (Store, "_stored_checksums"), (os, "replace")]
)
def test_crash_while_writing_keeps_previous_index(
    profile: Profile, settings: Any, monkeypatch: pytest.MonkeyPatch, where: Any, moment: str
) -> None:
    lawn = a_lawn()
    assert best_for(profile) == [lawn.pk]
    before = manifest(settings.RANKING_INDEX_DIR).read_bytes()
    fish = OpportunityFactory.create(title="Zebrafish")

    def crash(*_: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(where, moment, crash)
        with pytest.raises(MemoryError):
            best_for(profile)
    assert manifest(settings.RANKING_INDEX_DIR).read_bytes() == before
    assert best_for(profile) == [fish.pk, lawn.pk]
    store._open_indexes.clear()
    assert best_for(profile) == [fish.pk, lawn.pk]


def test_full_disk_slows_ranking_but_does_not_break_it(
    profile: Profile, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lawn = a_lawn()
    assert best_for(profile) == [lawn.pk]
    fish = OpportunityFactory.create(title="Zebrafish")
    folder = manifest(settings.RANKING_INDEX_DIR).parent
    before = sorted(folder.rglob("*"))

    def full(path: Path, _: Any) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np, "save", full)
        for _ in range(2):
            assert best_for(profile) == [fish.pk, lawn.pk]
    assert sorted(folder.rglob("*")) == before
    for _ in range(2):
        assert best_for(profile) == [fish.pk, lawn.pk]


def test_texts_are_read_each_time_without_folder(
    profile: Profile, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    settings.RANKING_INDEX_DIR = tmp_path / "file" / "ranking"
    lawn = a_lawn()
    for _ in range(2):
        assert best_for(profile) == [lawn.pk]


def test_duplicate_text_is_stored_once(tmp_path: Path) -> None:
    """A posting is edited into another's text between listing and reading."""
    stored, other, new = (
        Text(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), word, [], "", "")
        for word in ("zebra", "lion", "tiger")
    )
    kept = Store(tmp_path)
    kept.add(lambda: {stored.digest: 1}, lambda _: [stored])
    ids = {text.digest: number for number, text in enumerate((stored, other, new))}
    found = kept.add(lambda: ids, lambda _: [stored, new, new])
    assert found.digests == [stored.digest, new.digest]
    rows = found.lookup.rows_of(digests_of(f"{new.digest},{stored.digest},{other.digest}"))
    assert rows.tolist() == [1, 0, -1]


def test_crash_leftovers_are_swept(profile: Profile, settings: Any) -> None:
    a_lawn()
    best_for(profile)
    folder = manifest(settings.RANKING_INDEX_DIR).parent
    (folder / "half-written").mkdir()
    (folder / "half-written" / "data.npy").write_bytes(b"x")
    (folder / "one.draft").write_bytes(b"x")
    a_lawn()
    OpportunityFactory.create(title="Zebrafish")
    best_for(profile)
    kept = {*part_names(folder), "manifest.json", "lock"}
    assert {entry.name for entry in folder.iterdir()} == kept


def texts(*words: str) -> dict[str, Text]:
    return {f"digest of {word}": Text(f"digest of {word}", word, [], "", "") for word in words}


def add(kept: Store, wanted: dict[str, Text]) -> store.Texts:
    digests = list(wanted)
    return kept.add(
        lambda: {digest: number for number, digest in enumerate(digests)},
        lambda ids: [wanted[digests[number]] for number in ids],
    )


def scores(found: store.Texts, word: str) -> dict[str, float]:
    question = query_of({word: 1.0}, found.vocabulary, found.document_counts, len(found))
    product = found.product(question)
    return {digest: round(float(product[row]), 5) for digest, row in found.row_of.items()}


def test_many_small_additions_equal_one_large(tmp_path: Path) -> None:
    words = [f"{'zebra' if n % 3 else 'lion'} w{n:02}" for n in range(30)]
    apart, together = Store(tmp_path / "apart"), Store(tmp_path / "together")
    for count in range(1, len(words) + 1):
        add(apart, texts(*words[:count]))
    add(together, texts(*words))
    for word in ("zebra", "lion", "w07", "unheard"):
        one, other = scores(apart.current(), word), scores(together.current(), word)
        assert one == other
    store._open_indexes.clear()
    assert scores(apart.current(), "w07") == scores(together.current(), "w07")
    assert len(apart.current().parts) <= store.MAX_PARTS + 1


def test_stale_rows_are_compacted_once_numerous(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    add(kept, texts(*(f"old{n}" for n in range(10))))
    assert (
        len(add(kept, texts(*(f"new{n}" for n in range(2)), *(f"old{n}" for n in range(10))))) == 12
    )
    assert set(add(kept, texts("new0", "lion")).row_of) == set(texts("new0", "lion"))
    assert scores(kept.current(), "lion")["digest of lion"] > 0


def test_reader_survives_concurrent_merge(tmp_path: Path) -> None:
    """The files of a manifest are deleted between reading it and opening them."""
    kept = Store(tmp_path)
    add(kept, texts("one"))
    named = json.loads((tmp_path / "manifest.json").read_text())["parts"][0][0]
    shutil.move(tmp_path / named, tmp_path / "away")
    store._open_indexes.clear()
    assert len(kept.current()) == 0  # the files are gone; the next query rebuilds them
    shutil.move(tmp_path / "away", tmp_path / named)
    assert len(kept.current()) == 1


WRITER = """
import sys
import time
from pathlib import Path
from matching.ranking.store import Store
from matching.ranking.texts import Text

kept = Store(Path(sys.argv[1]))
(Path(sys.argv[1]).parent / f"{sys.argv[2]}.ready").touch()
while len(list(Path(sys.argv[1]).parent.glob("*.ready"))) < 2:
    time.sleep(0.001)
for n in range(12):
    word = f"{sys.argv[2]}{n}"
    text = Text(word, f"zebra {word}", [], "", "")
    kept.add(lambda: dict.fromkeys([*kept.current().row_of, word], 0), lambda ids: [text])
"""


def test_concurrent_writers_lose_nothing(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent.parent
    command = "import django; django.setup()" + WRITER
    environment = {"DJANGO_SETTINGS_MODULE": "talentnet.settings", "PATH": ""}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", command, str(tmp_path / "index"), name],
            cwd=root,
            env=environment,
        )
        for name in ("a", "b")
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    found = Store(tmp_path / "index").current()
    assert set(found.row_of) == {f"{name}{n}" for name in "ab" for n in range(12)}
    assert all(score > 0 for score in scores(found, "zebra").values())


def test_addition_leaves_existing_rows_untouched(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    add(kept, texts("one", "two"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    add(kept, texts("one", "two", "three"))
    assert before.items() <= {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.npy")}.items()


def test_weights_equal_bm25() -> None:
    """Compares with bm25s by Lucene's formula; only the average length is fixed."""
    vocabulary = Vocabulary()
    rows = rows_of(
        [
            Text("a", "", [], "", "zebra lion zebra"),
            Text("b", "", [], "", "zebra " * 400),
        ],
        vocabulary,
    )
    column = vocabulary.column["zebra"]
    for row, (count, length) in enumerate(((2, 3), (400, 400))):
        expected = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / 250))
        assert rows.weights[row, column] == pytest.approx(expected, rel=1e-5)


def test_ascii_and_unicode_tokenizers_agree() -> None:
    vocabulary = Vocabulary()
    plain = "red-teaming, C++ (and C#); AI/ML."
    rows = rows_of(
        [Text("a", "", [], "", plain), Text("b", "", [], "", f"{plain} épée")], vocabulary
    )
    one, other = (set(rows.weights.tocsr()[row].indices) for row in (0, 1))
    assert other - one == {vocabulary.column["épée"]}
    assert {"team", "c++", "c#", "ai", "ml"} <= set(vocabulary.stems)


def test_web_process_does_not_import_numpy() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    command = (
        "import django, sys; django.setup(); import talentnet.urls, matching.compute, "
        "matching.views, matching.offline; from django.urls import get_resolver; "
        "get_resolver().url_patterns; assert not {'numpy', 'scipy'} & set(sys.modules)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "talentnet.settings", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", command], cwd=root, env=environment, check=False)
    assert done.returncode == 0


def test_unknown_digest_has_no_row(profile: Profile) -> None:
    lawn = a_lawn()
    lawn.refresh_from_db()
    found, rows = texts_with(digests_of(",".join([lawn.text_digest, "0" * LENGTH])))
    assert list(rows) == [0, -1]
    assert found.product(np.ones(len(found.vocabulary), np.float32))[rows[1]] == 0


def test_digest_lookup_handles_any_table() -> None:
    stored = [hashlib.md5(bytes([n]), usedforsecurity=False).hexdigest() for n in range(200)]
    alike_at_first = stored[7][:16] + "0" * 16
    wanted = [*reversed(stored), alike_at_first, "f" * LENGTH, "0" * LENGTH]
    rows = Lookup(stored).rows_of(digests_of(",".join(wanted)))
    assert rows.tolist() == [*reversed(range(200)), -1, -1, -1]
    assert Lookup([]).rows_of(digests_of(stored[0])).tolist() == [-1]
