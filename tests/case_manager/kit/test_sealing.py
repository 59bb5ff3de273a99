import pytest
from cryptography.exceptions import InvalidTag

from case_manager.kit.sealing import Sealer

OLD = Sealer(keys={1: b"1" * 32}, current=1, index_key=b"index")
NEW = Sealer(keys={1: b"1" * 32, 2: b"2" * 32}, current=2, index_key=b"index")


class TestSealer:
    def test_what_is_sealed_opens(self):
        assert OLD.open(OLD.seal("আমার টাকা", "case_messages.text"), "case_messages.text") == "আমার টাকা"

    def test_the_same_text_never_looks_the_same(self):
        assert OLD.seal("a", "people.phone") != OLD.seal("a", "people.phone")

    def test_a_value_moved_to_another_column_does_not_open(self):
        with pytest.raises(InvalidTag):
            OLD.open(OLD.seal("a", "people.phone"), "people.nid")

    def test_old_keys_still_open_and_the_new_one_seals(self):
        assert NEW.open(OLD.seal("a", "people.phone"), "people.phone") == "a"
        assert NEW.seal("a", "people.phone")[0] == 2

    def test_an_index_belongs_to_its_column(self):
        assert OLD.index("a", "people.phone") == NEW.index("a", "people.phone")
        assert OLD.index("a", "people.phone") != OLD.index("a", "people.nid")
