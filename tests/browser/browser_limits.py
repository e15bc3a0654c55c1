"""What every page is held to in a browser."""

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
FIRST_PAINT = 100  # milliseconds, on loopback
LARGEST_PAGE = 150_000  # bytes
MOST_TRIES = 30  # to be painted in that time
