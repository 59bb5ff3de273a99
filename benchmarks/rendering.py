"""How many SMS one core renders in a second, against 20,000: each kind of answer by itself.

Run as `.venv/bin/python -m benchmarks.rendering`. Rendering is everything between the assistant's
answer and its octets: the lines of its options, signs and alphabet, the count, the cuts, the
encoding. Ends with 1 if the median of any kind is below the limit.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from citizen_text.sms import DEFAULT_OPTIONS, SmsOptions
from ussd_gateway.messages import Answer, Button, Language
from ussd_gateway.rendering import Segment, render, split_into_segments

LIMIT = 20_000  # SMS a second
BATCH = 50  # rendered between two looks at the clock

ENGLISH = (
    "Your old age allowance for July to September 2026 was sent to your Nagad account on"
    " 12 October. If it is not there, reply 1 and we ask the Upazila Social Services Office."
)
BANGLISH = (
    "Apnar boyosko bhata’r taka 12 October Nagad account e pathano hoyeche… Jodi na peye"
    " thaken, 1 likhe pathan, amra Upazila office e janabo – 7 diner moddhe uttor paben."
)
BANGLA = (
    "আপনার বয়স্ক ভাতার জুলাই থেকে সেপ্টেম্বরের টাকা ১২ অক্টোবর নগদ একাউন্টে পাঠানো হয়েছে।"
    " না পেলে ১ লিখে পাঠান, আমরা উপজেলা সমাজসেবা অফিসে জানাব। আপনার অভিযোগ নম্বর ৪৮২১০৯৩৪।"
)


@dataclass(frozen=True)
class Sample:
    answers: Sequence[Answer]
    language: Language
    options: SmsOptions = DEFAULT_OPTIONS


def _options(*titles: str) -> list[Button]:
    return [Button(title, f"/inform{{{title}}}") for title in titles]


SAMPLES: Mapping[str, Sample] = {
    "English, one segment": Sample([Answer(ENGLISH[:84])], Language.ENGLISH),
    "English, two segments": Sample([Answer(ENGLISH)], Language.ENGLISH),
    "Banglish, signs made plain": Sample([Answer(BANGLISH)], Language.BANGLISH),
    "Bangla, one segment": Sample([Answer(BANGLA[:54])], Language.BANGLA),
    "Bangla, three segments": Sample([Answer(BANGLA)], Language.BANGLA),
    "Bangla, with options": Sample(
        [Answer(BANGLA[:140], _options("টাকা পাই নাই", "টাকা কম", "আবেদন", "অন্য কথা"))],
        Language.BANGLA,
    ),
    "Bangla, national tables": Sample(
        [Answer(BANGLA)], Language.BANGLA, SmsOptions(bengali_shift=True)
    ),
    "Bangla with an emoji": Sample([Answer(f"{BANGLA} 😀")], Language.BANGLA),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=400, help=f"of {BATCH} SMS a kind")
    parser.add_argument("--json", action="store_true", help="SMS a second of every kind")
    arguments = parser.parse_args()
    rates = {kind: _rate(sample, arguments.rounds) for kind, sample in SAMPLES.items()}
    if arguments.json:
        json.dump(rates, sys.stdout, indent=2, ensure_ascii=False)
    else:
        _tell(rates)
    return int(min(rates.values()) < LIMIT)


def segments_of(sample: Sample) -> list[Segment]:
    texts = render(sample.answers, sample.language, sample.options)
    return [part for text in texts for part in split_into_segments(text, sample.options)]


def _rate(sample: Sample, rounds: int) -> float:
    """In seconds of this process, so that others on the machine count as little as may be."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        for _ in range(BATCH):
            [segment.octets for segment in segments_of(sample)]
        taken.append(time.process_time() - started)
    return BATCH / statistics.median(taken)


def _tell(rates: Mapping[str, float]) -> None:
    table = Table(title=f"SMS a second on one core, at least {LIMIT:,}", title_justify="left")
    table.add_column("answer", no_wrap=True)
    for heading in ("letters", "parts", "µs an SMS", "SMS a second", "of the limit"):
        table.add_column(heading, justify="right")
    for kind, rate in rates.items():
        segments = segments_of(SAMPLES[kind])
        table.add_row(
            kind,
            str(sum(len(segment.text) for segment in segments)),
            f"{len(segments)} {segments[0].alphabet.encoding}",
            f"{1e6 / rate:.1f}",
            f"{rate:,.0f}",
            f"{rate / LIMIT:.1f} ×" + (" !" if rate < LIMIT else ""),
        )
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
