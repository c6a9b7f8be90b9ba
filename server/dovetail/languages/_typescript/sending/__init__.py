"""What is sent: objects and forms, and the address that they are sent to."""
