"""The deployed artefact inside the local AWS emulator."""
