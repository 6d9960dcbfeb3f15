"""Polite, hardened settings. Environment: WKEP_CONTACT, WKEP_DATA, WKEP_SOURCES, WKEP_ALLOW_LOOPBACK (see README)."""

import os
from importlib.metadata import version

BOT_NAME = "wkep-catalogue"
CONTACT = os.environ.get("WKEP_CONTACT", "")  # a web or mail address; nothing is crawled without one
USER_AGENT = f"{BOT_NAME}/{version('wkep-catalogue')} (+{CONTACT})"

SPIDER_LOADER_CLASS = "crawler.loader.RegistryLoader"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "crawler.commands"

# One request at a time to a host, two seconds apart or more; crawler/politeness.py keeps to it whatever is set here.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2
DOWNLOAD_DELAY_JITTER = 0  # Scrapy's own would shorten every other gap
FIRST_REST = 10  # seconds for a host that is too busy and names no time; doubled each time, at most 15 minutes
DOWNLOAD_TIMEOUT = 30
RETRY_TIMES = 2

# Items are kept one by one; Scrapy would start a hundred tasks a page to do it.
CONCURRENT_ITEMS = 1
# Parts that these crawls have no use for.
DOWNLOADER_STATS = False
REFERER_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False

# A run that goes on for longer than this is in a trap.
CLOSESPIDER_PAGECOUNT = 2_000
CLOSESPIDER_TIMEOUT = 3 * 60 * 60
CLOSESPIDER_ERRORCOUNT = 50
DEPTH_LIMIT = 60  # the longest real chain is the pages of one listing
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

# Hostile answers end here.
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"  # IPv4 and IPv6; the usual one asks for IPv4 alone
GUARDED = "crawler.guard.connections.GuardedDownload"  # no connection to loopback or a private network
DOWNLOAD_HANDLERS = {"http": GUARDED, "https": GUARDED, "file": None, "data": None, "ftp": None, "s3": None}
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False

# No listening port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

ROBOTSTXT_OBEY = False  # stock Scrapy's own, which has holes; RobotsGate below takes its place
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no logins
    "crawler.guard.requests.RequestGuard": 50,
    "crawler.robots.RobotsGate": 100,
    "crawler.encoding.TrueEncoding": 580,  # after decompression
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # ours takes its place
    "crawler.guard.redirects.GuardedRedirects": 600,
    "crawler.conditional.AskIfChanged": 700,
    "crawler.politeness.HostTurns": 990,  # the last before the request leaves
}
SPIDER_MIDDLEWARES = {
    "crawler.conditional.seen.SeenAgain": 40,  # before HttpError, which would take "not modified" for a failure
    "crawler.guard.budget.PageBudget": 50,
    "crawler.wall.WallGate": 60,  # after HttpError, so that it sees only what came as a page
}
ITEM_PIPELINES = {"crawler.pipelines.CheckAdvert": 1, "crawler.pipelines.KeepAdvert": 2}
EXTENSIONS = {"crawler.guard.log.PlainLog": 0, "crawler.run_report.RunReport": 0}

LOG_LEVEL = "INFO"
STATS_DUMP = False  # the run report says what a keeper needs
FEED_EXPORT_ENCODING = "utf-8"
