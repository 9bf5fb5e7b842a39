"""Addresses of the bare project."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("dossiers", views.create),
    path("files", views.keep),
    path("dossiers/<str:code>/link", views.link),
    path("dossiers/<str:code>/status", views.status),
    path("reception", views.reception),
]
