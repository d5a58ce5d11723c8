"""Who may come in and what they may see: the reviewed file of people and roles, identities, and the server's door.

Imports the scope, and of libraries Starlette for the door; it knows neither builds nor the ledger: what it needs of
them (the tree of units, who is suspended) is handed in by ``dashboard.admission``.
"""
