"""Reports: what they say, what they carry, and what becomes of them."""
