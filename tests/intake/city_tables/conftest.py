from __future__ import annotations

from tests.city_plan import city_plan as city_plan
from tests.command_line import kgtool as kgtool
