"""Hexo sites."""
