from collections.abc import Iterator

import pytest

from talentnet.sources.tests.servers import BoardServer


@pytest.fixture
def board() -> Iterator[BoardServer]:
    board = BoardServer()
    yield board
    board.close()
