"""Letters: which statuses are printed and posted to whom neither phone, e-mail nor account reaches."""

from __future__ import annotations

from chalicelib.domain.deliveries import Channel

LETTERED = ("registered", "returned", "refused_registration", "granted", "refused")
"""Statuses that become letters where the municipality's settings (`letters`) say nothing else."""
QUEUED = tuple(channel for channel in Channel if channel is not Channel.LETTER)
"""Channels with a queue and a provider; letters are printed and posted by people."""
