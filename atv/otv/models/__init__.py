"""What a Dienststelle offers for online booking, how it came to be, and what citizens have booked."""

from atv.otv.models.message import OtvMessage
from atv.otv.models.right import OtkRequest
from atv.otv.models.site import OtvAnliegen, OtvChange, OtvComment, OtvSite, OtvSiteQuerySet, TextBlock
from atv.otv.models.termin import OtvTermin, OtvTerminQuerySet

__all__ = [
    "OtkRequest",
    "OtvAnliegen",
    "OtvChange",
    "OtvComment",
    "OtvMessage",
    "OtvSite",
    "OtvSiteQuerySet",
    "OtvTermin",
    "OtvTerminQuerySet",
    "TextBlock",
]
