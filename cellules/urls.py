from django.urls import path

app_name = "cellules"
urlpatterns: list = []
