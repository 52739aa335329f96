"""The skin: windows that call a verb, hear one signal and repaint."""
