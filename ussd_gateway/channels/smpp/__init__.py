"""SMPP 3.4 below the channel: binds, long messages, receipts, and USSD over it.

`wire` holds the octets, `session` one connection, `link` the connection that comes back, and
`client` what the gateway talks to. All else are rules on values, but for `reassembly`, which
keeps the parts of long messages in Redis.
"""
