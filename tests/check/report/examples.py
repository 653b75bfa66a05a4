"""Reports made by hand: one with everything nasty in it, one without findings, one with thousands."""

from __future__ import annotations

from dataclasses import replace

from kgtool.base.languages import Text
from kgtool.check.finding import Completeness, Finding, Location, PlanSummary, Report, Rule, order

ID = "https://w3id.org/jp-plan/id/13221-kiyose-5/draft-2025-08-12"
NS = "https://w3id.org/jp-plan/ns#"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"

NOTATION = Rule(
    "Measure-notation",
    "error",
    Text("施策の番号", "Code of a measure"),
    Text("施策に番号がなく、欠けている記録もありません。", "The measure has neither a code nor a gap for it."),
    Text("番号がなければ、ほかの文書から施策を指せません。", "Without a code no other document can point to it."),
    "shape",
    Location("shapes/Measure.ttl", 12, 1, 12, 34),
)
LABELS = Rule(
    "duplicate-label",
    "warning",
    Text("同じ|名前 `x` <b>太字</b>", "Same | label `x` <b>bold</b>"),
    Text(
        "二つのものが\n同じ名前です。[こちら](http://evil.example/){0} を見て。",
        "Two things\r\nshare a label. See [here](http://evil.example/){0}.",
    ),
    Text("どちらを指すか、\n読む人にわかりません。", "A reader cannot tell\nwhich is meant."),
    "query",
    Location("queries/checks/duplicate-label.rq", 1),
    Text("どちらかの名前を変えるか、skos:altLabel にしてください。", "Rename one, or use skos:altLabel."),
)
ORDER = Rule(
    "Direction-order",
    "info",
    Text("取組の順序", "Order of directions"),
    Text("順序が 100% 続いていません: 1,2::4", "The order has holes, 100%: 1,2::4"),
    Text("順序で並べて読むためです。", "So that they can be read in order."),
    "shape",
    Location("shapes/Direction.ttl", 40, 1),
    Text("jpp:order を見直してください。", "Review jpp:order."),
)
CONSISTENT = Rule(
    "owl consistency/日本",
    "error",
    Text("矛盾がないこと", "Consistency"),
    Text("オントロジーに矛盾があります。", "The ontology is inconsistent."),
    Text("矛盾からは何でも導けてしまいます。", "Anything follows from a contradiction."),
    "owl",
    Location("ontology/core.ttl"),
)
UNUSED = Rule(
    "Plan-title",
    "warning",
    Text("計画の題名", "Title of a plan"),
    Text("計画に題名がありません。", "The plan has no title."),
    Text("題名で探すためです。", "People search by title."),
    "shape",
    Location("shapes/Plan.ttl", 7, 3),
)
RULES = (NOTATION, LABELS, ORDER, CONSISTENT, UNUSED)

MEASURE = Finding(
    NOTATION,
    "error",
    Location("data/13221-kiyose-5/plan.ttl", 19, 18, 19, 42),
    f"<{ID}/measure/2-214>",
    f"<{NS}notation>",
    plan="13221-kiyose-5",
    label=Text("みどりの環境をつくる", "Making a green environment"),
    source=Location("000_a5b93f3044d58295.txt", 812, 1),
)
SCRIPT = Finding(
    LABELS,
    "warning",
    Location("data/13221-kiyose-5/curation.ttl", 7, 5, 9, 2),
    f"<{ID}/measure/2-215>",
    LABEL,
    r'"<script>alert(\"1 & 2\")</script> | `x` *y* _z_ ]]> -- \n\u0000\u001B[31m ##[error]:: %0A,:"@ja',
    plan="13221-kiyose-5",
    label=Text("「引用」\n'改行'\x1b[31m", "\"quoted\"\n'line'\x1b[31m"),
)
TURNED = Finding(
    LABELS,
    "warning",
    Location("data/13211-kodaira-4/日本語 の,ファイル:1%.ttl", 3, 0),
    "_:b0",
    f"<{NS}a>/<{NS}b>",
    '"\u202e左から右\u202c\u200f 👩‍👩‍👧‍👦 🇯🇵 e\u0301 \u3000"@ja',
    plan="13211-kodaira-4",
    label=Text("‮逆‬ 👩‍👩‍👧‍👦", "‮reversed‬ 👩‍👩‍👧‍👦"),
    source=Location("003_f75b003ac612eb0d.txt"),
)
LONG = Finding(
    ORDER,
    "info",
    Location("data/13211-kodaira-4/plan.ttl", 0, 0),
    "<https://w3id.org/jp-plan/id/13211-kodaira-4>",
    f"<{NS}order>",
    '"' + "とても長い値" * 200 + '"@ja',
    plan="13211-kodaira-4",
)
FILE = Finding(CONSISTENT, "error", Location("ontology/core.ttl"), "")
NOWHERE = Finding(CONSISTENT, "error", Location(""), "not a term", value="also <not>", plan="unknown|plan")


def nasty() -> Report:
    """Everything that can go wrong with a format, and one pair of findings that are alike."""
    twin = replace(MEASURE, location=Location("data/13221-kiyose-5/plan.ttl", 19, 18))
    return Report(
        findings=tuple(sorted((MEASURE, twin, SCRIPT, TURNED, LONG, FILE, NOWHERE), key=order)),
        rules=(NOTATION, LABELS, ORDER, UNUSED),
        plans=(
            PlanSummary(
                "13221-kiyose-5",
                Text("第5次清瀬市長期総合計画", "Kiyose 5th Long-Term Comprehensive Plan"),
                1234,
                (
                    Completeness(Text("施策の番号", "Codes of measures"), 102, 103),
                    Completeness(Text("10年後の姿", "Images in ten years"), 2999, 3000),
                    Completeness(Text("目標年度", "Target years"), 41, 41),
                ),
            ),
            PlanSummary(
                "13211-kodaira-4",
                Text("小平市第四次長期総合計画", "Kodaira 4th Long-Term Comprehensive Plan"),
                87,
                (Completeness(Text("SDGs", "SDGs"), 0, 0),),
            ),
        ),
        notices=(
            Text("Javaがないため、OWLの検査を省きました。", "OWL was not checked: there is no Java runtime."),
            Text("<b>::error::</b>\n二行目 {1}", "<b>::error::</b>\nsecond line {1}"),
        ),
        suppressed=3,
        stale=("0123456789abcdef0123456789abcdef", "duplicate-label|<x>"),
        mended=("order-hole <a>", "order-hole <b>", "order-hole <c>", "order-hole <d>"),
        files=12,
        version="0.1.0",
    )


def clear() -> Report:
    """Nothing found."""
    return Report(findings=(), rules=RULES, plans=nasty().plans[:1], files=1, version="0.1.0")


def nothing() -> Report:
    """Nothing at all: no plan, no rule, no file, no version."""
    return Report(findings=(), rules=())


def one() -> Report:
    """One of each that is counted."""
    return Report(findings=(MEASURE,), rules=(NOTATION,), suppressed=1, stale=("x",), files=1, version="0.1.0")


def many(number: int = 5000) -> Report:
    """Thousands of findings: errors, warnings and infos in turn, in two plans."""
    findings = [
        replace(
            (MEASURE, SCRIPT, LONG)[n % 3],
            location=Location(f"data/plan-{n % 2}/plan.ttl", n + 1, 5, n + 1, 9),
            focus=f"<{ID}/measure/{n}>",
            plan=f"plan-{n % 2}",
        )
        for n in range(number)
    ]
    return Report(findings=tuple(sorted(findings, key=order)), rules=RULES, files=2, version="0.1.0")
