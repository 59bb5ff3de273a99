"""Rasa's rules, asked once for each situation."""

import copy
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

REMEMBERED_SITUATIONS = 10_000


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RememberingRulePolicy(RulePolicy):
    """Rasa compares every rule with every turn so far, twice for each action. What it found hangs
    on the last turns only, as many as the longest rule has; there are few different ones.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._predictions: dict[tuple[Any, ...], PolicyPrediction] = {}
        self._longest_rule = self._length_of_longest_rule()

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        situation = self._situation(tracker, domain)
        prediction = self._predictions.get(situation)
        if prediction is None:
            prediction = super().predict_action_probabilities(tracker, domain, rule_only_data)
            self._remember(situation, prediction)
        return _own(prediction)

    def _situation(self, tracker: DialogueStateTracker, domain: Domain) -> tuple[Any, ...]:
        """No rule is written for a text, so how something was said makes no difference."""
        states = self._prediction_states(tracker, domain, rule_only_data=self._get_rule_only_data())
        return (
            repr(states[-self._longest_rule :]),
            tracker.latest_action_name,
            tracker.active_loop_name,
            tracker.is_active_loop_rejected,
        )

    def _remember(self, situation: tuple[Any, ...], prediction: PolicyPrediction) -> None:
        """Events are each conversation's own."""
        if prediction.events:
            return
        if len(self._predictions) >= REMEMBERED_SITUATIONS:
            self._predictions.clear()
        self._predictions[situation] = prediction

    def _length_of_longest_rule(self) -> int:
        keys = [
            key
            for kind in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)
            for key in self.lookup.get(kind, ())
        ]
        return max((len(self._rule_key_to_state(key)) for key in keys), default=1)


def _own(prediction: PolicyPrediction) -> PolicyPrediction:
    """Rasa strikes out the probability of an action that was rejected."""
    own = copy.copy(prediction)
    own.probabilities = list(prediction.probabilities)
    return own
