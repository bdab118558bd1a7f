"""Django's backend for the local database: PostgreSQL's own, which finds the server running."""

import os
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql import client
from django.db.utils import OperationalError
from django.utils.asyncio import async_unsafe
from django.utils.functional import cached_property
from psycopg import OperationalError as ConnectionFailed
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from coalition.errors import SetupError

from .programs import POSTGRESQL
from .server import LocalServer, find_installation

RESTART_SECONDS = 30.0  # a server that was killed is back in 0.2 s, after heavy writing later
LOOK_SECONDS = 0.05


class DatabaseUnavailable(SetupError, OperationalError):
    """The local database cannot run: a sentence for a person, and what Django's callers expect."""


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, with the psql that came with the server."""

    connection: "DatabaseWrapper"

    def runshell(self, parameters: Iterable[str]) -> None:
        """Runs psql on this connection's database."""
        address = self.connection.find_address()
        self.connection.settings_dict.update({key.upper(): address[key] for key in address})
        programs = self.connection.server.installation / POSTGRESQL / "bin"
        type(self).executable_name = str(programs / "psql")
        super().runshell(parameters)


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """A connection to the local database, whose server starts with the first one."""

    client_class = DatabaseClient

    @cached_property
    def server(self) -> LocalServer:
        """The server of this project's var/ folder."""
        run_as = os.environ.get("LOCAL_DATABASE_USER") or "nobody"
        return LocalServer(settings.VAR_DIR / "postgres", run_as, find_installation())

    def find_address(self) -> dict[str, str]:
        """Where the server listens; it runs when this returns."""
        try:
            return self.server.ensure_running()
        except SetupError as error:
            raise DatabaseUnavailable(str(error)) from error

    def get_connection_params(self) -> dict[str, Any]:
        """The parameters of PostgreSQL's backend, and the server's address."""
        return {**super().get_connection_params(), **self.find_address()}

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection; waits while a server that was killed is coming back."""
        deadline = time.monotonic() + RESTART_SECONDS
        while True:
            try:
                return super().get_new_connection(conn_params)
            except ConnectionFailed:
                if self.is_answering(conn_params) or time.monotonic() > deadline:
                    raise
                time.sleep(LOOK_SECONDS)
                conn_params = {**conn_params, **self.find_address()}

    def is_answering(self, conn_params: dict[str, Any]) -> bool:
        """Whether a server listens there and takes connections, whatever it says to ours."""
        address = make_conninfo(host=conn_params["host"], port=conn_params["port"])
        return PGconn.ping(address.encode()) == Ping.OK
