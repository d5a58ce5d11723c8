"""Files in the formats people ask for, made from what was released; imports nothing of the dashboard but its values."""
