"""The directory of stakeholders: looked through, and put right."""
