#!/usr/bin/env python3
"""Point d’entrée des commandes : python manage.py COMMANDE."""

import sys

from django.core.management import execute_from_command_line

from pole.conf.environment import choose_settings

if __name__ == "__main__":
    choose_settings()
    execute_from_command_line(sys.argv)
