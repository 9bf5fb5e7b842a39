"""Addresses of the desk that calls and of the hall as a whole."""

from django.urls import path

from motcua.web.hall import closing, desk, line, live, setup, setup_procedures, visits

urlpatterns = [
    path("", desk.page, name="desk"),
    path("do/", desk.act, name="act"),
    path("live/", live.page, name="live"),
    path("setup/", setup.page, name="setup"),
    path("setup/<str:key>/procedures/", setup_procedures.page, name="procedures"),
    path("line/", line.page, name="line"),
    path("line/give/", line.give, name="give"),
    path("line/given/<str:token>/", line.given, name="given"),
    path("line/change/<int:pk>/", line.change, name="change"),
    path("close/", closing.page, name="close"),
    path("close/free/<int:pk>/", closing.free, name="free"),
    path("live/now/", live.now, name="live_now"),
    path("alarms/", live.alarms, name="alarms"),
    path("live/answer/<int:pk>/", live.answer, name="answer"),
    path("visits/", visits.page, name="visits"),
    path("visits/<int:pk>/", visits.one, name="visit"),
    path("visits/list.csv", visits.file, name="visits_file"),
]
