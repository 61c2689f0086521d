"""Words that call for care: crises, emergencies, allergies.

Judged before any model answers, by meaning; answered with fixed text. Pure decisions over the
contracts enter here, no vendor, no page and no database.
"""
