"""How Protocol Buffers is read and written."""
