"""Asking judge models: the one effect in judging, around the pure parts of `verifiers`."""

from .judging import ModelJudging, judges_of, model_judging
from .model import JudgeModel

__all__ = ["JudgeModel", "ModelJudging", "judges_of", "model_judging"]
