import pytest

from components.text_normaliser import NORMAL_TEXT, PHONETIC_KEY, TextNormaliser


class TestProcess:
    def test_the_text_stays_as_written(self, normalised):
        [message] = normalised("  Amar VATA painaiii ")
        assert message.get("text") == "  Amar VATA painaiii "
        assert message.get(NORMAL_TEXT) == "amar vata pai nai"
        assert message.get(PHONETIC_KEY) == "amr bt p n"

    def test_months_sums_and_ages_are_one_sign_each(self, normalised):
        texts = ["3 mash dhore", "July theke", "dui hajar taka", "500 tk", "boyos 70", "৬৭ বছর"]
        seen = [message.get(NORMAL_TEXT) for message in normalised(*texts)]
        assert seen == ["⓵ dhore", "⓵ theke", "⓶", "⓶", "⓷", "⓷"]

    def test_only_the_number_of_digits_is_seen(self, normalised):
        [one, other] = normalised("case ৪৮২১০৯৩৪", "case 12345674")
        assert one.get(NORMAL_TEXT) == other.get(NORMAL_TEXT) == "case 00000000"

    @pytest.mark.parametrize("text", ["/restart", '/inform{"payment": "1"}', ""])
    def test_commands_are_passed_by(self, normalised, text):
        [message] = normalised(text)
        assert message.get(NORMAL_TEXT) is None

    def test_training_examples_are_seen_as_messages_are(self, shelf, examples):
        data = examples(greet=["slm"])
        assert shelf.create(TextNormaliser).process_training_data(data) is data
