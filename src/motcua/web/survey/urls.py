"""Addresses of surveys; the one of an answer carries its code and nothing of a person."""

from django.urls import path

from motcua.web.survey import drafts, public, results, running

urlpatterns = [
    path("", running.overview, name="overview"),
    path("new/", drafts.new, name="new"),
    path("a/", public.enter, name="enter"),
    path("a/<str:token>/", public.ask, name="ask"),
    path("thanks/", public.thanks, name="thanks"),
    path("s/<str:code>/", running.page, name="survey"),
    path("s/<str:code>/plan/", drafts.plan, name="plan"),
    path("s/<str:code>/questions/", drafts.questions, name="questions"),
    path("s/<str:code>/open/", running.open_, name="open"),
    path("s/<str:code>/close/", running.close, name="close"),
    path("s/<str:code>/slips/<int:unit_id>/", running.slips, name="slips"),
    path("s/<str:code>/import/", running.take_in, name="import"),
    path("s/<str:code>/results/", results.page, name="results"),
    path("s/<str:code>/results.csv", results.table, name="csv"),
]
