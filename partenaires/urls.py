from django.urls import path

app_name = "partenaires"
urlpatterns: list = []
