"""Addresses of the reports; none carries anything personal. `verify` is open to everybody."""

from django.urls import path

from motcua.web.reports import kept, verify, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("sheet/", views.sheet, name="sheet"),
    path("sheet/list/", views.dossiers, name="list"),
    path("sheet/<str:kind>/", views.draft, name="draft"),
    path("verify/", verify.page, name="verify"),
    path("packs/<int:unit_id>/<str:code>/", kept.pack, name="pack"),
    path("packs/<int:unit_id>/<str:code>/zip/", kept.pack_zip, name="pack_zip"),
    path("<int:pk>/", kept.report, name="report"),
    path("<int:pk>/<str:kind>/", kept.file, name="file"),
]
