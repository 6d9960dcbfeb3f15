"""What differs from site to site. One file = one site or one platform."""
