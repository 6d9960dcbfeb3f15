"""`scrapy newsource`: look at a site that no spider knows, try every platform, propose a registry entry, save its pages."""
