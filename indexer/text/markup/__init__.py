"""Markdown, HTML, shortcodes and Liquid -> prose with sections."""
