"""Together with sssom-py, the toolkit of the standard: it validates what we hold, and what it writes is read.

Its files stand in ``tests/fixtures/sssom/sssom-py-<version>``. The toolkit brings 98 packages, so it runs in an environment
of its own, in the cache of pytest, which takes half a minute to make and is made where ``KGTOOL_SSSOM_PY`` is set
(``.ci/run`` sets it).
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Literal

from kgtool.rdf import sssom, tables
from kgtool.rdf.sssom import standard
from kgtool.rdf.vocab import JPP, SSSOM, XSD
from tests import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "sssom"
CONSTRAINTS = FOLDER / "constraints.txt"
(WRITTEN,) = FOLDER.glob("sssom-py-*")
(OURS,) = FOLDER.glob(f"*{tables.ALIGNMENT}")
HELD = sorted((ROOT / "data" / "alignments").iterdir())
SLOTS = standard.slots()
KINDS = {
    "EntityReference": "entity",
    "NonRelativeURI": "iri",
    "date": "date",
    "double": "number",
    "entity_type_enum": "entity_type",
}


@pytest.fixture(scope="module")
def environment(pytestconfig: pytest.Config) -> Iterator[Path]:
    """The folder of an environment with sssom-py, made once for all processes and runs."""
    if not os.environ.get("KGTOOL_SSSOM_PY"):
        pytest.skip("sssom-py is installed for this only where KGTOOL_SSSOM_PY is set")
    folder = pytestconfig.cache.mkdir(WRITTEN.name)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "whole"
        if not made.exists() or made.read_bytes() != CONSTRAINTS.read_bytes():
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "env"], check=True)
            package = WRITTEN.name.removeprefix("sssom-py-")
            install = ("install", "--quiet", "--constraint", CONSTRAINTS, f"sssom=={package}")
            subprocess.run([folder / "env" / "bin" / "python", "-m", "pip", *install], check=True)
            made.write_bytes(CONSTRAINTS.read_bytes())
    return folder / "env"


def run(environment: Path, *arguments: str | Path) -> str:
    """What sssom-py prints on stdout."""
    script = ROOT / "tests" / "rdf" / "sssom" / "by_sssom_py.py"
    command = [environment / "bin" / "python", script, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def said(path: Path) -> set[tuple[object, ...]]:
    """The triples of a table; numbers by value. Without extension slots, which sssom-py drops."""
    return {
        (s.subject, s.predicate, Decimal(s.object.value) if _is_number(s.object) else s.object)
        for s, _, column in sssom.statements(path.read_text("utf-8"), path.name)
        if s.predicate not in (JPP.reason, JPP.evidence) and not column.startswith("ext_")
    }


def _is_number(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype in (XSD.decimal, XSD.double)


@pytest.mark.parametrize("kind", ["condensed", "propagated"])
def test_what_sssom_py_writes_is_read(kind: str) -> None:
    assert said(WRITTEN / kind / OURS.name) == said(OURS)


def test_the_table_that_it_was_given_fills_every_slot() -> None:
    header = [line.lstrip("#") for line in OURS.read_text("utf-8").splitlines() if line.startswith("#")]
    keys = yaml.safe_load("\n".join(header)).keys()
    columns = OURS.read_text("utf-8").splitlines()[len(header)].split("\t")
    assert {name for name, slot in SLOTS.items() if slot.of != "mapping"} == set(keys)
    assert {name for name, slot in SLOTS.items() if slot.of == "mapping"} <= {*columns, "predicate_modifier"}


def test_what_is_held_is_valid(environment: Path) -> None:
    assert run(environment, "validate", *HELD, OURS) == ""


def test_the_fixtures_are_what_sssom_py_writes(environment: Path, tmp_path: Path) -> None:
    run(environment, "write", OURS, tmp_path)
    for kind in ("condensed", "propagated"):
        assert (tmp_path / kind / OURS.name).read_bytes() == (WRITTEN / kind / OURS.name).read_bytes(), kind


def test_the_slots_are_those_of_the_schema(environment: Path) -> None:
    (path,) = environment.glob("lib/*/site-packages/sssom_schema/schema/sssom_schema.yaml")
    schema = yaml.safe_load(path.read_text("utf-8"))
    of_set, of_mapping = (set(schema["classes"][name]["slots"]) - {"mappings"} for name in ("mapping set", "mapping"))
    assert {name for name, slot in SLOTS.items() if slot.of in ("set", "both")} == of_set
    assert {name for name, slot in SLOTS.items() if slot.of in ("mapping", "both")} == of_mapping
    types = schema["enums"]["entity_type_enum"]["permissible_values"]
    assert {name: standard.entity_type(name) for name in types} == {name: t["meaning"] for name, t in types.items()}
    prefixes = {**schema["prefixes"], "owl": standard.prefixes()["owl"]}
    for name in SLOTS.keys() - {"curie_map", "extension_definitions"}:
        slot, declared = SLOTS[name], schema["slots"][name]
        assert slot.kind == KINDS.get(declared.get("range", ""), "text"), name
        assert slot.several == bool(declared.get("multivalued")), name
        assert slot.propagated == bool(declared.get("annotations", {}).get("propagated")), name
        assert slot.least == declared.get("minimum_value", 0), name
        prefix, _, local = declared.get("slot_uri", f"sssom:{name}").partition(":")
        if name in ("subject_id", "predicate_id", "object_id"):  # owl:annotatedSource and so on want blank nodes
            assert slot.property == SSSOM[name].value
        elif name != "confidence":
            assert slot.property in ("", prefixes[prefix] + local), name


def test_all_that_stands_in_the_table_of_the_standard_is_known() -> None:
    assert {slot.of for slot in SLOTS.values()} == {"set", "mapping", "both"}
    assert {slot.kind for slot in SLOTS.values()} == {"text", *KINDS.values()}
    assert all(slot.of != "mapping" for slot in SLOTS.values() if slot.propagated)
