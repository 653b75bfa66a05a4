"""The main job on one screen, which `make` ends with: build, check, one finding in a sentence, and the next step.

What the commands print is shown only where one of them ends with a fault.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import kgtool
from kgtool.api import OpenBuild
from kgtool.base.wrapping import wrap
from kgtool.cli import language_of

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("kgtool")
EXAMPLES = 3
_TEXT = {
    "ja": {
        "built": "組み立て: {plans}計画、{quads:,}文({graphs}グラフ)、内容ハッシュ {hash} → build/",
        "checked": "検査:     {files}ファイルを{rules}規則で調べました。エラー {errors}件、警告 {warnings}件",
        "finding": (
            "分かることの一つ: {one}が掲げ、{other}の計画のこの版には近いものが見当たらないと判断した取組の方向性が{n}件あります。"
            "確からしさの高いものから:"
        ),
        "example": "{unit}: {name}(確からしさ {confidence:.2f})",
        "note": "判断は私たちによるもので、計画の言葉ではありません。理由と原文の場所: kgtool query no-counterpart -p plan=清瀬",
        "next": "次は",
        "steps": (
            ("{kgtool} serve", "二つの計画のサイトをブラウザーで見る"),
            ("{kgtool} query directions-on-theme -p theme=子育て", "言葉で尋ねる"),
            ("{kgtool} query --list", "尋ねられる問い"),
            ("CONTRIBUTING.md", "自分の市を加える"),
        ),
    },
    "en": {
        "built": "Built:    {plans} plans, {quads:,} statements in {graphs} graphs, content hash {hash} → build/",
        "checked": "Checked:  {files} files against {rules} rules: {errors} errors, {warnings} warnings",
        "finding": (
            "One thing it shows: {n} directions that {one} plans and to which this version of {other}'s plan was judged to show "
            "nothing close. Those judged with most confidence:"
        ),
        "example": "{unit}: {name} (confidence {confidence:.2f})",
        "note": "The judgements are ours, not the plans' words. Reasons and places: kgtool query no-counterpart -p plan=Kiyose",
        "next": "Next",
        "steps": (
            ("{kgtool} serve", "look at the site of both plans in a browser"),
            ("{kgtool} query directions-on-theme -p theme=child-rearing", "ask in words"),
            ("{kgtool} query --list", "the questions that you can ask"),
            ("CONTRIBUTING.md", "add your own city"),
        ),
    },
}


def run(*arguments: str) -> str:
    """Run a command and return what it prints on stdout; where it fails, show all and end as it did."""
    ended = subprocess.run([COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.stderr.write(ended.stderr + ended.stdout)
        sys.exit(ended.returncode)
    return ended.stdout


def screen(lang: str, width: int) -> list[str]:
    """Build and check, and return the lines of the screen."""
    text = _TEXT[lang]
    run("build")
    report = json.loads(run("check", "--format", "json"))
    build = kgtool.open_build(ROOT, lang=lang)
    manifest, count = build.manifest, report["summary"]
    plans = [graph for graph in manifest["graphs"] if "/graph/plan/" in graph]
    counts = {"plans": len(plans), "quads": manifest["quads"], "graphs": len(manifest["graphs"])}
    paragraphs = [
        str(text["built"]).format(**counts, hash=manifest["contentHash"][:16]),
        str(text["checked"]).format(
            files=count["files"], rules=count["rules"], errors=count["error"], warnings=count["warning"]
        ),
        "",
    ]
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, width)]
    lines += [*finding(build, width), "", f"{text['next']}:"]
    steps = [(step.format(kgtool=".venv/bin/kgtool"), why) for step, why in text["steps"]]
    for step, why in steps:
        lines += [f"  {step}", f"      {why}"]
    return lines


def finding(build: OpenBuild, width: int) -> list[str]:
    """Return what Kiyose plans and Kodaira's plan does not show, in a sentence with the surest examples."""
    lang = build.lang
    text = _TEXT[lang]
    found = build.ask("no-counterpart", plan="清瀬", other="小平", lang=lang)
    named = found.labels()
    rows = [(row, shown) for row, shown in zip(found, named, strict=True) if "/direction/" in row.element and row.unit]
    rows.sort(key=lambda pair: -pair[0].confidence)
    cities = ("清瀬市", "小平市") if lang == "ja" else ("Kiyose", "Kodaira")
    paragraphs = [str(text["finding"]).format(n=len(rows), one=cities[0], other=cities[1])]
    for row, shown in rows[:EXAMPLES]:
        example = str(text["example"]).format(unit=shown.unit, name=shown.element, confidence=row.confidence)
        paragraphs.append(f"  - {example}")
    paragraphs.append(str(text["note"]))
    return [line for paragraph in paragraphs for line in wrapped(paragraph, width)]


def wrapped(paragraph: str, width: int) -> list[str]:
    """Return a paragraph as lines; those of an item of a list stand below its first letter."""
    indent = "    " if paragraph.startswith("  - ") else ""
    lines = wrap(paragraph.removeprefix("  - "), width - len(indent))
    return [("  - " if indent and not n else indent) + line for n, line in enumerate(lines)]


if __name__ == "__main__":
    print("\n".join(screen(language_of(sys.argv), shutil.get_terminal_size().columns)))
