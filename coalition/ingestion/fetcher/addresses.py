"""Which addresses may be connected to: public ones, by a list of what is public.

Python's own `is_private` and `is_global` are not enough: of 38 addresses that lead inside, 14 are not
private and 13 are global on Python 3.11 (6to4, Teredo, NAT64, multicast, site-local and others).
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

# The special-purpose registry of IANA (RFC 6890 and its successors), all that is not plain unicast.
NOT_PUBLIC_4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' own, and the metadata of one cloud
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a public number that one cloud answers from inside
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
# Of IPv6 only global unicast is in use; what embeds or tunnels IPv4 could lead inside.
PUBLIC_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public(address: Address) -> bool:
    """Whether an address is plain global unicast. Mapped, tunnelled and scoped ones are not."""
    if isinstance(address, IPv4Address):
        return not any(address in net for net in NOT_PUBLIC_4)
    if address.scope_id or address not in PUBLIC_6:
        return False
    return not any(address in net for net in NOT_PUBLIC_6)


def may_connect(text: str, only: Sequence[Network] = ()) -> bool:
    """Whether we may connect to an address given as text; what is no address may not be.

    `only`, the tests' switch, replaces the rule: then nothing but these networks can be reached.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if only:
        return any(address in net for net in only)
    return is_public(address)


def read_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The networks of a setting. Raises ValueError for one that is malformed."""
    return tuple(ip_network(text) for text in texts)
