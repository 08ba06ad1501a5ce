"""One user goal a module; collaborators arrive as the Protocols of ports/."""
