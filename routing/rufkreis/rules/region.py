"""Which SC-Region and which topic a call belongs to."""

from collections.abc import Mapping, Sequence

from routing.rufkreis.rules.eligibility import Topic


def region_of(
    *, own: int, bound: frozenset[int], by_plz: set[int], by_entry: int | None, by_area_code: set[int]
) -> int:
    """The region (id): the caller's PLZ, else the Sammelrufnummer's Agentur, else the area code, else the PBX's own.

    A PLZ or area code that touches several regions decides nothing, nor does a region that this telephone
    system is not bound to. Rule RUF-1 (telephony contract, "Region of a call").
    """
    for candidates in (by_plz, {by_entry} if by_entry else set(), by_area_code):
        if len(candidates) == 1 and candidates <= bound:
            return next(iter(candidates))
    return own


def topic_of(menu: Mapping[str, str], dtmf: Sequence[str]) -> Topic:
    """The topic chosen in the menu; whoever chooses nothing, or something unknown, is a general caller.

    Rule SOCL 2.1/1: the number dialled does not matter, the question does.
    """
    for digit in reversed(dtmf):
        if digit in menu:
            return Topic(menu[digit])
    return Topic.GENERAL
