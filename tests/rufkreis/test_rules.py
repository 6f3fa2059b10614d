"""Region, topic, signature and waiting time: pure rules of routing."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, Wish
from routing.rufkreis.rules.region import region_of, topic_of
from routing.rufkreis.rules.signature import sign, verified
from routing.rufkreis.rules.spoken import spoken
from routing.rufkreis.rules.waiting import estimated_wait

OWN, NORD, WEST, OST = 1, 2, 3, 4
EVERYWHERE = frozenset({OWN, NORD, WEST, OST})
MENU = {"2": "alg", "9": "general"}
AT = datetime(2026, 11, 23, 8, 15, 3, tzinfo=UTC)
BODY = b'{"event": "newCall"}'


@pytest.mark.rule("RUF-1")
@pytest.mark.parametrize(
    ("by_plz", "by_entry", "by_area_code", "region"),
    [
        ({NORD}, WEST, {OST}, NORD),
        (set(), WEST, {OST}, WEST),
        (set(), None, {OST}, OST),
        (set(), None, set(), OWN),
        ({NORD, WEST}, OST, set(), OST),
        ({NORD, WEST}, None, {OST}, OST),
        ({NORD, WEST}, None, {OST, WEST}, OWN),
        (set(), None, {OST, WEST}, OWN),
    ],
    ids=[
        "plz_before_all_else",
        "without_plz_the_sammelrufnummer",
        "without_both_the_area_code",
        "without_anything_the_own_region",
        "a_plz_of_two_regions_leaves_it_to_the_sammelrufnummer",
        "a_plz_of_two_regions_leaves_it_to_the_area_code",
        "two_ambiguous_facts_leave_it_to_the_own_region",
        "an_area_code_of_two_regions_leaves_it_to_the_own_region",
    ],
)
def test_the_region_of_a_call_is_decided_in_order(
    by_plz: set[int], by_entry: int | None, by_area_code: set[int], region: int
) -> None:
    found = region_of(own=OWN, bound=EVERYWHERE, by_plz=by_plz, by_entry=by_entry, by_area_code=by_area_code)
    assert found == region


@pytest.mark.rule("RUF-1")
def test_a_region_that_the_telephone_system_is_not_bound_to_decides_nothing() -> None:
    bound = frozenset({OWN, OST})
    assert region_of(own=OWN, bound=bound, by_plz={NORD}, by_entry=WEST, by_area_code={OST}) == OST
    assert region_of(own=OWN, bound=bound, by_plz={NORD}, by_entry=WEST, by_area_code=set()) == OWN


@given(
    st.frozensets(st.integers(1, 4)),
    st.sets(st.integers(1, 4)),
    st.none() | st.integers(1, 4),
    st.sets(st.integers(1, 4)),
)
@pytest.mark.rule("RUF-1")
def test_the_region_is_always_the_own_one_or_a_bound_one(
    bound: frozenset[int], by_plz: set[int], by_entry: int | None, by_area_code: set[int]
) -> None:
    found = region_of(own=OWN, bound=bound, by_plz=by_plz, by_entry=by_entry, by_area_code=by_area_code)
    assert found in {OWN} | (bound & (by_plz | {by_entry} | by_area_code))


@pytest.mark.rule("SOCL 2.1/1")
@pytest.mark.parametrize(
    ("dtmf", "topic"),
    [
        (["2"], Topic.ALG),
        (["9"], Topic.GENERAL),
        ([], Topic.GENERAL),
        (["5"], Topic.GENERAL),
        (["9", "2"], Topic.ALG),
        (["2", "9"], Topic.GENERAL),
        (["2", "#"], Topic.ALG),
    ],
)
def test_the_topic_is_the_last_digit_that_means_something(dtmf: list[str], topic: Topic) -> None:
    assert topic_of(MENU, dtmf) is topic


@pytest.mark.rule("RUF-3")
@pytest.mark.parametrize(
    ("position", "desks", "seconds"),
    [(1, 1, 360), (1, 6, 60), (4, 6, 240), (2, 7, 103), (3, 0, 1080), (1, 360, 1), (1, 1000, 1)],
)
def test_the_announced_wait_is_a_mean_call_per_place_and_desk(
    position: int, desks: int, seconds: int
) -> None:
    assert estimated_wait(position, desks) == seconds


@pytest.mark.rule("RUF-4")
@pytest.mark.parametrize(
    ("off", "accepted"),
    [(-301, False), (-300, True), (-299, True), (0, True), (299, True), (300, True), (301, False)],
)
def test_a_signature_is_good_for_300_seconds_either_way(off: int, accepted: bool) -> None:
    header = sign("secret", BODY, AT + timedelta(seconds=off))
    assert verified(header, BODY, ["secret"], AT) is accepted


@pytest.mark.rule("RUF-4")
def test_the_signature_is_a_hex_hmac_sha256_over_time_dot_body() -> None:
    t = int(AT.timestamp())
    digest = hmac.new(b"secret", f"{t}.".encode() + BODY, hashlib.sha256).hexdigest()
    assert sign("secret", BODY, AT) == f"t={t},v1={digest}"


@pytest.mark.rule("RUF-4")
def test_during_rotation_two_secrets_are_good_and_a_third_is_not() -> None:
    secrets = ["new", "old"]
    assert [verified(sign(s, BODY, AT), BODY, secrets, AT) for s in ("new", "old", "older")] == [
        True,
        True,
        False,
    ]


@given(st.binary(max_size=40), st.binary(max_size=40))
@pytest.mark.rule("RUF-4")
def test_a_signature_is_good_for_its_own_body_only(signed: bytes, sent: bytes) -> None:
    assert verified(sign("secret", signed, AT), sent, ["secret"], AT) is (signed == sent)


GOOD = sign("secret", BODY, AT)


@pytest.mark.rule("RUF-4")
@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=",
        "v1=",
        "t=,v1=",
        "t=x,v1=y",
        GOOD.split(",")[0],
        GOOD.split(",")[1],
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        GOOD.replace("t=", "t=-"),
        GOOD.replace("t=", "t=1"),
        GOOD.replace("v1=", "v0="),
        f"t={'9' * 400},v1=0",
        "t=١٢٣,v1=0",
        f"t={int(AT.timestamp())},v1=ä",
        ",,,=,=",
    ],
)
def test_a_header_that_is_not_a_signature_is_refused_quietly(header: str) -> None:
    assert verified(header, BODY, ["secret"], AT) is False


@given(st.text(max_size=60))
def test_no_header_makes_the_check_stumble(header: str) -> None:
    assert verified(header, BODY, ["secret"], AT) is False


def test_without_a_secret_nothing_is_verified() -> None:
    assert verified(sign("", BODY, AT), BODY, [], AT) is False


@pytest.mark.parametrize(
    ("activity", "wish", "held", "rings", "words"),
    [
        (None, Wish.OFF, False, False, "Abgemeldet."),
        (Activity.IDLE, Wish.BOTH, False, False, "Bereit."),
        (Activity.IDLE, Wish.OFF, False, False, "Abgemeldet."),
        (Activity.LAGGING, Wish.BREAK, False, False, "Pause."),
        (Activity.LAGGING, Wish.ALG, False, False, "Keine Verbindung."),
        (Activity.OFFERED, Wish.ALG, False, True, ""),
        (Activity.OFFERED, Wish.ALG, False, False, "Angenommen. Die Telefonanlage verbindet."),
        (Activity.TALKING, Wish.OFF, False, False, "Im Gespräch: Arbeitslosengeld."),
        (
            Activity.TALKING,
            Wish.ALG,
            True,
            False,
            "Gehalten. Die Kundin oder der Kunde hört die Warteansage.",
        ),
        (Activity.CONSULTING, Wish.ALG, False, False, "In Rücksprache."),
        (Activity.WRAP_UP, Wish.BREAK, False, False, "Nachbearbeitung."),
    ],
)
def test_every_state_of_the_line_has_its_words(activity, wish, held, rings, words):
    assert spoken(activity, wish, Topic.ALG, held=held, rings=rings) == words
