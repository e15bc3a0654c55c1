"""What CMS published: recipes that read it, the store that answers what was in force and known."""
