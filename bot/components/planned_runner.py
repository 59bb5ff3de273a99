"""Rasa's graph, its order worked out once."""

from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner


class PlannedRunner(DaskGraphRunner):
    """Rasa plans each run anew, with a scheduler for work in parallel. For the few nodes that
    choose the next action that takes longer than what they do.
    """

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self.__dict__.update(loaded.__dict__)
        self._plan = lru_cache(self._planned)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        given = inputs or {}
        outputs = {name: (name, value) for name, value in given.items()}
        for name, needed in self._plan(wanted, frozenset(given)):
            outputs[name] = self._instantiated_nodes[name](*(outputs[need] for need in needed))
        return {name: outputs[name][1] for name in wanted}

    def _planned(
        self, targets: tuple[str, ...], given: frozenset[str]
    ) -> list[tuple[str, list[str]]]:
        """Every node that the targets need, behind those that it needs itself."""
        schema = self._graph_schema.minimal_graph_schema(list(targets))
        needs = {name: list(node.needs.values()) for name, node in schema.nodes.items()}
        order = TopologicalSorter(needs).static_order()
        return [(name, needs[name]) for name in order if name not in given]
