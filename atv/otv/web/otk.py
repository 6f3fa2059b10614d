"""The addresses of the OTK."""

from django.urls import URLPattern, path

from atv.otv.web import opening_pages, text_pages
from atv.otv.web import otk_pages as pages
from atv.otv.web import otk_versions as versions
from atv.otv.web import rights_pages as rights

urlpatterns: list[URLPattern] = [
    path("", pages.sites, name="otk"),
    path("rechte/", rights.rights, name="otk_rights"),
    path("rechte/antrag/<int:pk>/", rights.decide, name="otk_right_decide"),
    path("rechte/<int:pk>/entziehen/", rights.revoke, name="otk_right_revoke"),
    path("textbaustein/", text_pages.text, name="otk_text"),
    path("<slug:key>/", pages.site, name="otk_site"),
    path("<slug:key>/angaben/", pages.about, name="otk_about"),
    path("<slug:key>/vorschau/", versions.preview, name="otk_preview"),
    path("<slug:key>/oeffnungszeiten/", opening_pages.opening, name="otk_opening"),
    path("<slug:key>/oeffnungszeiten/zuruecknehmen/", opening_pages.take_back, name="otk_opening_back"),
    path("<slug:key>/uebernehmen/", versions.copy, name="otk_copy"),
    path("<slug:key>/verlauf/", versions.history, name="otk_history"),
    path("<slug:key>/verlauf/<int:version>/", versions.change, name="otk_change"),
    path("<slug:key>/freischalten/", pages.release_site, name="otk_release"),
    path("<slug:key>/zurueckziehen/", pages.withdraw_site, name="otk_withdraw"),
    path("<slug:key>/start/", pages.start_site, name="otk_start"),
    path("<slug:key>/kommentar/", pages.say, name="otk_comment"),
    path("<slug:key>/anliegen/<slug:code>/", pages.anliegen, name="otk_anliegen"),
]
