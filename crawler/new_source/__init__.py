"""`scrapy newsource`: look at an unknown site, try every platform, propose a registry entry, save its pages."""
