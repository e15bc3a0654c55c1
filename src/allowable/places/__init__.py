"""Where a service was furnished: from a ZIP code to the locality of the physician schedule and to the wage area of facilities."""
