from collections.abc import Iterator

import pytest

from matching.tests.sources.servers import BoardServer


@pytest.fixture
def board() -> Iterator[BoardServer]:
    board = BoardServer()
    yield board
    board.close()
