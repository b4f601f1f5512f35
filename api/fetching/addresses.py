"""Which addresses stand for a machine on the public internet."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
_UNICAST = IPv6Network("2000::/3")  # all that has been given out of IPv6
_NAT64 = IPv6Network("64:ff9b::/96")


def read_address(written: str) -> Address:
    """The address itself, the IPv4 one where it is mapped to IPv6. Raises ValueError."""
    address = ip_address(written)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Whether it is reached over the internet alone.

    One that leads through a tunnel or a translator is judged by the IPv4 addresses within it, too.
    """
    if isinstance(address, IPv6Address) and address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return True
    return address in _UNICAST and all(is_public(end) for end in _tunnelled(address))


def _tunnelled(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses within one of 6to4 or Teredo."""
    ends = [address.sixtofour] if address.sixtofour else []
    return [*ends, *(address.teredo or ())]
