"""Dialogs over a screen: forms and questions."""
