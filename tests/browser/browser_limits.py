"""What every page is held to in a browser."""

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
LARGEST_PAGE = 150_000  # bytes
