"""Addresses of the posting watch; the boards are for everybody, the rest for officials."""

from django.urls import path

from motcua.web.posting import decisions, duties, judging, overview, public, register

urlpatterns = [
    path("", overview.page, name="overview"),
    path("duties/", duties.listing, name="duties"),
    path("duties/<int:pk>/", duties.page, name="duty"),
    path("evidence/<int:pk>/", duties.picture, name="picture"),
    path("judging/", judging.page, name="judging"),
    path("decisions/", decisions.listing, name="decisions"),
    path("decisions/new/", register.page, name="register"),
    path("decisions/<int:pk>/", decisions.page, name="decision"),
    path("decisions/<int:pk>/file/", decisions.file, name="decision_file"),
    path("slips/", overview.slips, name="slips"),
    path("pages/<int:unit_id>/", overview.set_page, name="page"),
    path("boards/", public.boards, name="boards"),
    path("boards/<int:unit_id>/", public.board, name="board"),
]
