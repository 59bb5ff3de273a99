from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore


def trust_one_store(agent: Agent) -> None:
    """Rasa goes on with an empty conversation in memory when its store fails: the next answer
    would be taken for something else. Here the turn fails instead, and comes again.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        agent.tracker_store = store._tracker_store
    if agent.processor is not None:
        agent.processor.tracker_store = agent.tracker_store
