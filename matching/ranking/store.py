"""Index of texts in files that all workers of a machine share.

It is a cache keyed by text digest (`Opportunity.text_digest`, computed by the database), so it
can't be stale: a changed text has another digest. Missing texts are read and added as a new part;
parts are never changed. A manifest lists the parts and is replaced atomically, so a reader sees the
old or the new state and a crash leaves the old one. A damaged or outdated index is rebuilt. A file
lock, which dies with its process, lets one process write at a time.

Nothing needs to be told of a change, so bulk updates and plain SQL are safe. Matrices are stored by
columns (CSC): a question touches about a hundred of them. A row that can't be stored is read for
this one question only.
"""

import fcntl
import json
import logging
import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel
from scipy import sparse

from matching.ranking.digests import Lookup
from matching.ranking.texts import READ_AS, Rows, Text, Vocabulary, rows_of, total_counts

log = logging.getLogger(__name__)

# Raise the first number when the files change; READ_AS covers the reading code.
FORMAT: Final = f"4-{READ_AS}"
# Each part costs one matrix product per query.
MAX_PARTS = 8
# Share of rows without a live text from which the index is compacted.
MAX_STALE = 0.25
# Later parts below this share of the first are merged without rewriting the first.
SMALL = 0.25
LISTS = ("digests", "stems")
MATRICES = ("weights", "titles", "skills")
ARRAYS = ("data", "indices", "indptr")
# Attempts to read while other processes replace the manifest.
TRIES = 3


def _check_format(stored: str) -> str:
    if stored != FORMAT:
        raise ValueError("other format or other reading of texts")
    return stored


type Reader = Callable[[list[int]], Iterable[Text]]


class Manifest(BaseModel):
    format: Annotated[str, AfterValidator(_check_format)]
    parts: list[tuple[str, dict[str, int]]]
    """Part names, each with the CRC-32 of its files."""


@dataclass(frozen=True)
class IndexPart:
    name: str
    stems: list[str]
    """Stems that this part added to the vocabulary."""
    rows: Rows


