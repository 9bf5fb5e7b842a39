"""Addresses of booking; that of an appointment holds its code and nothing else."""

from django.urls import path

from motcua.web.booking import models, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("models/", models.page, name="models"),
    path("a/<str:token>/", views.mine, name="mine"),
    path("a/<str:token>/change/", views.change, name="change"),
    path("a/<str:token>/calendar.ics", views.calendar, name="calendar"),
    path("<str:code>/", views.place, name="place"),
]
