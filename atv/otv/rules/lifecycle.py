"""The life of a site, and how a Termin is cancelled."""

from enum import StrEnum

from socl.lib.states import Move


class SiteState(StrEnum):
    """What the agency has decided; the days on which it counts stand beside it."""

    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


SITE_LABELS = {
    SiteState.DRAFT: "Entwurf",
    SiteState.RELEASED: "freigeschaltet",
    SiteState.WITHDRAWN: "zurückgezogen",
}
# Released or withdrawn: it has days on which citizens (could) book.
LIVED = (SiteState.RELEASED, SiteState.WITHDRAWN)

RELEASE = Move({SiteState.DRAFT, SiteState.WITHDRAWN}, SiteState.RELEASED)
WITHDRAW = Move({SiteState.RELEASED}, SiteState.WITHDRAWN)


class Way(StrEnum):
    """How a Termin takes place."""

    PERSONAL = "personal"
    TELEPHONE = "telephone"


WAY_LABELS = {Way.PERSONAL: "persönlich", Way.TELEPHONE: "am Telefon"}


class Cancelled(StrEnum):
    """Who gave a Termin up, and how it reached us."""

    CITIZEN = "citizen"
    PHONE = "phone"
    CONTACT_FORM = "contact_form"
    EINGANGSZONE = "eingangszone"
    UNCONFIRMED = "unconfirmed"


CANCELLED_LABELS = {
    Cancelled.CITIZEN: "selbst über den Link",
    Cancelled.PHONE: "telefonisch über das Service Center",
    Cancelled.CONTACT_FORM: "per Kontaktformular über das Service Center",
    Cancelled.EINGANGSZONE: "durch die Eingangszone",
    Cancelled.UNCONFIRMED: "E-Mail nicht rechtzeitig bestätigt",
}
