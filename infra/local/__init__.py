"""The local stack: the same CloudFormation template that is deployed to the cloud, run on one machine without containers."""
