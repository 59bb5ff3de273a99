"""Who may call us where nothing is signed: whoever knows the path and is on the list."""

import hmac
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from ussd_gateway.channels.config import UnsignedConfig
from ussd_gateway.errors import SignatureRefused
from ussd_gateway.messages import Webhook


def caller_check(config: UnsignedConfig) -> Callable[[Webhook], None]:
    """Raises SignatureRefused."""
    path_secret, networks = config.path_secret.get_secret_value().encode(), config.addresses

    def check(webhook: Webhook) -> None:
        given = webhook.path_secret.encode("utf-8", "replace")
        if not hmac.compare_digest(given, path_secret):
            raise SignatureRefused("the end of the path is not the one agreed on")
        caller = _caller(webhook.address)
        if caller is None or not any(caller in network for network in networks):
            raise SignatureRefused("this address is not on the list")

    return check


def _caller(address: str) -> IPv4Address | IPv6Address | None:
    """A server that listens to both kinds tells an IPv4 address as ::ffff:192.0.2.7."""
    try:
        caller = ip_address(address)
    except ValueError:
        return None
    return getattr(caller, "ipv4_mapped", None) or caller
