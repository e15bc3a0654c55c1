"""`allowable mcp`: the tools for agents, over standard input and output or over HTTP on this machine."""

from __future__ import annotations

import click


@click.command("mcp")
@click.option("--http", is_flag=True, help="Speak streamable HTTP at http://127.0.0.1:PORT/mcp instead of standard input and output.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8766, show_default=True, help="Port of --http. It listens on this machine alone."
)
def command(http: bool, port: int) -> int:
    """Serve price, compare, check, code, guide, audit, note and ask to an agent (Model Context Protocol).

    \b
    Configuration of a client:
      {"mcpServers": {"allowable": {"command": "allowable", "args": ["mcp"]}}}
    """
    if http:
        import uvicorn

        from ..mcp import http_app

        uvicorn.run(http_app(), host="127.0.0.1", port=port, log_level="warning")
        return 0
    import anyio

    from ..mcp import serve_stdio

    anyio.run(serve_stdio)
    return 0
