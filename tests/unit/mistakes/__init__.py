"""Mistakes that the analyser of definitions must name, by what they are about."""
