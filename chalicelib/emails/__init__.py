"""One function a message, and the senders behind one protocol."""
