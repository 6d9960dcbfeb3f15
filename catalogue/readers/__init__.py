"""One fact a file: the words of an advert in, value and quote out, or None."""
