"""`groundwire mcp`: the Model Context Protocol over standard input and output."""

from api.bootstrap import open_answerer, open_index
from api.cli.maintenance import Home
from api.cli.output import reported
from api.cli.progress import rebuilding
from api.settings import read_settings


def mcp(*, home: Home = None) -> None:
    """Serve the Model Context Protocol to the application that starts this command."""
    from api.mcp.server import protocol_server

    with reported(), rebuilding() as progress:
        settings = read_settings(home=home)
        with open_index(settings, progress=progress) as index:
            protocol_server(index, open_answerer(index, settings), settings).run("stdio")
