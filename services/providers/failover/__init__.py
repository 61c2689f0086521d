"""Providers that stand in for each other: races, circuit breakers, health."""
