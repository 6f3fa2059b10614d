"""All REST faces under /api/v1/, the schema, and the readable docs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from atv.kalender.web import api as kalender
from atv.kalender.web import callback_api as callback
from atv.kalender.web import self_service_api as self_service
from atv.kalender.web import supply_api as kalender_supply
from atv.otv.web import citizen_api as otv
from atv.otv.web import opening_api as otk_opening
from atv.otv.web import otk_api as otk
from atv.otv.web import service_api as otv_service
from eakte.web import api as eakte
from rollout.web import api as rollout
from routing.escalation.web import api as escalation
from routing.rufkreis.web import api as rufkreis
from routing.rufkreis.web import number_api, staffing_api
from socl.orga.web import api as orga


def docs(request: HttpRequest) -> HttpResponse:
    """The schema as a page that people read; drawn on the server, so it needs no script and no foreign CSS."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        {"method": method.upper(), "path": where, **operation}
        for where, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(
        request,
        "web/api_docs.html",
        {
            "info": schema["info"],
            "operations": operations,
            "schemas": schema["components"]["schemas"],
        },
    )


# Tried one after the other, so what is asked most stands first.
urlpatterns: list[URLPattern | URLResolver] = [
    *kalender.urlpatterns,
    *escalation.urlpatterns,
    *rufkreis.urlpatterns,
    *orga.urlpatterns,
    path("schema/", SpectacularAPIView.as_view(permission_classes=[]), name="schema"),
    path("docs/", docs, name="api_docs"),
    *staffing_api.urlpatterns,
    *number_api.urlpatterns,
    *kalender_supply.urlpatterns,
    *eakte.urlpatterns,
    *callback.urlpatterns,
    *self_service.urlpatterns,
    *otv.urlpatterns,
    *otk_opening.urlpatterns,
    *otv_service.urlpatterns,
    *rollout.urlpatterns,
    *otk.urlpatterns,
]
