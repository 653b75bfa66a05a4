"""What the tests of the extraction share."""

from tests.third_plan import third_plan as third_plan
