"""The plan of an invented town, as its typesetter would leave it as text; nobody's words."""

from __future__ import annotations

MEASURES = {
    "海とともに働けるまち": ["水産業の振興", "観光の振興", "商いの支援"],
    "だれもが健やかに暮らせるまち": ["健康づくりの推進", "高齢者福祉の充実"],
    "学びを楽しめるまち": ["学校教育の充実", "読書のまちづくり"],
}


def text() -> str:
    """Return the text: a cover, principles, a vision, goals that are printed twice, measures with standing headings."""
    out = ["第三次かもめ町総合計画", "", "令和９年度～令和18年度", "", "令和９年３月", "かもめ町", ""]
    out += [
        "第１章　序論",
        "",
        "１　計画策定の趣旨",
        "",
        "町は海と山に囲まれています。計画は町の進む道を示します。",
        "",
    ]
    out += ["第２章　基本構想", "", "１　基本理念", "", "（１）海を守ります", "（２）人を育てます", ""]
    out += ["２　将来像", "", "波音とともに暮らすまち　かもめ", "", "３　基本目標", ""]
    out += [f"基本目標{number}　{goal}" for number, goal in enumerate(MEASURES, 1)]
    out += ["", "第３章　基本計画", ""]
    for number, (goal, measures) in enumerate(MEASURES.items(), 1):
        out += [f"基本目標{number}　{goal}", ""]
        for order, measure in enumerate(measures, 1):
            out += [
                f"施策{number}-{order}　{measure}",
                "",
                "【めざす姿】",
                f"{measure}が進み、町がにぎわっています。",
                "",
            ]
            out += [
                "【現状と課題】",
                f"・{measure}の担い手が足りません。",
                f"・{measure}の場所が古くなっています。",
                "",
            ]
            out += ["【主な取組】", f"①{measure}の担い手を育てます", "研修を開き、働く人を増やします。"]
            out += [f"②{measure}の場所を整えます", "古くなった所を直します。", ""]
    return "\n".join(out) + "\n"


def elements() -> list[tuple[str, str, str]]:
    """Return class, label and the label of the parent of what a reader finds in the text, but for statements and states."""
    found = [
        ("Principle", "海を守ります", ""),
        ("Principle", "人を育てます", ""),
        ("Vision", "波音とともに暮らすまち　かもめ", ""),
    ]
    found += [("Goal", goal, "波音とともに暮らすまち　かもめ") for goal in MEASURES]
    for goal, measures in MEASURES.items():
        for measure in measures:
            found += [("Measure", measure, goal), ("Direction", f"{measure}の担い手を育てます", measure)]
            found += [("Direction", f"{measure}の場所を整えます", measure)]
    return found
