"""What the tests of the review share."""

from tests.third_plan import third_plan as third_plan
