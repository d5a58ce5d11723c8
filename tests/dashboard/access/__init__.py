"""Who may come in, what they may see, and what an attacker gets."""
