"""What the tests of the extraction share."""

from tests.extract.small_texts import read as read
from tests.third_plan import third_plan as third_plan
