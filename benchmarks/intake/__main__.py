"""Run all benchmarks of this folder that print a table."""

from __future__ import annotations

from benchmarks.intake import draft, pdf

if __name__ == "__main__":
    draft.main()
    pdf.main()
