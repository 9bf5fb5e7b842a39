"""Addresses of the desk; none carries anything personal."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [path("dossiers/<str:code>/", RedirectView.as_view(url="/"), name="dossier")]
