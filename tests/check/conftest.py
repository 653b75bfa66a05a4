"""What the tests of the check share."""

from __future__ import annotations

from tests.benchmarks.conftest import faulty as faulty
from tests.benchmarks.conftest import stock as stock

from .small import few as few
from .small import history as history
from .small import small as small
