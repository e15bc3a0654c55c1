"""Places: ZIP codes, counties and wage areas, as CMS publishes them."""
