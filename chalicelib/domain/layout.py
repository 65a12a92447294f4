"""The layout of items that this release writes; golden items of each release are kept by tests."""

LAYOUT = 2
