"""The house's addresses with those of an identity provider, as OIDC_CLIENT_ID adds them."""

from django.urls import include, path

from socl.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*urlpatterns, path("oidc/", include("mozilla_django_oidc.urls"))]
