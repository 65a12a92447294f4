"""The local stack: the very template that is deployed to the cloud, run on one machine without containers."""
