"""Addresses of the slips: `slip` by code and kind, `register_slip` by period, `citizen_slip` by link."""

from django.urls import path

from motcua.web.slips import views

urlpatterns = [
    path("register/", views.register, name="register_slip"),
    path("mine/<str:token>/", views.mine, name="citizen_slip"),
    path("<str:code>/<str:kind>/", views.slip, name="slip"),
]
