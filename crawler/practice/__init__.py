"""Small web sites of our own that behave like the real platforms, and the loopback server for them."""
