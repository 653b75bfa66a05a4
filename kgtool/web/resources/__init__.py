"""How each kind of resource is shown: one module for each kind, found by standing in this folder.

A module names the classes that it shows (``CLASSES``), the template (``TEMPLATE``), and returns the template's values
(``context(view, iri)``), which come on top of ``iri``, ``types``, ``rows`` (the statements about it) and ``incoming``
(those that point to it). A plan that has a version is shown as one, whatever its kind. A resource of any other class is
shown by ``resource.html``: every statement as a table.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

from kgtool.base.registry import Registry
from kgtool.rdf.vocab import JPP
from kgtool.web.models import plans, statements
from kgtool.web.models.view import View


def of(view: View, iri: str) -> tuple[str, dict[str, Any]]:
    """Return the template for a resource, and its values."""
    types = view.types(iri)
    values = {
        "iri": iri,
        "types": types,
        "rows": statements.rows(view, iri),
        "incoming": statements.incoming(view, iri),
    }
    kinds = [JPP.PlanVersion.value] if plans.has_version(view, iri) else types
    module = next((modules()[name] for name in kinds if name in modules()), None)
    if module is None:
        return "resource.html", values
    return module.TEMPLATE, values | module.context(view, iri)


@cache
def modules() -> dict[str, ModuleType]:
    """Return the module for each class, by the class's IRI."""
    return {node.value: module for module in Registry(__name__).all() for node in module.CLASSES}
