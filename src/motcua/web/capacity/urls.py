"""Addresses of the capacity pages; none carries anything personal."""

from django.urls import path

from motcua.web.capacity import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("roster/", views.roster, name="roster"),
    path("before-after/", views.before_after, name="before_after"),
]
