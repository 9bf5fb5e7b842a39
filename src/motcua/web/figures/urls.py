"""Addresses of the public figures: pages, files, and a small window for other people's pages."""

from django.urls import path

from motcua.web.figures import downloads, views, widget

urlpatterns = [
    path("", views.overview, name="overview"),
    path("about/", views.about, name="about"),
    path("units/<str:code>/", views.place, name="place"),
    path("data/<str:period>.csv", downloads.csv, name="csv"),
    path("data/<str:period>.json", downloads.json, name="json"),
    path("data/<str:period>.parquet", downloads.parquet, name="parquet"),
    path("schema.json", downloads.schema, name="schema"),
    path("widget/", widget.page, name="widget"),
]
