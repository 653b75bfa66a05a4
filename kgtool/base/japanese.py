"""What printed Japanese texts share: the eras by which years are counted, and the many dashes."""

from __future__ import annotations

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""The Gregorian year before the first of each era."""
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
"""For ``str.translate``: every dash as a hyphen."""
