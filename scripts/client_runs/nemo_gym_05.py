"""NeMo Gym 0.5.1's simple_agent, of the generation before masked samples and typed sessions."""

from __future__ import annotations

from typing import Final

from .client import Client, Pins
from .nemo_gym_agent import IMPORTED, RAY, player

_OPENAI: Final = "openai=="

_IMPORTED: Final = (
    *(each for each in IMPORTED if not each.startswith(_OPENAI)),
    f"{_OPENAI}2.7.2",
    "filelock==4.3.1",
    "jsonschema==4.26.0",
    "msgpack==1.2.4",
)
"""It asks for an older client of OpenAI's, and imports Ray, which needs the last three."""

CLIENT = Client(
    "nemo-gym-simple-agent",
    "0.5.1",
    Pins("3.13", _IMPORTED, ("nemo-gym==0.5.1", RAY)),
    player("responses_api_agents/simple_agent/app.py"),
)
