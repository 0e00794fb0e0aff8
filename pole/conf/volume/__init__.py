"""Synthetic volume for benchmarks: as many circonscriptions as the country has."""
