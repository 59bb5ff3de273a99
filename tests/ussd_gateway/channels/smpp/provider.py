"""A channel with its message centre on loopback."""

from tests.ussd_gateway.channels.smpp.message_centre import free_port
from tests.ussd_gateway.channels.smpp.messages import OURS
from tests.ussd_gateway.channels.suite import OwnSuite

PORT = free_port()
TOML = f"""
[channels.smpp]
type = "smpp"
host = "127.0.0.1"
port = {PORT}
system_id = "nalish"
password = {{ env = "SMPP_PASSWORD" }}
number = "{OURS}"
segments_per_second = 1000
reconnect_seconds = 0.2
most_reconnect_seconds = 1

[channels.smpp.ussd]
"""
ENVIRONMENT = {"SMPP_PASSWORD": "secret"}
SPEAKS = [OwnSuite("tests.ussd_gateway.channels.smpp.test_channel")]
