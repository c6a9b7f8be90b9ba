"""The same engine for agents that other people make, over the Model Context Protocol."""
