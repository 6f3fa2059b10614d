"""Every address of the house."""

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from oauth2_provider.views import TokenView

from atv.kalender.web import capacity_pages as capacity
from atv.kalender.web import pages as kalender
from atv.kalender.web import self_service_pages as self_service
from atv.otv.web import citizen_pages, contact_pages, link_pages, otk, service_pages, zone_pages
from eakte.web import pages as eakte
from rollout.web import pages as rollout
from routing.escalation.web import figure_pages, guides, hotline, lookup, today
from routing.escalation.web import pages as desk
from routing.rufkreis.web import cti, lagebild, line, numbers, planning, rufkreise, telephony
from socl.lab.web import pages as lab
from socl.orga.web import client_pages, people, roles_page
from socl.orga.web import pages as orga
from socl.web import (
    account,
    health,
    help_pages,
    journal_pages,
    metrics,
    post_pages,
    retention_pages,
    story_pages,
    views,
)

# Tried one after the other, so what is asked most stands first.
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("socl.web.api")),
    path("api/cti/v1/", include(cti.urlpatterns)),
    path("", views.home, name="home"),
    path("anmelden/", account.login, name="login"),
    path("konto/", include(account.urlpatterns)),
    path("maschinen/", include(client_pages.urlpatterns)),
    path("abmelden/", LogoutView.as_view(), name="logout"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("hilfe/", include(help_pages.urlpatterns)),
    path("aufbewahrung/", retention_pages.retention, name="retention"),
    path("journal/", include(journal_pages.urlpatterns)),
    path("versand/", include(post_pages.urlpatterns)),
    path("zustaendigkeit/", orga.zustaendigkeit, name="zustaendigkeit"),
    path("personal/", include(people.urlpatterns)),
    path("rechte/", roles_page.roles, name="roles"),
    path("telefonie/", include([*telephony.urlpatterns, *numbers.urlpatterns, *rufkreise.urlpatterns])),
    path("leitung/", include(line.urlpatterns)),
    path("lagebild/", include([*lagebild.urlpatterns, *today.urlpatterns])),
    path("plan/", include(planning.urlpatterns)),
    path("nachschlagen/", include(lookup.urlpatterns)),
    path("platz/", include(desk.urlpatterns)),
    path("verlauf/", include(story_pages.urlpatterns)),
    path("leitfaeden/", include(guides.urlpatterns)),
    path("erstkontakt/", include(figure_pages.urlpatterns)),
    path("hotline/", include(hotline.urlpatterns)),
    path("kalender/", include(kalender.urlpatterns)),
    path("rueckruf/", include(self_service.urlpatterns)),
    path("otv/", include([*service_pages.urlpatterns, *zone_pages.urlpatterns])),
    path(
        "termin/",
        include([*link_pages.urlpatterns, *contact_pages.urlpatterns, *citizen_pages.urlpatterns]),
    ),
    path("kapazitaet/", include(capacity.urlpatterns)),
    path("postkorb/", include(eakte.urlpatterns)),
    path("otk/", include(otk.urlpatterns)),
    path("einfuehrung/", include(rollout.urlpatterns)),
    path("oauth/token/", TokenView.as_view(), name="token"),
]
if settings.OIDC_RP_CLIENT_ID:
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))
if settings.SOCL_DEMO:
    urlpatterns.append(path("demo/", include(lab.urlpatterns)))

handler400 = "socl.web.views.bad_request"
handler403 = "socl.web.views.forbidden"
handler404 = "socl.web.views.not_found"
handler500 = "socl.web.views.server_error"
