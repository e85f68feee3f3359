"""The kernel's part in reading posts: files listed, languages told, the text of built pages."""
