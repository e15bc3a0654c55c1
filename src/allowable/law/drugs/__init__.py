"""Payment limits of drugs (42 CFR 414 subpart K): the shape of what CMS publishes."""
