"""Follow-ups and escalations: lists with the chosen case beside them, and their forms."""
