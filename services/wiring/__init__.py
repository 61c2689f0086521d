"""Every part of the app, built from settings and connected.

Only app.py and commands import this.
"""
