"""Runs sprints: durable workflows, events, budgets, context packs; one daemon a repository.

`client` is what everybody else imports, and importing it is cheap. The daemon and what it needs is imported where it runs.
"""
