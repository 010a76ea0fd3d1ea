"""The ways into a provider's stores: each folder here is one kind of store."""
