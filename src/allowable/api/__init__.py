"""The door for programs: requests, the records that answer them, and an HTTP service of both.

`requests` says what can be asked, `answers` gives the records that the command line prints as `--json`; other doors build on these two.
`app.create_app` serves them; `allowable serve` runs it.
"""
