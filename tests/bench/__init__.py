"""Benchmarks that print ratios of two measurements in one run on one machine: `make bench`."""
