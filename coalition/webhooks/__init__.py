"""Telling receivers of news: found by the change feed, written down, signed, sent until it is taken.

news         what is new for a receiver since it was last told
sending      one delivery: signed, through the guarded wire, later again where it was not taken
subscribing  making, listing and ending webhooks; sending something again
"""

from coalition.webhooks.news import write_news
from coalition.webhooks.sending import open_sender, send_due
from coalition.webhooks.subscribing import (
    DeliveryRecord,
    WebhookRecord,
    end_webhook,
    list_deliveries,
    list_webhooks,
    make_webhook,
    replay_delivery,
)

__all__ = [
    "DeliveryRecord",
    "WebhookRecord",
    "end_webhook",
    "list_deliveries",
    "list_webhooks",
    "make_webhook",
    "open_sender",
    "replay_delivery",
    "send_due",
    "write_news",
]
