"""How each kind of resource is shown: one module a kind, found by being here.

A module names the classes it shows (``CLASSES``), the template (``TEMPLATE``) and what the template is filled with
(``context(view, iri)``), beside ``iri``, ``types``, ``rows`` (what the graph says of it) and ``incoming`` (what points
to it). Resources of other classes are shown by ``resource.html``: every statement as a table.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

from kgtool.base.registry import Registry
from kgtool.web.models import statements
from kgtool.web.models.view import View


def of(view: View, iri: str) -> tuple[str, dict[str, Any]]:
    """Return the template for a resource and what it is filled with."""
    types = view.types(iri)
    values = {
        "iri": iri,
        "types": types,
        "rows": statements.rows(view, iri),
        "incoming": statements.incoming(view, iri),
    }
    module = next((modules()[name] for name in types if name in modules()), None)
    if module is None:
        return "resource.html", values
    return module.TEMPLATE, values | module.context(view, iri)


@cache
def modules() -> dict[str, ModuleType]:
    """The module for each class."""
    return {node.value: module for module in Registry(__name__).all() for node in module.CLASSES}
