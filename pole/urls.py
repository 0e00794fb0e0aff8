from django.urls import path

app_name = "pole"
urlpatterns: list = []
