"""Whom limits are counted for: an address, of IPv6 the network of one household."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_HOUSEHOLD_BITS = 64
"""Source: RFC 6177."""
_KEPT = 1024
"""Addresses that are kept as they were read: those of connections that are open, nearly always."""
_LONGEST_KEPT = 64
"""Characters; a proxy's header may say anything."""


def network_of(address: str) -> str:
    """Return the network that an address is counted as; empty for what is no address.

    An address with a port, as some proxies write it (``192.0.2.1:8080``, ``[2001:db8::1]:8080``), counts without it.
    """
    found = _read(address)
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return str(ip_network((int(found), _HOUSEHOLD_BITS), strict=False).network_address)
    return str(found) if found else ""


def visitor_of(address: str) -> str:
    """Return whom a request from an address is counted for: its network."""
    return network_of(address) or "unknown"


def is_other_machine(address: str) -> bool:
    """Say whether an address is another machine's: neither a loopback address, nor none at all (a Unix socket)."""
    found = _read(address)
    return found is not None and not found.is_loopback


def _read(address: str) -> IPv4Address | IPv6Address | None:
    return (_read_again if len(address) <= _LONGEST_KEPT else _read_once)(address)


def _read_once(address: str) -> IPv4Address | IPv6Address | None:
    for text in (address, _without_port(address)):
        try:
            found = ip_address(text)
        except ValueError:
            continue
        return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    return None


_read_again = lru_cache(_KEPT)(_read_once)


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
