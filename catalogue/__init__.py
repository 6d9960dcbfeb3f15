"""From kept snapshots to a published site; knows nothing of Scrapy."""