@dataclass(frozen=True)
class Texts:
    """Snapshot of the index: all parts."""

    parts: list[IndexPart] = field(default_factory=list)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(stemmed for part in self.parts for stemmed in part.stems)

    @cached_property
    def digests(self) -> list[str]:
        """Text digest of each row."""
        return [digest for part in self.parts for digest in part.rows.digests]

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {digest: number for number, digest in enumerate(self.digests)}

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(self.digests)

    @cached_property
    def document_counts(self) -> NDArray[np.int64]:
        return total_counts((part.rows for part in self.parts), len(self.vocabulary))

    def __len__(self) -> int:
        return sum(len(part.rows.digests) for part in self.parts)

    def product(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score of each row. A 0 at the end is the score of NOWHERE."""
        scores = [part.rows.product(query) for part in self.parts]
        return np.concatenate([*scores, np.zeros(1, np.float32)])

    @cached_property
    def facts(self) -> NDArray[np.int8]:
        """Facts of each row, as in `Rows.facts`."""
        return np.concatenate([part.rows.facts for part in self.parts])


_open_indexes: dict[Path, tuple[tuple[int, int, int], Texts]] = {}
"""Open indexes of this process by folder, each with the manifest's file status."""


def _close_indexes() -> None:
    """Close the index: its vocabulary may contain stems that were not stored."""
    _open_indexes.clear()


@dataclass(frozen=True)
class Store:
    folder: Path

    def current(self) -> Texts:
        """Stored index, reopened if another process changed it."""
        for _ in range(TRIES):
            try:
                return self._read()
            except FileNotFoundError:
                continue  # another process merged the parts after we read the manifest
            except (OSError, ValueError, EOFError) as error:
                log.warning("The ranking's index is rebuilt: %s", error)
                break
        return Texts()

    def add(self, list_live: Callable[[], dict[str, int]], read: Reader) -> Texts:
        """Add the live texts that are missing; returns the new snapshot.

        `list_live` returns ids by digest, and `read` the texts of ids. Both are called under the
        lock, since another process may just have done the work. If the index can't be stored, as
        on a full disk, the texts serve this call only.
        """
        try:
            with self._lock():
                return self._with_missing(list_live(), read, self._write)
        except OSError as error:
            log.warning("The ranking's index cannot be stored: %s", error)
            try:
                return self._with_missing(list_live(), read, lambda texts: texts)
            finally:
                _close_indexes()

    def _with_missing(
        self, live: dict[str, int], read: Reader, keep: Callable[[Texts], Texts]
    ) -> Texts:
        texts = self.current()
        missing = [pk for digest, pk in live.items() if digest not in texts.row_of]
        if not missing:
            return texts
        old_size = len(texts.vocabulary)
        try:
            rows = rows_of(_not_indexed(read(missing), texts), texts.vocabulary)
            part = IndexPart(_new_name(), texts.vocabulary.stems[old_size:], rows)
            return keep(_compacted(Texts([*texts.parts, part]), live))
        except BaseException:
            # Also after a task's time-out: the vocabulary has already grown.
            _close_indexes()
            raise

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            # The kernel releases the lock even if the process is killed.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def _manifest(self) -> Path:
        return self.folder / "manifest.json"

    def _read(self) -> Texts:
        if not self._manifest.exists():
            _open_indexes.pop(self.folder, None)
            return Texts()
        # Taken before reading: if the file changes in between, the next query reads it again.
        status = _file_status(self._manifest)
        if self.folder in _open_indexes and _open_indexes[self.folder][0] == status:
            return _open_indexes[self.folder][1]
        stored = Manifest.model_validate_json(self._manifest.read_bytes())
        opened = _open_indexes.get(self.folder, (status, Texts()))[1]
        open_parts = {part.name: part for part in opened.parts}
        texts = Texts(
            [open_parts.get(name) or self._open(name, sums) for name, sums in stored.parts]
        )
        self._remember(status, texts)
        return texts

    def _remember(self, status: tuple[int, int, int], texts: Texts) -> None:
        """Keep the index open for the next query; a process uses one database."""
        _open_indexes.clear()
        _open_indexes[self.folder] = (status, texts)

    def _open(self, name: str, sums: dict[str, int]) -> IndexPart:
        folder = self.folder / name
        for file, expected in sums.items():
            if _checksum_of(folder / file) != expected:
                raise ValueError(f"{name}/{file} is damaged")
        digests, stems = (json.loads((folder / f"{kind}.json").read_bytes()) for kind in LISTS)
        weights, titles, skills = (_load_matrix(folder, kind, len(digests)) for kind in MATRICES)
        facts = np.load(folder / "facts.npy")
        return IndexPart(name, stems, Rows(digests, weights, titles, skills, facts))

    def _write(self, texts: Texts) -> Texts:
        """Write new parts, replace the manifest, then delete the parts it no longer lists."""
        stored = self._stored_checksums()
        for part in texts.parts:
            if part.name not in stored:
                stored[part.name] = self._write_part(part)
        named = [(part.name, stored[part.name]) for part in texts.parts]
        draft = self.folder / f"{_new_name()}.draft"
        manifest = Manifest(format=FORMAT, parts=named)
        draft.write_text(manifest.model_dump_json(), encoding="utf-8")
        # Atomic: readers see the old manifest or the new one.
        os.replace(draft, self._manifest)
        self._remember(_file_status(self._manifest), texts)
        self._remove_all_but({part.name for part in texts.parts})
        return texts

    def _stored_checksums(self) -> dict[str, dict[str, int]]:
        try:
            return dict(Manifest.model_validate_json(self._manifest.read_bytes()).parts)
        except (OSError, ValueError):
            return {}

    def _write_part(self, part: IndexPart) -> dict[str, int]:
        folder = self.folder / part.name
        folder.mkdir()
        try:
            for kind, listed in zip(LISTS, (part.rows.digests, part.stems), strict=True):
                (folder / f"{kind}.json").write_text(json.dumps(listed), encoding="utf-8")
            for kind, array in product(MATRICES, ARRAYS):
                np.save(folder / f"{kind}-{array}.npy", getattr(getattr(part.rows, kind), array))
            np.save(folder / "facts.npy", part.rows.facts)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)  # free the space on a full disk
            raise
        return {file.name: _checksum_of(file) for file in folder.iterdir()}

    def _remove_all_but(self, names: set[str]) -> None:
        """Delete other parts and drafts; readers keep the files they have open."""
        for entry in self.folder.iterdir():
            if entry.is_dir() and entry.name not in names:
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.suffix == ".draft":
                entry.unlink(missing_ok=True)


