"""Thousands of sessions: many at once, each answering, or many one after another.

crowd  open N, each with a life behind it ─▶ each still knows its number ─▶ calls at a fixed
       rate, timed ─▶ close all
churn  open, call, close, and again: does the front door grow?
"""
