"""The proxy of docker-compose.yml as a process of a test: nginx with our own file, in front of a site."""

import re
import socket
import ssl
import subprocess
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path

from django.conf import settings

from tests.processes import PATIENCE, reserve_port, wait_until

# As the image's own file holds ours.
AROUND = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    keepalive_timeout 65;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/replies;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
CERTIFICATE = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
# What a slow client is given: here longer than any test, so that none is ended meanwhile.
TIMES = re.compile(r"(client_(?:header|body)_timeout) \w+")


class Proxy:
    """nginx on loopback, which hands on to `address`."""

    def __init__(self, folder: Path, address: str) -> None:
        folder.mkdir()
        self.port = reserve_port()
        self.folder, self.log = folder, folder / "nginx.log"
        self.log.touch()
        made = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
        subprocess.run([*CERTIFICATE.split(), *made], check=True, capture_output=True)
        ours = TIMES.sub(r"\1 600s", (settings.BASE_DIR / "deploy" / "nginx.conf").read_text())
        places = {
            "/etc/nginx/tls": str(folder),
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{reserve_port()}",
            "http://web:8000": address,
        }
        for place, here in places.items():
            assert place in ours
            ours = ours.replace(place, here)
        (folder / "site.conf").write_text(re.sub(r"listen \[.*", "", ours))
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
        self.context = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))

    def start(self) -> None:
        """Starts it, and returns once it takes connections."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                ["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf"],
                stdout=log,
                stderr=log,
            )
        wait_until(self.is_up, self.log)

    def is_up(self) -> bool:
        """Whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        """Ends it."""
        self.server.terminate()
        self.server.wait(PATIENCE)

    def begin(self, words: bytes) -> socket.socket:
        """A client that has said these words and says nothing more."""
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        client = self.context.wrap_socket(raw, server_hostname="localhost")
        client.sendall(words)
        return client

    def visit(self, path: str) -> int:
        """The status of an address."""
        client = HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=self.context)
        with closing(client):
            client.request("GET", path)
            return client.getresponse().status
