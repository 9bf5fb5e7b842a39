"""Addresses of the simplification pages; none carries anything personal."""

from django.urls import path

from motcua.web.simplify import proposals, reviews, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("waiting/", views.waiting, name="waiting"),
    path("procedures/<str:code>/", views.procedure, name="procedure"),
    path("reviews/new/", reviews.new, name="new"),
    path("reviews/<int:pk>/", reviews.page, name="review"),
    path("reviews/<int:pk>/print/", reviews.printed, name="print"),
    path("reviews/<int:pk>/proposal/", proposals.write, name="write"),
    path("reviews/<int:pk>/what-if/", proposals.what_if, name="what_if"),
    path("proposals/<int:pk>/", proposals.page, name="proposal"),
    path("proposals/<int:pk>/edit/", proposals.edit, name="edit"),
    path("proposals/<int:pk>/answer/", proposals.answer, name="answer"),
]
