"""What is left out of Rasa's work changes nothing of what Rasa says."""

import json
from collections.abc import Callable

import pytest
from conftest import House, Loop
from jsonschema import ValidationError
from phone import Phone
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from components.gateway_messages import GatewayTurn, parse_turn
from components.rule_policy import RememberingRulePolicy
from components.tracker import Tracker
from wording import read_wording

NewPhone = Callable[..., Phone]

TALKS = (
    ["সালাম", "আমার টাকা কবে আসবে?", "ধন্যবাদ"],
    ["আমার টাকা আসে নাই", "1", "/ask_menu", "/check_payment", "1"],
    ["আমার টাকা আসে নাই", "/go_back", "/greet", "/track_case"],
    ["এ বি সি ডি", "ই এফ জি এইচ", "/go_home"],
    ["/change_language", '/change_language{"language": "en"}', "/check_entitlement", "/deny"],
)


@pytest.fixture(params=TALKS, ids=lambda talk: talk[0])
def trackers(
    request: pytest.FixtureRequest, new_phone: NewPhone, house: House, loop: Loop
) -> list[Tracker]:
    """A conversation after each of its messages."""
    phone = new_phone()
    found = []
    for said in request.param:
        phone.sends(said)
        found.append(loop.run(house.agent.tracker_store.retrieve(phone.sender)))
    return found


def turn_with(message: str) -> GatewayTurn:
    metadata = {"message_id": "1", "channel": "sms", "language": "bn", "can_script": True}
    body = {"sender": "c", "message": message, "metadata": {**metadata, "grant": "x"}}
    return parse_turn(json.dumps(body).encode())


def rule_policy(house: House) -> RememberingRulePolicy:
    nodes = house.agent.processor.graph_runner._instantiated_nodes.values()
    return next(n._component for n in nodes if isinstance(n._component, RememberingRulePolicy))


class TestRememberedRules:
    def test_predict_what_the_rules_do(self, trackers: list[Tracker], house: House) -> None:
        policy, domain = rule_policy(house), house.agent.domain
        for tracker in trackers:
            for prior, _ in tracker.generate_all_prior_trackers():
                expected = RulePolicy.predict_action_probabilities(policy, prior, domain)
                for _ in range(2):
                    found = policy.predict_action_probabilities(prior, domain)
                    assert found.probabilities == expected.probabilities
                    assert found.events == expected.events
                    assert found.is_no_user_prediction == expected.is_no_user_prediction

    def test_a_struck_out_probability_is_struck_out_once(
        self, trackers: list[Tracker], house: House
    ) -> None:
        policy, domain = rule_policy(house), house.agent.domain
        first = policy.predict_action_probabilities(trackers[-1], domain)
        expected = list(first.probabilities)
        first.probabilities[:] = [0.0] * len(expected)
        again = policy.predict_action_probabilities(trackers[-1], domain)
        assert again.probabilities == expected

    def test_no_rule_is_written_for_a_text(self, house: House) -> None:
        policy = rule_policy(house)
        states = [
            state for key in policy.lookup["rules"] for state in policy._rule_key_to_state(key)
        ]
        assert states
        assert not any("text" in state.get("user", {}) for state in states)


class TestPlannedRunner:
    def test_finds_what_rasa_finds(self, trackers: list[Tracker], house: House) -> None:
        processor = house.agent.processor
        message = UserMessage("আমার টাকা আসে নাই", sender_id="c")
        target = processor.model_metadata.nlu_target
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: trackers[0]}
        runner = processor.graph_runner
        expected = DaskGraphRunner.run(runner, inputs, [target])[target][0]
        assert runner.run(inputs, [target])[target][0].as_dict() == expected.as_dict()

    def test_predicts_what_rasa_predicts(self, trackers: list[Tracker], house: House) -> None:
        processor = house.agent.processor
        target, runner = processor.model_metadata.core_target, processor.graph_runner
        for tracker in trackers:
            inputs = {PLACEHOLDER_TRACKER: tracker}
            expected = DaskGraphRunner.run(runner, inputs, [target])[target]
            assert runner.run(inputs, [target])[target].probabilities == expected.probabilities


class TestCopies:
    def test_stand_where_a_replay_ends(self, trackers: list[Tracker]) -> None:
        for tracker in trackers:
            copied = tracker.copy().current_state(EventVerbosity.ALL)
            assert copied == DialogueStateTracker.copy(tracker).current_state(EventVerbosity.ALL)

    def test_go_their_own_way(self, trackers: list[Tracker]) -> None:
        tracker = trackers[-1]
        before = tracker.current_state(EventVerbosity.ALL)
        twin = tracker.copy()
        twin.update(SlotSet("misread", 7))
        twin.change_loop_to("identity_form")
        twin.interrupt_loop(True)
        twin.change_loop_to(None)
        assert tracker.current_state(EventVerbosity.ALL) == before


class TestPickedOptions:
    def test_are_read_as_the_pipeline_reads_them(self, house: House, loop: Loop) -> None:
        texts = read_wording().texts.values()
        payloads = {
            *(text["payload"] for text in texts if "payload" in text),
            '/inform{"payment": "1"}',
            '/prove_identity{"reference": "48210934"}',
            '/withdraw_case{"reference": "48210934"}',
            '/rate_case{"score": "4", "reference": "48210934"}',
        }
        for payload in payloads:
            read = loop.run(house.agent.processor.parse_message(UserMessage(payload)))
            assert turn_with(payload).understood() == read

    def test_words_are_left_to_the_pipeline(self) -> None:
        assert turn_with("amar taka").understood() is None


class TestAnswersOfActions:
    @pytest.mark.parametrize(
        "answer", [{"events": 5}, {"events": [{"event": 5}]}, {"events": [], "responses": {}}, []]
    )
    def test_of_the_wrong_shape_are_refused(self, house: House, answer: object) -> None:
        with pytest.raises(ValidationError):
            RemoteAction("action_hand_over", None)._validate_action_result(answer)

    def test_of_the_right_shape_are_taken(self, house: House) -> None:
        answer = {"events": [{"event": "slot", "name": "misread", "value": 1}], "responses": []}
        assert RemoteAction("action_hand_over", None)._validate_action_result(answer)


class TestPayments:
    def test_are_shown_without_the_action_server_to_whoever_is_known(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("সালাম")
        house.action_server_goes_down()
        phone.sends("আমার টাকা কবে আসবে?").hears("বয়স্ক ভাতা")
        assert [request.path.rsplit("/")[-1] for request in house.fake.requests] == ["payments"]

    def test_are_asked_for_anew_when_identity_is_not_known(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        new_phone().sends("/check_payment").hears("শেষ ৪ অঙ্ক")
