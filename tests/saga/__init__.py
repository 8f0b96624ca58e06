"""A name is bought once: every registrar × every fate of a purchase × a death at every moment of the step that buys."""
