"""Rules only, by the law's own subjects; a folder never imports another."""
