"""The terminal below the screens: what Textual leaves open about faults, signals, foreign bytes and colours."""
