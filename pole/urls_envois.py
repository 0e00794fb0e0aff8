"""Addresses of the outbox, at the root of the site: /envois/."""

from django.urls import path

from pole.views import envois as views

app_name = "envois"
urlpatterns = [
    path("", views.envoi_list, name="list"),
    path("<uuid:pk>/", views.envoi_detail, name="detail"),
]
