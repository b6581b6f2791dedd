#!/usr/bin/env python3
"""A receiver of webhooks for tests, with nothing of the project's own: it verifies signatures with hmac.

    receiver.py FOLDER STATUS…

Listens on a free port of the loopback interface and writes that to FOLDER/port. Answers with the statuses one after the
other, the last one again and again; 0 is no answer for a minute. A 302 leads to /elsewhere, a 299 has no end. Each request is a line of
FOLDER/received: path, webhook-id, whether a secret of FOLDER/secrets (one a line) signed it, and its content.
"""
import base64
import hmac
import http.server
import json
import pathlib
import sys
import threading
import time

FOLDER = pathlib.Path(sys.argv[1])
STATUSES = [int(status) for status in sys.argv[2:]]
lock = threading.Lock()


def is_signed(headers, body):
    """Whether one of the secrets signed a message of the last five minutes."""
    secrets = FOLDER / "secrets"
    if not secrets.exists() or abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = ["v1," + base64.b64encode(
        hmac.digest(base64.b64decode(line.removeprefix("whsec_")), content, "sha256")).decode()
        for line in secrets.read_text().split()]
    return any(hmac.compare_digest(one, signature)
               for one in expected for signature in headers["webhook-signature"].split(" "))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        with lock:
            status = STATUSES.pop(0) if len(STATUSES) > 1 else STATUSES[0]
            with open(FOLDER / "received", "a") as received:
                received.write(json.dumps({
                    "path": self.path, "id": self.headers["webhook-id"], "is_signed": is_signed(self.headers, body),
                    "content_type": self.headers["content-type"], "content": json.loads(body)}) + "\n")
        if status == 0:
            time.sleep(60)
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        if status != 299:
            self.send_header("Content-Length", "0")
        self.end_headers()
        while status == 299:
            self.wfile.write(b"x" * 4096)

    do_GET = do_POST

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass  # What the service has broken off.

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
(FOLDER / "port.new").write_text(str(server.server_port))
(FOLDER / "port.new").rename(FOLDER / "port")
server.serve_forever()
