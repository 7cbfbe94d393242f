"""What may leave a network, as nftables has it: where to is asked on the host, from whom and how much in the router.

The two tables are two walls. The host's stands outside of whatever the router's process could change.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from cloister.domain import limits

IPAddress = IPv4Address | IPv6Address

RESOLVER_UID: Final = 1_879_048_190
"""Who answers names: nobody else, and below the uids of sandboxes and of the unpacker."""
UPLINK: Final = "uplink"
"""The router's interface towards the host."""
ROUTER_TABLE: Final = "cloister"
FORBIDDEN: Final = {
    "0.0.0.0/8": "this host",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "carriers' own, and Alibaba's metadata service",
    "127.0.0.0/8": "loopback",
    "168.63.129.16": "Azure's platform",
    "169.254.0.0/16": "link-local: metadata services and task credentials",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments, and Oracle's metadata service",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarks",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved, and broadcast",
}
"""IPv4 destinations that are not the internet, and why (isolation.md 3.10)."""

NO_IPV6: Final = "no IPv6"
NOT_THE_HOST: Final = "not the host"
NOT_PRIVATE: Final = "only public addresses"
NAMES_ALONE: Final = "nothing but names"
NOT_INWARDS: Final = "no connection from outside"
NO_NEIGHBOUR: Final = "no neighbour"
NOT_THE_ROUTER: Final = "not the router"
OWN_ADDRESS: Final = "no address but its own"
KNOWN_PROTOCOLS: Final = "TCP and UDP only"
NO_MAIL: Final = "no mail"
FEW_CONNECTIONS: Final = "few connections at once"
SLOW_BEGINNINGS: Final = "few new connections a second"
HEARD_TO_THE_END: Final = "no packet that gets as far as the router"
FORGOTTEN: Final = "no connection remembered for days"
ROOM_FOR_OTHERS: Final = "not all connections of the machine"

GUARDS: Final = frozenset(
    {
        *(
            NO_IPV6,
            NOT_THE_HOST,
            NOT_PRIVATE,
            NAMES_ALONE,
            NOT_INWARDS,
            NO_NEIGHBOUR,
            NOT_THE_ROUTER,
        ),
        *(OWN_ADDRESS, KNOWN_PROTOCOLS, NO_MAIL, FEW_CONNECTIONS, SLOW_BEGINNINGS),
        *(HEARD_TO_THE_END, FORGOTTEN, ROOM_FOR_OTHERS),
    }
)
"""What can be left out, in the twins of security tests and nowhere else."""


_HOPS: Final = 64
"""Of packets that leave: Linux's own default."""
_PLAIN_HEADER_WORDS: Final = 5
"""Of a header without options."""
_SHELVES: Final = 256
"""Connections are counted by what is left of their source port modulo this: to add one, the kernel looks at all of its
shelf."""

_IDLE: Final = (
    "ct timeout idle {\nprotocol tcp\nl3proto ip\n"
    f"policy = {{ established : {limits.NETWORK_IDLE_MAX.total_seconds():.0f} }}\n}}"
)


@dataclass(frozen=True, slots=True)
class Rule:
    text: str
    guard: str | None = None
    """The guard that it is part of; None for what lets packets by."""


@dataclass(frozen=True, slots=True)
class Chain:
    name: str
    hook: str
    rules: tuple[Rule, ...]

    def render(self, left_out: Collection[str]) -> str:
        return f"chain {self.name} {{ type {self.hook};\n{_lines(self.rules, left_out)}\n}}"


def host_table(
    table: str,
    link: str,
    router: str,
    *,
    resolvers: Sequence[IPAddress],
    connections_max: int,
    left_out: Collection[str] = (),
) -> str:
    """The host's table, as a script for `nft -f`.

    `link` is its interface to the router, `router` the address there; `resolvers` are those that names are asked of.
    `connections_max` is how many all networks together may have.
    """
    chains = (
        _arriving(link, router),
        Chain(
            "delivering",
            "filter hook input priority filter",
            (Rule(f'iifname "{link}" drop', NOT_THE_HOST),),
        ),
        _forwarding(link, connections_max),
        _asking(resolvers),
        Chain(
            "leaving",
            "nat hook postrouting priority srcnat",
            (Rule(f"ip saddr {router} masquerade"),),
        ),
    )
    forbidden = f"set forbidden {{ type ipv4_addr; flags interval; elements = {{ {', '.join(FORBIDDEN)} }} }}"
    shelves = f"set shelves {{\ntypeof th sport\nsize {_SHELVES}\nflags dynamic\n}}"
    parts = [forbidden, shelves, _IDLE, *(chain.render(left_out) for chain in chains)]
    return _table(table, parts)


def _arriving(link: str, router: str) -> Chain:
    return Chain(
        "arriving",
        # Before the host's own forwarded ports: what is addressed to the host never becomes somebody else's.
        "filter hook prerouting priority raw",
        (
            Rule(f'iifname != "{link}" return'),
            Rule("meta nfproto ipv6 drop", NO_IPV6),
            Rule(f"ip saddr != {router} drop", OWN_ADDRESS),
            Rule("fib daddr type != unicast drop", NOT_THE_HOST),
            Rule("ip daddr @forbidden drop", NOT_PRIVATE),
        ),
    )


