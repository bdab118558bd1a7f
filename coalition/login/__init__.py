"""The door of the desk: who comes in, with what, and for how long."""
