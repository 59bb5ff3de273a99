from citizen_text.spans import Span, without_overlaps


class TestSpan:
    def test_is_a_piece_of_the_text(self):
        assert Span(2, 5, "x").of("abcdefg") == "cde"

    def test_neighbours_do_not_overlap(self):
        assert not Span(0, 3, 1).overlaps(Span(3, 5, 2))


class TestWithoutOverlaps:
    def test_the_longest_stays_and_order_is_of_the_text(self):
        spans = [Span(10, 12, "late"), Span(0, 4, "short"), Span(2, 9, "long")]
        assert [span.value for span in without_overlaps(spans)] == ["long", "late"]
