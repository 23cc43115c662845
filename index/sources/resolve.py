"""Finds the IP addresses of a host, and tells which addresses belong to the open internet."""

import ipaddress
import socket
from typing import Any

from index.errors import FetchError

__all__ = ["SocketAddress", "is_public", "resolve"]

SocketAddress = tuple[socket.AddressFamily, tuple[Any, ...]]
"""The family of an IP address, and what `socket.connect` takes for it: the address as text, the port, and so on."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for the IPv4 address in their last 32 bits (RFC 6052)."""


def resolve(host: str, port: int, allow_private: bool) -> list[SocketAddress]:
    """Return the IP addresses of a host.

    Raises:
        FetchError: one of the addresses is not public, and `allow_private` is false.
        OSError: the host is not known.
    """
    addresses: list[SocketAddress] = [
        (family, address) for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]
    if not allow_private and not all(is_public(str(address[0])) for _, address in addresses):
        raise FetchError(
            f"{host} is on this machine, in a private network or reserved; to fetch from there: --allow-private"
        )
    return addresses


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the open internet; of an IPv6 address around an IPv4 one, the latter counts."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