def _not_indexed(read: Iterable[Text], texts: Texts) -> Iterator[Text]:
    """Texts that are not in the index yet, each once.

    A posting may have been edited into an indexed text since its digest was read.
    """
    seen = set(texts.row_of)
    for text in read:
        if text.digest not in seen:
            seen.add(text.digest)
            yield text


def _new_name() -> str:
    return uuid.uuid4().hex


def _file_status(file: Path) -> tuple[int, int, int]:
    status = file.stat()
    # The inode changes with each replacement, even within the clock's resolution.
    return status.st_mtime_ns, status.st_ino, status.st_size


def _load_matrix(folder: Path, kind: str, height: int) -> Any:
    # Memory-mapped, so that processes share the pages.
    arrays = (np.load(folder / f"{kind}-{array}.npy", mmap_mode="r") for array in ARRAYS)
    data, indices, indptr = arrays
    shape = (height, len(indptr) - 1)
    return sparse.csc_matrix((data, indices, indptr), shape=shape, copy=False)


def _checksum_of(file: Path) -> int:
    return zlib.crc32(file.read_bytes())


def _compacted(texts: Texts, live: Iterable[str]) -> Texts:
    """Merge parts if there are many, and drop stale rows if there are many."""
    current = set(live)
    stale = len(texts) - len(current & texts.row_of.keys())
    if stale > MAX_STALE * len(texts):
        return Texts([_merged(texts.parts, current)])
    # Rewriting on each addition would cost the whole index each time.
    if len(texts.parts) <= MAX_PARTS:
        return texts
    first, *others = texts.parts
    if sum(len(part.rows.digests) for part in others) < SMALL * len(first.rows.digests):
        return Texts([first, _merged(others, current)])
    return Texts([_merged(texts.parts, current)])


def _merged(parts: list[IndexPart], current: set[str]) -> IndexPart:
    """Merge parts, and drop rows without a live text."""
    width = max(part.rows.weights.shape[1] for part in parts)
    digests = [digest for part in parts for digest in part.rows.digests]
    rows_to_keep = [number for number, digest in enumerate(digests) if digest in current]
    joined = (
        sparse.vstack([_widened(getattr(part.rows, kind), width) for part in parts], format="csr")
        for kind in MATRICES
    )
    facts = np.concatenate([part.rows.facts for part in parts])[rows_to_keep]
    stems = [stemmed for part in parts for stemmed in part.stems]
    live_digests = [digests[number] for number in rows_to_keep]
    weights, titles, skills = (matrix[rows_to_keep].tocsc() for matrix in joined)
    rows = Rows(live_digests, weights, titles, skills, facts)
    return IndexPart(_new_name(), stems, rows)


def _widened(weights: Any, width: int) -> Any:
    padding = np.full(width - weights.shape[1], weights.indptr[-1], weights.indptr.dtype)
    indptr = np.concatenate([weights.indptr, padding])
    shape = (weights.shape[0], width)
    return sparse.csc_matrix((weights.data, weights.indices, indptr), shape=shape)
