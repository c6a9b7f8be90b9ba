"""How Protocol Buffers are read and written."""
