"""What the tests of the check share."""

from __future__ import annotations

from .small import small as small
