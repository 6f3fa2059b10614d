"""The addresses of the pages about people."""

from django.urls import URLPattern, path

from socl.orga.web import person_pages as one
from socl.orga.web import unit_pages as unit

urlpatterns: list[URLPattern] = [
    path("", unit.units, name="people"),
    path("person/<int:pk>/", one.colleague, name="colleague"),
    path("person/<int:pk>/schulung/", one.training, name="colleague_training"),
    path("person/<int:pk>/berechtigung/", one.request_clearance, name="colleague_clearance"),
    path("person/<int:pk>/konto/", one.account, name="colleague_account"),
    path("berechtigung/<int:pk>/", one.decide_clearance, name="decide_clearance"),
    path("dienstposten/<int:pk>/", one.office, name="office"),
    path("benennung/<int:pk>/ende/", unit.end_coordinator, name="end_coordinator"),
    path("<str:unit>/", unit.people_at, name="people_at"),
    path("<str:unit>/aufnehmen/", unit.take_in, name="take_in"),
    path("<str:unit>/einlesen/", unit.take_in_list, name="take_in_list"),
    path("<str:unit>/benennen/", unit.name_coordinator, name="name_coordinator"),
]
