"""By which channels a phone is written to: by its operator, by price, by what has worked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from citizen_text.sms import DEFAULT_OPTIONS, SmsOptions, in_cheapest_signs
from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import Channel, SendsSms, SmsTerms

OPERATORS: Mapping[str, Sequence[str]] = {
    "grameenphone": ("013", "017"),
    "banglalink": ("014", "019"),
    "teletalk": ("015",),
    "robi": ("016", "018"),  # Airtel's numbers are Robi's since 2016
}
_COUNTRY = "+88"


@dataclass(frozen=True)
class RouteRule:
    """`prefixes` as people write numbers, 018…; without any it is for every phone."""

    channels: Sequence[str]
    prefixes: Sequence[str] = ()
    cheapest_first: bool = False

    def is_for(self, phone: str) -> bool:
        national = phone.removeprefix(_COUNTRY)
        return not self.prefixes or national.startswith(tuple(self.prefixes))


@dataclass(frozen=True)
class Letter:
    """What shall go to whom, in the words in which it was written."""

    contact_id: UUID
    address: Address
    text: str = field(repr=False)


@dataclass(frozen=True)
class Routing:
    rules: Sequence[RouteRule]
    terms: Mapping[str, SmsTerms]  # of the channels that send

    def ways(self, address: Address, wrote_last_by: str) -> list[str]:
        """All channels for this address, the best first: of a masked id only its own.

        Without a rule for a phone: where they wrote last, then the first that sends.
        """
        phone = address.phone
        if phone is None:
            return [each for each in (address.channel,) if each in self.terms]
        ruled = [each for rule in self.rules if rule.is_for(phone) for each in self._of(rule)]
        if ruled:
            return list(dict.fromkeys(ruled))
        usual = [each for each in (wrote_last_by,) if each in self.terms]
        return list(dict.fromkeys([*usual, *list(self.terms)[:1]]))

    def options_of(self, channel: str) -> SmsOptions:
        """The usual ones for a channel that does not send."""
        return self.terms[channel].options if channel in self.terms else DEFAULT_OPTIONS

    def carries(self, channel: str, text: str) -> bool:
        """Whether the provider takes so much at once."""
        options = self.options_of(channel)
        if len(text) <= options.longest:
            return True
        shown, _ = in_cheapest_signs(text, options)
        return len(shown) <= options.longest

    def segments(self, channel: str, text: str) -> int:
        _, size = in_cheapest_signs(text, self.options_of(channel))
        return size.segments

    def _of(self, rule: RouteRule) -> Iterator[str]:
        channels = [each for each in rule.channels if each in self.terms]
        if rule.cheapest_first:
            channels.sort(key=lambda id_: self.terms[id_].segment_paisa)
        yield from channels


def sending_terms(channels: Mapping[str, Channel]) -> dict[str, SmsTerms]:
    return {
        id_: each.sms for id_, each in channels.items() if isinstance(each, SendsSms) and each.sms
    }
