"""Exports of WordPress: what its "Tools: Export" writes -> pages as a site shows them."""
