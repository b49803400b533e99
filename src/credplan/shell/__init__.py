"""The only part that touches the world: files, cache, network, terminal."""
