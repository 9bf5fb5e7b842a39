"""Addresses of the citizens' pages; none carries anything personal."""

from django.urls import path

from motcua.web.citizen import filing, reports, tickets, tracking, views

urlpatterns = [
    path("", views.home, name="home"),
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/<str:code>/", views.guide, name="guide"),
    path("procedures/<str:code>/file/", filing.begin, name="file"),
    path("procedures/<str:code>/file/done/", filing.done, name="filed"),
    path("procedures/<str:code>/file/where/", filing.where, name="file_where"),
    path("procedures/<str:code>/file/who/", filing.who, name="file_who"),
    path("procedures/<str:code>/file/papers/", filing.papers, name="file_papers"),
    path("procedures/<str:code>/file/check/", filing.check, name="file_check"),
    path("track/", tracking.track, name="track"),
    path("track/<str:token>/", tracking.dossier, name="dossier"),
    path("track/<str:token>/papers/", tracking.papers, name="supplement"),
    path("report/", reports.report, name="report"),
    path("report/<str:token>/", reports.reported, name="reported"),
    path("rate/<str:token>/", tracking.rate, name="rate"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
]
