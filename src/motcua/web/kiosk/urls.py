"""Addresses of the kiosk and of whoever follows her number; a link of a number carries nothing of her."""

from django.urls import path

from motcua.web.kiosk import place, views

urlpatterns = [
    path("number/<str:token>/", place.page, name="place"),
    path("number/<str:token>/now/", place.now, name="place_now"),
    path("number/<str:token>/paper.pdf", place.paper, name="paper"),
    path("number/<str:token>/paper.bin", place.dots, name="dots"),
    path("<str:code>/", views.services, name="services"),
    path("<str:code>/priority/", views.priority, name="priority"),
    path("<str:code>/scan/", views.scan, name="scan"),
    path("<str:code>/draw/", views.draw, name="draw"),
    path("<str:code>/drawn/<str:token>/", views.drawn, name="drawn"),
    path("<str:code>/drawn/<str:token>/phone/", views.phone, name="phone"),
    path("<str:code>/help/", views.help_me, name="help"),
    path("<str:code>/device/", views.device, name="device"),
]
