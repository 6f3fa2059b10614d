"""The address of a client behind proxies: believed from the right, as far as the proxies are ours."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Who speaks: ``peer`` itself, or what a trusted proxy says in ``forwarded`` (X-Forwarded-For, nearest last).

    Everything left of the first address that is not ours was written by the client and may be invented. What is no
    address ends the walk: the last one believed stands.
    """
    found = peer
    for said in reversed([part.strip() for part in forwarded.split(",")]):
        if not _is_trusted(found, trusted) or not _is_address(said):
            break
        found = said
    return found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in trusted)
