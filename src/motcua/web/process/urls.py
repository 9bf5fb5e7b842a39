"""Addresses of these pages; none carries anything personal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
