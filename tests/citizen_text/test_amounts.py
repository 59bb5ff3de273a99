import pytest

from citizen_text.amounts import find_amounts


class TestFindAmounts:
    @pytest.mark.parametrize(
        ("text", "piece", "taka"),
        [
            ("৫০০ টাকা দিছে", "৫০০ টাকা", 500),
            ("1500tk pailam", "1500tk", 1500),
            ("dui hajar", "dui hajar", 2000),
            ("সাড়ে তিন হাজার টাকা", "সাড়ে তিন হাজার টাকা", 3500),
            ("দেড় হাজার", "দেড় হাজার", 1500),
            ("arai hajar taka", "arai hajar taka", 2500),
            ("পাঁচশ টাকা", "পাঁচশ টাকা", 500),
            ("2 hajar 5 sho taka", "2 hajar 5 sho taka", 2500),
            ("1,950 takar moddhe", "1,950 taka", 1950),
            ("৳১,২৩,৪৫৬", "৳১,২৩,৪৫৬", 123_456),
            ("tk 500 nise", "tk 500", 500),
            ("no, 1,500", "1,500", 1500),
            ("five hundred taka", "five hundred taka", 500),
            ("৬৫০ টেকা", "৬৫০ টেকা", 650),
            ("500/- only", "500/-", 500),
            ("pailam 1200 tk.", "1200 tk", 1200),
            ("দেড়শ টাকা", "দেড়শ টাকা", 150),
            ("dersho tk kom", "dersho tk", 150),
            ("আড়াই হাজার দিছে", "আড়াই হাজার", 2500),
            ("আষ্টশ", "আষ্টশ", 800),
            ("dui ajar dise", "dui ajar", 2000),
            ("egaro sho", "egaro sho", 1100),
            ("2hajar chay", "2hajar", 2000),
            ("fanch hajar faibay", "fanch hajar", 5000),
            ("pachso lage", "pachso", 500),
            ("5 so taka", "5 so taka", 500),
            ("5k taka", "5k taka", 5000),
            ("এক হাজার নয়শ পঞ্চাশ টাকা", "এক হাজার নয়শ পঞ্চাশ টাকা", 1950),
            ("two hundred and fifty taka", "two hundred and fifty taka", 250),
            ("মাসে লাখ টাকা আসে", "লাখ টাকা", 100_000),
            ("৭০ ট্যাহা কাইট্টা", "৭০ ট্যাহা", 70),
        ],
    )
    def test_reads_the_sum_where_it_stands(self, text, piece, taka):
        [found] = find_amounts(text)
        assert (found.of(text), found.value) == (piece, taka)

    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("ashche 1100", ["1100"]),
            ("৬০০ করি পাওয়ার কথা, এলা ৫০০ দেয়", ["৬০০", "৫০০"]),
            ("daughter's stipend came 450, supposed to be 900", ["450", "900"]),
            ("ভুল কইছি, ৫০০ না ৭০০ টেহা", ["৫০০", "৭০০ টেহা"]),
            ("chairman re 5000 disi", ["5000"]),
            ("dokandar 80 katlo", ["80"]),
            ("1950 pawar kotha 1300 paisi", ["1950", "1300"]),
            ("১৯৫০", ["১৯৫০"]),
        ],
    )
    def test_a_bare_number_is_a_sum_in_a_talk_of_money(self, text, pieces):
        assert [found.of(text) for found in find_amounts(text)] == pieces

    @pytest.mark.parametrize(
        "text",
        [
            "he is 70 so I ask for the allowance",
            "333 e call dilam taka ashe nai",
            "bhata pai na, khatay 58 lekha",
            "pin 1500 diya taka tulchi",
            "ward 120 e taka dey",
            "date of birth 12 March 1950, no money came",
            "jonmo 1950 lekha, taka pai na",
            "500 lok vata pay",
            "40 kg paona dise 30",
            "sesh char songkha 4567",
            "12/03/1958 e taka ashche",
            "taka ashe nai 01712 345678",
            "bhata 2014 theke pai na",
            "300 bigha jomi",
            "4567",
            "vatar taka 3 mash pai nai",
            "1952",
            "48210937",
            "dui hajar lok",
            "tk 2 kisti",
            "0 taka",
            "99999999 taka",
        ],
    )
    def test_other_numbers_are_no_sums(self, text):
        assert find_amounts(text) == []
