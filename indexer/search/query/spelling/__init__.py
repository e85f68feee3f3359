"""Better words for those that no post has: by letters, by sound, from pinyin."""
