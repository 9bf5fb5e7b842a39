"""The little server of boards as `motcua boards` starts it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
django.setup()

from motcua.web.screen.stream import application  # noqa: E402

__all__ = ["application"]
