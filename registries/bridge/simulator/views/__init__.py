"""What the simulator answers over HTTP: the institutions, the control of the simulator, and its pages."""
