"""Addresses of the criteria sets; none carries anything personal."""

from django.urls import path

from motcua.web.criteria import editing, sheets, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("upload/", sheets.upload, name="upload"),
    path("<int:pk>/", views.page, name="set"),
    path("<int:pk>/sheet.xlsx", sheets.download, name="sheet"),
    path("<int:pk>/bridge/", views.bridge, name="bridge"),
    path("<int:pk>/copy/", editing.copy, name="copy"),
    path("<int:pk>/force/", editing.force, name="force"),
    path("<int:pk>/head/", editing.head, name="head"),
    path("<int:pk>/add/", editing.add, name="add"),
    path("<int:pk>/parts/<str:code>/", editing.part, name="part"),
    path("<int:pk>/parts/<str:code>/remove/", editing.remove, name="remove"),
]
