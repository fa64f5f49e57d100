"""NeMo Gym 0.7.0's simple_agent.

Its wheel asks for Python 3.13.14; what is played of it runs on any 3.13.
"""

from __future__ import annotations

from .client import Client, Pins
from .nemo_gym_agent import IMPORTED, RAY, player

CLIENT = Client(
    "nemo-gym-simple-agent",
    "0.7.0",
    Pins("3.13", IMPORTED, ("nemo-gym==0.7.0", RAY)),
    player("responses_api_agents/simple_agent/app.py"),
)
