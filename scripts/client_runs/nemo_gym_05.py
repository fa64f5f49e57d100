"""NeMo Gym 0.5.1's simple_agent, of the generation before masked samples and typed sessions."""

from __future__ import annotations

from .client import Client, Pins
from .nemo_gym_agent import IMPORTED, RAY, player

CLIENT = Client(
    "nemo-gym-simple-agent",
    "0.5.1",
    Pins("3.13", IMPORTED, ("nemo-gym==0.5.1", RAY)),
    player("responses_api_agents/simple_agent/app.py"),
)
