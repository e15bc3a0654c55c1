"""What is wrong with a file of gold answers or predictions: the message names file, line and what to do."""


class EvaluationError(ValueError):
    """Something cannot be measured; the message names the file and the line where there is one, and says what to do."""
