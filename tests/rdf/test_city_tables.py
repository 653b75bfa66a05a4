"""A city's own tables as statements: what each cell says, what a blank says, where a mistake is, and the way back."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kgtool.base import csv
from kgtool.base.errors import InputError
from kgtool.corpus.layout import CITY_TABLES
from kgtool.rdf import city_tables, iris
from kgtool.rdf.city_tables import mistakes, rows
from kgtool.rdf.city_tables.form import CURRENCIES, tables
from kgtool.rdf.city_tables.mistakes import Row
from kgtool.rdf.reader import GraphReader

PLAN = "99997-hotaru-1"
INDICATORS = "指標番号,版,対象,指標名,望ましい向き,測る量,担当部署,値の種類,時点,値,単位\n"
PROJECTS = "事業番号,版,施策,事業名,開始年度,終了年度,担当部署\n"
BUDGETS = "版,事業番号,施策・目標,年度,金額,金額の単位\n"
HEADS = {"indicators": INDICATORS, "projects": PROJECTS, "budgets": BUDGETS}


def said(table: str, *lines: str) -> set[str]:
    """The statements of a table in N-Triples, with short names."""
    name = f"data/{PLAN}/{table}.csv"
    found = city_tables.read((HEADS[table] + "".join(f"{line}\n" for line in lines)).encode(), name)
    text = serialize((Triple(*statement) for statement in found), format=RdfFormat.N_TRIPLES).decode()
    for iri, short in (
        (f"{iris.ID}{PLAN}/", ""),
        (iris.ID, "id:"),
        (iris.NS, ""),
        ("^^<http://www.w3.org/2001/XMLSchema#", "^^<"),
    ):
        text = text.replace(iri, short)
    return {line.removesuffix(" .").replace("<", "").replace(">", "") for line in text.splitlines()}


VALUE = "draft/table/indicator/K-1/value/"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            "target,令和13年度,60,percent",
            {'target-fy2031 value "60"^^decimal', 'target-fy2031 fiscalYear "2031"^^integer'},
        ),
        ("target,2031,60,percent", {'target-fy2031 fiscalYear "2031"^^integer', 'target-fy2031 periodText "2031"'}),
        ("target,令和13年,60,percent", {'target-2031 calendarYear "2031"^^integer'}),
        (
            "target,令和8～12年度,60,percent",
            {'target-fy2026-fy2030 startFiscalYear "2026"^^integer', 'target-fy2026-fy2030 fiscalYear "2030"^^integer'},
        ),
        ("actual,令和7年4月1日,60,person", {'actual-2025-04-01 valueDate "2025-04-01"^^date'}),
        ("actual,令和7年4月,60,person", {'actual-2025-04 valueDate "2025-04"^^gYearMonth'}),
        (
            "target,2031,約６０％以上,percent",
            {
                'target-fy2031 value "60"^^decimal',
                "target-fy2031 comparator id:comparator/at-least",
                'target-fy2031 approximate "true"^^boolean',
                'target-fy2031 valueText "約６０％以上"',
                "target-fy2031 unitOfMeasure id:unit/percent",
            },
        ),
        ("target,2031,10～20,percent", {'target-fy2031 upperValue "20"^^decimal'}),
        ("target,2031,現状維持,", {"target-fy2031 comparator id:comparator/maintain"}),
        ("target,2031,「全国平均以上」,", {"target-fy2031/gap/value gapReason id:gap-reason/not-read"}),
        ("target,2031,調整中,", {"target-fy2031/gap/value gapReason id:gap-reason/to-be-decided"}),
        ("target,2031,,", {"target-fy2031/gap/value gapReason id:gap-reason/blank-in-table"}),
        ("target,2031,-,", {"target-fy2031/gap/value gapReason id:gap-reason/dash-in-table"}),
        ("target,2031,1.42,-", {"target-fy2031/gap/unitOfMeasure gapReason id:gap-reason/dash-in-table"}),
        ("target,未定,60,percent", {"target-undated/gap/fiscalYear gapReason id:gap-reason/to-be-decided"}),
    ],
)
def test_a_value_says(cells: str, expected: set[str]) -> None:
    found = said("indicators", f"K-1,draft,measure/1-1,川辺を歩いた人,,,川辺課,{cells}")
    assert {f"{VALUE}{line}" for line in expected} <= found


def test_an_indicator_says_what_it_measures_and_who_answers_for_it() -> None:
    found = said(
        "indicators", "K-1,draft,measure/1-1,川辺を歩いた人,higher-is-better,population,川辺課,target,2031,60,person"
    )
    node = "draft/table/indicator/K-1"
    assert {
        f"{node} indicatorOf draft/measure/1-1",
        f"{node} partOf draft/measure/1-1",
        f'{node} order "1"^^integer',
        f"{node} polarity id:polarity/higher-is-better",
        f"{node} quantity id:quantity/population",
        f"{node} statedInRow table/indicators.csv#row=2",
        f"{node} localType local-type/table-indicator",
    } <= found
    (unit,) = {line.split()[2] for line in found if line.startswith(f"{node} responsibleUnit ")}
    assert f"{unit} http://www.w3.org/ns/org#unitOf id:municipality/99997" in found
    assert f'{unit} http://www.w3.org/2000/01/rdf-schema#label "川辺課"@ja' in found


def test_an_indicator_of_the_plan_is_part_of_nothing() -> None:
    found = said("indicators", "K-1,draft,plan,将来人口,,,川辺課,projection,2035年,約6.3～6.4万人,person")
    assert f"draft/table/indicator/K-1 indicatorOf id:{PLAN}" in found
    assert not [line for line in found if " partOf " in line]


def test_an_indicator_without_a_target_has_a_gap_for_it() -> None:
    row = "K-1,draft,measure/1-1,川辺を歩いた人,,,川辺課,{},2025,60,person"
    gap = f"{VALUE}target/gap/value gapReason id:gap-reason/not-stated"
    assert gap in said("indicators", row.format("baseline"))
    assert gap not in said("indicators", row.format("baseline"), row.format("target").replace("2025", "2031"))
    assert gap not in said("indicators", row.format("projection"))


def test_records_are_numbered_among_those_of_one_measure() -> None:
    row = "J-{},draft,{},事業,2026,2027,川辺課"
    found = said("projects", *(row.format(n, of) for n, of in enumerate(("measure/1", "measure/2", "measure/1", "-"))))
    orders = sorted(line.split()[0][-1] + line.split('"')[1] for line in found if " order " in line)
    assert orders == ["01", "11", "22", "31"]


def test_a_project_has_years_and_gaps() -> None:
    found = said("projects", "J-1,draft,-,舟小屋の改修,2026,未定,")
    node = "draft/table/project/J-1"
    assert {
        f'{node} startFiscalYear "2026"^^integer',
        f"{node}/gap/endFiscalYear gapReason id:gap-reason/to-be-decided",
        f"{node}/gap/partOf gapReason id:gap-reason/dash-in-table",
        f"{node}/gap/responsibleUnit gapReason id:gap-reason/blank-in-table",
    } <= found


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            'J-1,,令和8年度,"1,200",千円',
            {'project/J-1/fy2026 amount "1200000"^^decimal', 'project/J-1/fy2026 valueText "1,200千円"'},
        ),
        (",measure/1-1,2026,1.2,億円", {'measure/1-1/fy2026 amount "120000000.0"^^decimal'}),
        (
            ",goal/1,令和8～10年度,0,円",
            {'goal/1/fy2026-fy2028 startFiscalYear "2026"^^integer', 'goal/1/fy2026-fy2028 amount "0"^^decimal'},
        ),
        ("J-1,,2026,調整中,", {"project/J-1/fy2026/gap/amount gapReason id:gap-reason/to-be-decided"}),
        ("J-1,,2026,,", {"project/J-1/fy2026/gap/amount gapReason id:gap-reason/blank-in-table"}),
        ("J-1,,,5,千円", {"project/J-1/undated/gap/fiscalYear gapReason id:gap-reason/blank-in-table"}),
    ],
)
def test_an_amount_says(cells: str, expected: set[str]) -> None:
    found = said("budgets", f"draft,{cells}")
    assert {f"draft/table/budget/{line}" for line in expected} <= found


@pytest.mark.parametrize(
    ("table", "lines", "code", "place"),
    [
        ("indicators", ["K-1,draft,measure/1-1,名,,,課,target,2031,だいたい60,person"], "table-value", (2, 41)),
        ("indicators", ["K-1,draft,measure/1-1,名,,,課,target,2031,60,"], "table-unit-missing", (2, 44)),
        ("indicators", ['K-1,draft,measure/1-1,"名,前",,,課,target,いつか,60,person'], "table-period", (2, 40)),
        ("indicators", [",draft,measure/1-1,名,,,課,target,2031,60,person"], "table-blank", (2, 1)),
        ("indicators", ["K/1,draft,measure/1-1,名,,,課,target,2031,60,person"], "table-id", (2, 1)),
        ("indicators", ["K-1,draft,川を守る,名,,,課,target,2031,60,person"], "table-element", (2, 11)),
        ("indicators", [f"K-1,draft,plan,{'名' * 61},,,課,target,2031,60,person"], "table-name-long", (2, 16)),
        ("indicators", ["K-1,draft,plan,名,,,課,目標値,2031,60,person"], "table-code", (2, 22)),
        ("indicators", ['K-1,draft,plan,"名', '前",,,課,target,2031,60,person'], "table-line-break", (2, 16)),
        (
            "indicators",
            ["K-1,draft,plan,名,,,課,target,2031,60,person", "K-1,draft,plan,別,,,課,actual,2027,50,person"],
            "table-row-differs",
            (3, 16),
        ),
        (
            "indicators",
            ["K-1,draft,plan,名,,,課,target,2031,60,person", "K-1,draft,plan,名,,,課,target,令和13年度,50,person"],
            "table-row-repeated",
            (3, 29),
        ),
        ("projects", ["J-1,draft,measure/1,名,2028,2026,課"], "table-years-reversed", (2, 28)),
        ("projects", ["J-1,draft,measure/1,名,令和8年度,2026,課"], "table-fiscal-year", (2, 23)),
        ("projects", ["J-1,draft,plan,名,2026,2026,課"], "table-element", (2, 11)),
        ("projects", ["J-1,draft,-,名,2026,,", "J-1,draft,-,別,2026,,"], "table-row-repeated", (3, 1)),
        ("budgets", ["draft,J-1,measure/1,2026,5,千円"], "table-budget-of", (2, 11)),
        ("budgets", ["draft,,,2026,5,千円"], "table-budget-of", (2, 7)),
        ("budgets", ["draft,J-1,,2026,5,"], "table-unit-missing", (2, 19)),
        ("budgets", ["draft,J-1,,2026,5,ドル"], "table-currency", (2, 19)),
        ("budgets", ["draft,J-1,,2026,-5,円"], "table-amount", (2, 17)),
        ("budgets", ["draft,J-1,,2026,約5,円"], "table-amount", (2, 17)),
        ("budgets", ["draft,J-1,,2026年,5,円"], "table-fiscal-year", (2, 12)),
        ("budgets", ["draft,J-1,2026,5,円"], "table-width", (2, 0)),
        ("budgets", ['draft,J-1,,2026,"5,円'], "table-csv", (2, 0)),
    ],
)
def test_a_mistake_is_at_its_cell(table: str, lines: list[str], code: str, place: tuple[int, int]) -> None:
    with pytest.raises(InputError) as caught:
        said(table, *lines)
    at = caught.value.place
    assert at is not None
    assert (caught.value.code, (at.line, at.column)) == (code, place)
    assert all(caught.value.said(lang)[1] for lang in ("ja", "en"))


@pytest.mark.parametrize("text", ["", "番号,版\n", PROJECTS.replace("事業名", "名前")])
def test_other_heads_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="table-heads"):
        list(city_tables.read(text.encode(), f"data/{PLAN}/projects.csv"))


def test_heads_alone_say_nothing() -> None:
    assert said("budgets") == set()


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60).filter(lambda text: text != "-")
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,8}", fullmatch=True)
years = st.integers(1950, 2150)
numbers = st.decimals(0, 10**9, places=2).map(lambda number: format(number, "f").rstrip("0").rstrip("."))
counted = st.one_of(
    numbers,
    numbers.map("約{}以上".format),
    st.tuples(st.integers(0, 99), st.integers(100, 999)).map(lambda ends: f"{ends[0]}～{ends[1]}"),
    numbers.map("△{}".format),
)
uncounted = st.sampled_from(["", "-", "—", "調整中", "現状維持", "増加", "「全国平均以上」"])
periods = st.one_of(
    years.map(str),
    years.map("{}年度".format),
    years.map("{}年".format),
    st.integers(1, 99).map("令和{}年度".format),
    st.tuples(st.integers(1950, 2000), st.integers(2001, 2150)).map(lambda ends: f"{ends[0]}～{ends[1]}年度"),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2150, 12, 31)).map(
        lambda day: f"{day.year}年{day.month}月{day.day}日"
    ),
    st.sampled_from(["", "-", "未定"]),
)
year_cells = st.one_of(years.map(str), st.sampled_from(["", "-", "未定"]))
departments = st.one_of(texts, st.sampled_from(["", "-"]))
elements = st.sampled_from(["measure/1-1", "measure/2-214", "goal/1"])


@st.composite
def indicators(draw: st.DrawFn) -> list[Row]:
    made: list[Row] = []
    for number in draw(st.sets(ids, max_size=4)):
        once = {
            "indicator": number,
            "version": draw(st.sampled_from(["draft", "adopted"])),
            "of": draw(st.one_of(elements, st.sampled_from(["plan", "-"]))),
            "name": draw(texts),
            "polarity": draw(st.sampled_from(["", "higher-is-better", "lower-is-better"])),
            "quantity": draw(st.sampled_from(["", "population"])),
            "department": draw(departments),
        }
        for kind in draw(
            st.lists(st.sampled_from(["baseline", "target", "actual", "projection"]), min_size=1, max_size=4)
        ):
            number_in = draw(st.booleans())
            cell = draw(counted) if number_in else draw(uncounted)
            unit = draw(st.sampled_from(["person", "percent", "-"] if number_in else ["", "-", "person"]))
            made.append({**once, "kind": kind, "period": draw(periods), "value": cell, "unit": unit})
    return distinct("indicators", made)


@st.composite
def projects(draw: st.DrawFn) -> list[Row]:
    made: list[Row] = [
        {
            "project": number,
            "version": "draft",
            "measure": draw(st.one_of(elements, st.just("-"))),
            "name": draw(texts),
            "start": draw(year_cells),
            "end": draw(year_cells),
            "department": draw(departments),
        }
        for number in draw(st.sets(ids, max_size=5))
    ]
    return [
        row for row in made if not (row["start"].isdecimal() and row["end"].isdecimal() and row["start"] > row["end"])
    ]


@st.composite
def budgets(draw: st.DrawFn) -> list[Row]:
    made: list[Row] = []
    for _ in range(draw(st.integers(0, 5))):
        project = draw(st.one_of(st.just(""), ids))
        amount = draw(st.one_of(numbers, st.sampled_from(["", "-", "調整中", "—"])))
        made.append(
            {
                "version": draw(st.sampled_from(["draft", "adopted"])),
                "project": project,
                "of": "" if project else draw(elements),
                "period": draw(st.one_of(years.map("{}年度".format), st.sampled_from(["", "-", "未定", "2020～2025"]))),
                "amount": amount,
                "currency": draw(st.sampled_from(CURRENCIES)) if amount[:1].isdecimal() else "",
            }
        )
    return distinct("budgets", made)


def distinct(table: str, made: list[Row]) -> list[Row]:
    """Rows without those that repeat another's key."""
    return list({mistakes.key(tables()[table], row): row for row in made}.values())


def written(table: str, made: list[Row]) -> bytes:
    columns = tables()[table].columns
    lines = [[column.head.ja for column in columns], *([row[column.name] for column in columns] for row in made)]
    return csv.for_spreadsheets(csv.write(lines))


def stored(found: dict[str, list[Row]]) -> Store:
    store = Store()
    for table, made in found.items():
        name = f"data/{PLAN}/{table}.csv"
        for statement in city_tables.read(written(table, made), name):
            store.add(Quad(*statement, NamedNode(iris.graph("plan", PLAN))))
    return store


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(indicators(), projects(), budgets())
def test_from_rows_to_statements_and_back_nothing_is_lost(i: list[Row], p: list[Row], b: list[Row]) -> None:
    made = {"indicators": i, "projects": p, "budgets": b}
    store = stored(made)
    again = rows.rows(GraphReader(store), PLAN)
    assert again == made
    assert set(stored(again)) == set(store)


def test_columns_of_the_form_are_read_in_one_way_each() -> None:
    heads = [[column.head[lang] for column in table.columns] for table in tables().values() for lang in ("ja", "en")]
    assert all(len(set(names)) == len(names) for names in heads)
    assert {f"{name}.csv" for name in tables()} == set(CITY_TABLES)
