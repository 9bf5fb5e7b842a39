"""Addresses of boards: open to everybody in the hall, nothing personal on them."""

from django.urls import path

from motcua.web.screen import views

urlpatterns = [
    path("worker.js", views.worker, name="worker"),
    path("<str:code>/", views.page, name="page"),
    path("<str:code>/now/", views.now, name="now"),
    path("<str:code>/voice/<str:ticket>/<int:desk>/", views.voiced, name="voice"),
]
