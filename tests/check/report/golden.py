"""The golden outputs: ``python -m tests.check.report.golden`` rewrites them all; review the difference before a commit."""

from __future__ import annotations

from pathlib import Path

from kgtool.check.report import FORMATS, render
from kgtool.check.report.formats import github, text
from tests.check.report import examples

FOLDER = Path(__file__).with_name("golden")
ENDINGS = {
    "text": "txt",
    "sarif": "sarif.json",
    "junit": "xml",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "turtle": "ttl",
}


def outputs() -> dict[str, str]:
    """Return file name → content for every format, both languages, with and without findings."""
    found: dict[str, str] = {}
    for lang in ("ja", "en"):
        for name, report in (("nasty", examples.nasty()), ("clear", examples.clear())):
            found |= {f"{name}.{lang}.{ENDINGS.get(form, form)}": render(form, report, lang) for form in FORMATS.own}
            found[f"{name}.{lang}.summary.md"] = github.summary(report, lang)
            found[f"{name}.{lang}.ansi"] = text.render(report, lang, colour=True, width=72)
    return found


def main() -> None:
    """Write every file anew and delete those that no format makes any more."""
    written = outputs()
    for path in FOLDER.iterdir():
        if path.name not in written:
            path.unlink()
    for name, content in written.items():
        (FOLDER / name).write_text(content, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
