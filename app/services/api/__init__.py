"""The border: what window, tray and command line know of the services. Protocols and types only."""
