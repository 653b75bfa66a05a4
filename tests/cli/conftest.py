"""What the tests of the command line share."""

from __future__ import annotations

from tests.check.small import few as few
from tests.check.small import history as history
from tests.check.small import small as small
from tests.endpoints import no_proxy as no_proxy
from tests.third_plan import third_plan as third_plan
