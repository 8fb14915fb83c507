"""How Hypothesis runs here: a busy machine must not fail a test, so no example has a time limit of its own."""

from hypothesis import HealthCheck, settings

settings.register_profile("engine", settings.get_profile("aim"), suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("engine")