def _forwarding(link: str, connections_max: int) -> Chain:
    return Chain(
        "forwarding",
        "filter hook forward priority filter",
        (
            Rule(f'oifname "{link}" ct state established,related accept'),
            Rule(f'oifname "{link}" drop', NOT_INWARDS),
            # Once more, for what the host has given another destination.
            Rule(f'iifname "{link}" ip daddr @forbidden drop', NOT_PRIVATE),
            Rule(
                f'iifname "{link}" ct state new add @shelves '
                f"{{ th sport & {_SHELVES - 1} ct count over {connections_max // _SHELVES} }} drop",
                ROOM_FOR_OTHERS,
            ),
            Rule(f'iifname "{link}" ip protocol tcp ct timeout set "idle"', FORGOTTEN),
        ),
    )


def _asking(resolvers: Iterable[IPAddress]) -> Chain:
    """Whoever took over the process that reads hostile questions could speak to the host's own services."""
    return Chain(
        "asking",
        "filter hook output priority filter",
        (
            *(Rule(f"{_to(resolver)} th dport 53 accept") for resolver in resolvers),
            # Not the other way round: what no socket sends, such as the host's own ICMP, is no user's.
            Rule(f"meta skuid {RESOLVER_UID} drop", NAMES_ALONE),
        ),
    )


def router_table(*, left_out: Collection[str] = ()) -> str:
    """The router's table, with no network in it yet."""
    chains = (
        Chain(
            "arriving",
            # Before the router knows which connection it is of: a word of an end that only it hears would make it count
            # a connection less, which the host still remembers. So none runs out of hops between the two, and none
            # has options, for which the router alone might drop it.
            "filter hook prerouting priority raw",
            (
                Rule(f'iifname "{UPLINK}" return'),
                Rule(f"ip hdrlength > {_PLAIN_HEADER_WORDS} drop", HEARD_TO_THE_END),
                Rule(f"ip ttl set {_HOPS}", HEARD_TO_THE_END),
            ),
        ),
        Chain("delivering", "filter hook input priority filter", (Rule("drop", NOT_THE_ROUTER),)),
        Chain(
            "forwarding",
            "filter hook forward priority filter; policy drop",
            (
                Rule(f'iifname "{UPLINK}" ct state established,related accept'),
                Rule(f'iifname "{UPLINK}" drop', NOT_INWARDS),
                Rule("meta nfproto ipv6 drop", NO_IPV6),
                Rule(f'oifname != "{UPLINK}" drop', NO_NEIGHBOUR),
                Rule("meta l4proto != { tcp, udp } drop", KNOWN_PROTOCOLS),
                Rule("tcp dport { 25, 465 } drop", NO_MAIL),
                Rule('ip protocol tcp ct timeout set "idle"', FORGOTTEN),
                Rule("iifname vmap @networks"),
            ),
        ),
        Chain(
            "leaving",
            "nat hook postrouting priority srcnat",
            (Rule(f'oifname "{UPLINK}" masquerade'),),
        ),
    )
    networks = "map networks { type ifname : verdict; }"
    return _table(ROUTER_TABLE, [networks, _IDLE, *(chain.render(left_out) for chain in chains)])


def network_added(link: str, address: str, *, left_out: Collection[str] = ()) -> str:
    """The rules of one network, whose packets arrive by `link`: what it may send, and how much."""
    rules = (
        Rule(f"ip saddr != {address} drop", OWN_ADDRESS),
        Rule("ct state established,related accept"),
        Rule(f"ct count over {limits.NETWORK_CONNECTIONS_MAX} drop", FEW_CONNECTIONS),
        Rule(
            f"limit rate over {limits.NETWORK_BEGINNINGS_PER_S}/second "
            f"burst {limits.NETWORK_BEGINNINGS_BURST} packets drop",
            SLOW_BEGINNINGS,
        ),
        Rule("accept"),
    )
    return (
        f"table inet {ROUTER_TABLE} {{\nchain {link} {{\n{_lines(rules, left_out)}\n}}\n}}\n"
        f"add element inet {ROUTER_TABLE} networks {{ {link} : goto {link} }}\n"
    )


def network_removed(link: str) -> str:
    """Nothing of the network's rules is left afterwards."""
    return (
        f"delete element inet {ROUTER_TABLE} networks {{ {link} }}\n"
        f"delete chain inet {ROUTER_TABLE} {link}\n"
    )


def table_removed(table: str) -> str:
    """The table is not there afterwards, whether it was before or not."""
    return f"add table inet {table}\ndelete table inet {table}\n"


def _to(address: IPAddress) -> str:
    family = "ip" if address.version == 4 else "ip6"  # noqa: PLR2004 # of the Internet Protocol
    # A link-local address names its link as well, which rules do not.
    return f"{family} daddr {str(address).partition('%')[0]} meta l4proto {{ tcp, udp }}"


def _table(name: str, parts: Iterable[str]) -> str:
    body = "\n".join(parts)
    return f"table inet {name} {{\n{body}\n}}\n"


def _lines(rules: Iterable[Rule], left_out: Collection[str]) -> str:
    return "\n".join(rule.text for rule in rules if rule.guard not in left_out)
