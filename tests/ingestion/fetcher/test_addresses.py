"""Which addresses may be connected to."""

import socket
from ipaddress import ip_network

import pytest

from coalition.ingestion.fetcher.addresses import may_connect

LOOPBACK_AND_NONE = ("127.0.0.1", "127.1.2.3", "0.0.0.0", "::1", "::")
INSIDE_4 = (
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("100.100.100.200", "168.63.129.16", "192.0.0.8", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    "255.255.255.255",
)
INSIDE_6 = (
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::", "fc00::1", "fd00:ec2::254", "fe80::1"),
    *("2001:0:1234:5678:9abc:def0:80ff:fffe", "fe80::1%lo", "2606:4700::1%lo", "fec0::1"),
    *("ff02::1", "2001:db8::1", "2001:10::1", "3fff::1", "5f00::1", "100::1"),
)


@pytest.mark.parametrize("address", LOOPBACK_AND_NONE)
def test_S01_this_machine_is_not_public(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize("address", INSIDE_4)
def test_S02_an_inside_address_is_not_public(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize("address", INSIDE_6)
def test_S03_what_embeds_tunnels_or_scopes_an_address_is_not_public(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize(
    "odd",
    ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "①②⑦.⓪.⓪.①", "127。0。0。1"],
)
def test_S04_odd_forms_of_an_inside_address_are_seen_after_they_are_resolved(odd: str) -> None:
    found = {str(row[4][0]) for row in socket.getaddrinfo(odd, 80, type=socket.SOCK_STREAM)}
    assert found == {"127.0.0.1"}
    assert not any(may_connect(address) for address in found)


@pytest.mark.parametrize("text", ["", "localhost", "127.0.0.1.", "8.8.8.8.", "8.8.8", "::1%"])
def test_what_is_no_address_may_not_be_connected_to(text: str) -> None:
    assert not may_connect(text)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"]
)
def test_a_public_address_may(address: str) -> None:
    assert may_connect(address)


def test_the_switch_of_tests_reaches_its_networks_and_nothing_else() -> None:
    only = [ip_network("127.0.0.0/8")]
    reached = [a for a in ("127.0.0.9", "::1", "10.0.0.1", "8.8.8.8") if may_connect(a, only)]
    assert reached == ["127.0.0.9"]
