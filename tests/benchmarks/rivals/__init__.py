"""The same charts made in other ways, for the measurement of clicks; each is a page a good engineer would write."""
