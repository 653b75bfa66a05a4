"""SPARQL queries, answered in worker processes or by an endpoint.

``worker`` is the process, with ``oxigraph_engine`` or ``rdflib_engine``; ``wire`` what passes to it and back; ``process`` its
parent's side; ``pool`` what commands, Python and the server ask, within ``limits`` and ``admission``. ``remote`` asks an
endpoint instead, ``ask`` makes queries of questions.
"""
