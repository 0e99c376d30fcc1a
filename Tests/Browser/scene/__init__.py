"""What the tests of the pages play in: the real service, a real browser, and the world round them."""
