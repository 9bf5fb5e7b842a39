"""Addresses of the desk that calls and of the hall as a whole."""

from django.urls import path

from motcua.web.hall import desk, live, setup

urlpatterns = [
    path("", desk.page, name="desk"),
    path("do/", desk.act, name="act"),
    path("live/", live.page, name="live"),
    path("setup/", setup.page, name="setup"),
    path("live/now/", live.now, name="live_now"),
    path("live/answer/<int:pk>/", live.answer, name="answer"),
]
