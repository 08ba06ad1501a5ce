"""What surrounds the application: templates, policies, packaging and the local run."""
