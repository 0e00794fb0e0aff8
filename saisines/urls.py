from django.urls import path

app_name = "saisines"
urlpatterns: list = []
