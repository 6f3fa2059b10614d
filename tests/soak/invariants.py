"""What must never be true, as SQL that finds where it is: name -> a query whose rows are violations.

Asked after a storm, when the house has come to rest; every storey adds its own lines.
"""

from typing import Any

from django.db import connection

from atv.kalender.rules.lifecycle import LIVE, State
from atv.otv.rules.areas import Area
from atv.otv.rules.catalogue import MANDATORY
from atv.otv.rules.lifecycle import SiteState
from routing.escalation.rules.lifecycle import LIVE_CONSULT, AnliegenState
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState
from socl.orga.models import ProgrammeCode
from socl.post.rules.content import Channel
from socl.post.rules.lifecycle import WAITING
from socl.post.rules.lifecycle import State as Post

VALUES: dict[str, Any] = {
    "live": [s.value for s in LIVE],
    "held": State.HELD.value,
    "open": OfferState.OPEN.value,
    "standing": [OfferState.OPEN.value, OfferState.ACCEPTED.value],
    "offered": CallState.OFFERED.value,
    "ended": CallState.ENDED.value,
    "desk_offered": Activity.OFFERED.value,
    "talking": [Activity.TALKING.value, Activity.CONSULTING.value],
    "sending": Post.SENDING.value,
    "waiting": [s.value for s in WAITING],
    "mail": Channel.MAIL.value,
    "booked": State.BOOKED.value,
    "zone": Area.EINGANGSZONE.value,
    "released": SiteState.RELEASED.value,
    "mandatory": MANDATORY,
    "asked": [s.value for s in LIVE_CONSULT],
    "closed": AnliegenState.CLOSED.value,
    "soc_l": ProgrammeCode.SOC_L.value,
    "alg": Topic.ALG.value,
}
INVARIANTS = {
    "a Serviceplatz is booked twice at a time": """
        SELECT a.id, b.id FROM kalender_booking a JOIN kalender_booking b
          ON a.serviceplatz_id = b.serviceplatz_id AND a.id < b.id
         AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
         WHERE a.state = ANY(%(live)s) AND b.state = ANY(%(live)s)""",
    "a booking without its one entry in the journal": """
        SELECT b.id FROM kalender_booking b WHERE b.state <> %(held)s AND 1 <> (
          SELECT count(*) FROM journal_entry e
           WHERE e.object_type = 'booking' AND e.object_id = b.id AND e.verb LIKE 'book\\_%%')""",
    "an entry in the journal without its booking": """
        SELECT e.id FROM journal_entry e WHERE e.object_type = 'booking' AND e.verb LIKE 'book\\_%%'
           AND NOT EXISTS (SELECT FROM kalender_booking b WHERE b.id = e.object_id)""",
    "a hold that outlived its time by three minutes": """
        SELECT id FROM kalender_booking WHERE state = %(held)s AND expires_at < now() - interval '3 minutes'""",
    "a stored answer about a booking that is not there": """
        SELECT k.id FROM core_idempotencykey k WHERE k.path = '/api/v1/bookings/' AND k.status = 201
           AND NOT EXISTS (SELECT FROM kalender_booking b WHERE b.id = (k.answer->>'id')::bigint)""",
    "an open offer of a call that is not offered": """
        SELECT o.id FROM rufkreis_offer o JOIN rufkreis_call c ON c.id = o.call_id
         WHERE o.state = %(open)s AND c.state <> %(offered)s""",
    "an offered call without an offer": """
        SELECT c.id FROM rufkreis_call c WHERE c.state = %(offered)s AND NOT EXISTS (
          SELECT FROM rufkreis_offer o WHERE o.call_id = c.id AND o.state = ANY(%(standing)s))""",
    "an offer that outlived its deadline by ten seconds": """
        SELECT id FROM rufkreis_offer WHERE state = %(open)s AND expires_at < now() - interval '10 seconds'""",
    "a desk that talks in a call that has ended": """
        SELECT p.id FROM rufkreis_presence p JOIN rufkreis_call c ON c.id = p.call_id
         WHERE p.activity = ANY(%(talking)s) AND c.state = %(ended)s""",
    "a desk that rings for nothing": """
        SELECT p.id FROM rufkreis_presence p WHERE p.activity = %(desk_offered)s AND NOT EXISTS (
          SELECT FROM rufkreis_offer o WHERE o.person_id = p.person_id AND o.call_id = p.call_id
             AND o.state = ANY(%(standing)s))""",
    "two desks in one call": """
        SELECT call_id FROM rufkreis_presence WHERE activity = ANY(%(talking)s)
         GROUP BY call_id HAVING count(*) > 1""",
    "an Outcome without its Anliegen": """
        SELECT o.id FROM escalation_outcome o
         WHERE NOT EXISTS (SELECT FROM escalation_anliegen a WHERE a.outcome_id = o.id)""",
    "a message that no sender holds any more": """
        SELECT id FROM post_outbox WHERE state = %(sending)s AND leased_until < now() - interval '1 minute'""",
    "a message that is due and was not sent for five minutes": """
        SELECT id FROM post_outbox WHERE state = ANY(%(waiting)s) AND channel = %(mail)s AND withdrawn_at IS NULL
           AND due_at < now() - interval '5 minutes' AND (not_after IS NULL OR not_after > now())""",
    "a Termin at the Eingangszone without what the citizen said": """
        SELECT b.id FROM kalender_booking b JOIN kalender_terminart t ON t.id = b.terminart_id
         WHERE t.kalender_id IS NOT NULL AND b.state <> %(held)s
           AND NOT EXISTS (SELECT FROM otv_otvtermin o WHERE o.booking_id = b.id)""",
    "a citizen who was never asked to confirm": """
        SELECT o.id FROM otv_otvtermin o JOIN kalender_booking b ON b.id = o.booking_id
         WHERE o.confirm_until IS NOT NULL AND b.purged_at IS NULL AND NOT EXISTS (
          SELECT FROM post_outbox p WHERE p.purpose = 'otv:' || o.id || ':asked')""",
    "a Termin that is over and still keeps its citizen from another": """
        SELECT o.id FROM otv_otvtermin o JOIN kalender_booking b ON b.id = o.booking_id
         WHERE o.open_key IS NOT NULL AND NOT b.state = ANY(%(live)s)""",
    "an unconfirmed Termin that outlived its time by three minutes": """
        SELECT o.id FROM otv_otvtermin o JOIN kalender_booking b ON b.id = o.booking_id
         WHERE b.state = %(booked)s AND o.confirmed_at IS NULL AND o.confirm_until < now() - interval '3 minutes'""",
    "a released site without its Persönliche Arbeitslosmeldung": """
        SELECT s.id FROM otv_otvsite s WHERE s.area = %(zone)s AND s.state = %(released)s AND NOT EXISTS (
          SELECT FROM otv_otvanliegen a WHERE a.site_id = s.id AND a.code = %(mandatory)s AND a.active)""",
    "a change of a site without its history": """
        SELECT s.id FROM otv_otvsite s WHERE s.version <> (
          SELECT max(c.version) FROM otv_otvchange c WHERE c.site_id = s.id)""",
    "a question to a hotline about an Anliegen that is closed": """
        SELECT c.id FROM escalation_consult c JOIN escalation_anliegen a ON a.id = c.anliegen_id
         WHERE c.state = ANY(%(asked)s) AND a.state = %(closed)s""",
    "a region that is not what its last switch says": """
        SELECT w.id FROM rollout_waveregion w JOIN (
          SELECT DISTINCT ON (wave_region_id) wave_region_id, live_from FROM rollout_switch
           ORDER BY wave_region_id, id DESC) s ON s.wave_region_id = w.id
         WHERE s.live_from IS DISTINCT FROM w.live_from""",
    "a Service Center that is not what its region's last switch says": """
        SELECT r.id FROM rufkreis_rufkreis r JOIN orga_unit u ON u.id = r.unit_id
          JOIN rollout_waveregion w ON w.region_id = u.region_id
          JOIN rollout_programme p ON p.id = w.programme_id
         WHERE p.code = %(soc_l)s AND r.topic = %(alg)s AND r.live_from IS DISTINCT FROM w.live_from
           AND EXISTS (SELECT FROM rollout_switch s WHERE s.wave_region_id = w.id)""",
    "an index or constraint that does not hold": """
        SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
        UNION ALL SELECT conname FROM pg_constraint WHERE NOT convalidated""",
}


def violations() -> dict[str, list[tuple[object, ...]]]:
    """Every invariant that does not hold, with at most five of its rows; asked at one moment."""
    found = {}
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            cursor.execute(sql, VALUES)
            if rows := cursor.fetchmany(5):
                found[name] = rows
    return found
