"""Addresses of advice; none carries anything personal."""

from django.urls import path

from motcua.web.advice import effort, tasks, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("leaves/", views.leaves, name="leaves"),
    path("leaves/<str:code>/", views.leaf, name="leaf"),
    path("tasks/", tasks.listed, name="tasks"),
    path("tasks/new/", tasks.new, name="new"),
    path("tasks/<int:pk>/", tasks.page, name="task"),
    path("effort/", effort.page, name="effort"),
]
