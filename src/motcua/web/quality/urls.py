"""Addresses of these pages; none carries anything personal."""

from django.urls import path

from motcua.web.quality import downloads, lists, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("units/", views.ranking, name="ranking"),
    path("decree-61/", views.decree61, name="decree61"),
    path("service/", views.service, name="service"),
    path("list/", lists.page, name="list"),
    path("<slug:which>.<slug:form>", downloads.table, name="download"),
]
