from case_manager.logs import mask_numbers, where


class TestMaskNumbers:
    def test_phones_and_nids_are_masked_in_every_script(self):
        line = {"event": "call 01712-345678 or ০১৭১২৩৪৫৬৭৮", "id": "48210934"}
        assert mask_numbers(None, "", line)["event"] == "call [number] or [number]"


class TestWhere:
    def test_it_names_kind_and_place_but_not_the_message(self):
        try:
            raise ValueError("amar phone 01712345678")
        except ValueError as error:
            said = where(error)
        assert said[0] == "ValueError"
        assert "01712345678" not in str(said)
