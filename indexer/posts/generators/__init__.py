"""The rules of the site generators: one module each, all behind ``base.Rules``."""
