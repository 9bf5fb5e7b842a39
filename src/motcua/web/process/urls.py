"""Addresses of the process map; none carries anything personal."""

from django.urls import path

from motcua.web.process import comparison, downloads, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("variants/", views.variants, name="variants"),
    path("conformance/", views.conformance, name="conformance"),
    path("compare/", comparison.page, name="compare"),
    path("dossiers/", views.dossiers, name="dossiers"),
    path("picture/<str:kind>/", downloads.picture_file, name="picture"),
]
