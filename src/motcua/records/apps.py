"""The tables as Django knows them."""

from django.apps import AppConfig


class Records(AppConfig):
    name = "motcua.records"
    label = "records"
