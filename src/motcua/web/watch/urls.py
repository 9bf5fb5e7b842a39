"""Addresses of the watch; none carries anything personal."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, path

from motcua.web.watch import views

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("mine/", views.mine, name="mine"),
    path("usual/", views.usual, name="usual"),
    path("usual/<int:pk>/", views.curve, name="curve"),
    path("alerts/<int:pk>/", views.alert, name="alert"),
    path("alerts/<int:pk>/close/", views.close, name="close"),
]
if find_spec("motcua.web.watch.questions"):  # the second tab: questions about the figures
    urlpatterns += import_module("motcua.web.watch.questions").paths
