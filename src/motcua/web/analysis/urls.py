"""Addresses of analysis; none carries anything personal."""

from django.urls import path

from motcua.web.analysis import own, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("own/", own.page, name="own"),
]
