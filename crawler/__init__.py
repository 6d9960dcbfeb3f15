"""Fetching politely and keeping what was seen; the only home of Scrapy."""
