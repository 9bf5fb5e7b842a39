"""Addresses of the rounds; none carries anything personal. `public` and `verify` are open to everybody."""

from django.urls import path

from motcua.web.rounds import judging, leaves, making, papers, results, sheets, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("new/", making.new, name="new"),
    path("parts/<int:pk>/", sheets.page, name="sheet"),
    path("parts/<int:pk>/sheet.pdf", papers.sheet, name="sheet_pdf"),
    path("parts/<int:pk>/signed/", papers.signed, name="signed"),
    path("parts/<int:pk>/lock/", sheets.lock, name="lock"),
    path("parts/<int:pk>/act/", judging.act, name="act"),
    path("parts/<int:pk>/leaves/<str:code>/", leaves.page, name="leaf"),
    path("parts/<int:pk>/leaves/<str:code>/evidence/", leaves.evidence, name="evidence"),
    path("parts/<int:pk>/leaves/<str:code>/appraisal/", judging.leaf, name="appraise"),
    path("parts/<int:pk>/leaves/<str:code>/explanation/", judging.explain, name="explain"),
    path("papers/<int:pk>/", papers.evidence, name="paper"),
    path("<slug:key>/", views.page, name="round"),
    path("<slug:key>/edit/", making.edit, name="edit"),
    path("<slug:key>/act/", making.act, name="round_act"),
    path("<slug:key>/results/", results.page, name="results"),
    path("<slug:key>/results/<int:pk>/", results.unit, name="unit"),
    path("<slug:key>/results.<slug:kind>", papers.results, name="file"),
    path("<slug:key>/public/", results.public, name="public"),
]
