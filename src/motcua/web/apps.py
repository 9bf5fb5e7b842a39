"""The face for people, registered so that templates, tags and translations are found."""

from django.apps import AppConfig


class Web(AppConfig):
    name = "motcua.web"
    label = "web"
