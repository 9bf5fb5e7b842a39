"""Addresses of the counter; none carries anything personal."""

from django.urls import path

from motcua.web.counter import batch, dossier, reception, views

urlpatterns = [
    path("", views.today, name="today"),
    path("reception/", reception.page, name="reception"),
    path("reception/<str:code>/", reception.done, name="done"),
    path("returns/", views.returns, name="returns"),
    path("returns/<str:code>/", views.handed, name="handed"),
    path("supplements/", views.supplements, name="supplements"),
    path("register/", views.register, name="register"),
    path("batch/", batch.page, name="batch"),
    path("dossiers/<str:code>/", dossier.page, name="dossier"),
]
