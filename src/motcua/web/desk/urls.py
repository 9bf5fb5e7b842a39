"""Addresses of the desk; none carries anything personal."""

from django.urls import path

from motcua.web.desk import dossier, worklist

urlpatterns = [
    path("", worklist.page, {"which": "all"}, name="worklist"),
    path("today/", worklist.page, {"which": "today"}, name="today"),
    path("late/", worklist.page, {"which": "late"}, name="late"),
    path("waiting/", worklist.page, {"which": "waiting"}, name="waiting"),
    path("unassigned/", worklist.page, {"which": "unassigned"}, name="unassigned"),
    path("proposed/", worklist.page, {"which": "proposed"}, name="proposed"),
    path("dossiers/<str:code>/", dossier.page, name="dossier"),
]
