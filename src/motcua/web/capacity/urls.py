"""Addresses of the capacity pages; none carries anything personal."""

from django.urls import path

from motcua.web.capacity import costs, names, plans, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("roster/", views.roster, name="roster"),
    path("roster/names/", names.page, name="names"),
    path("before-after/", views.before_after, name="before_after"),
    path("save/", plans.save, name="save"),
    path("plans/", plans.listed, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/decide/", plans.decide, name="decide"),
    path("costs/<int:unit_id>/", costs.page, name="costs"),
]
