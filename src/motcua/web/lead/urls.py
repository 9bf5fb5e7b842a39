"""Addresses of the leader's pages; none carries anything personal."""

from django.urls import path

from motcua.web.lead import signing, views

urlpatterns = [
    path("", views.board, name="board"),
    path("list/", views.dossiers, name="list"),
    path("units/", views.units, name="unit"),
    path("units/<int:unit_id>/", views.place, name="place"),
    path("signing/", signing.page, name="signing"),
    path("proposals/<int:pk>/", signing.answer, name="answer"),
]
