"""Decide which network addresses a URL may lead to: public ones only."""

import ipaddress

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 ranges that embed an IPv4 address and may therefore reach a private one: translators
# (RFC 6052, 8215), tunnels (RFC 3056, 4380), and IPv4-compatible addresses (RFC 4291).
CARRIERS = tuple(
    map(
        ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
    )
)
# The only IPv6 range that is routed on the public internet (RFC 4291).
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


def is_public(address: Address) -> bool:
    """True for a single machine on the internet: not private, loopback, link-local (cloud metadata
    services), carrier-shared, multicast or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in GLOBAL_UNICAST or any(address in network for network in CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
