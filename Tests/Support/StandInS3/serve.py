"""A stand-in for S3 on loopback: moto, which checks signatures with botocore's own signer.

Prints one line when it answers: "ready PORT KEY_ID SECRET". The bucket is called "bucket"; what the keys
may do is what a service needs, and not more. Reads words from its standard input, each answered by one
line, and ends with it:

  stop                refuse connections; what is stored stays
  silence             take connections and never answer
  start               answer again, and as ever
  answer STATUS CODE  answer every request with this status and word
  plain               know no conditional requests, as older stores do
  late                store what is put, and say that there was a fault
  secure CERT KEY     tell the port where TLS is spoken, from now on
  count               tell how many objects there are
  spoil               change a byte of every object
  empty               remove every object
"""

import json
import logging
import os
import socket
import sys
import threading

# Before moto is imported.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import boto3  # noqa: E402
from moto import settings  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication, MotoRequestHandler, create_backend_app)
from werkzeug.serving import make_server  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)
BUCKET = "bucket"


class Answering:
    """moto, or what it is told to be instead."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.manner = []

    def __call__(self, environ, start_response):
        manner = self.manner
        if manner[:1] == ["plain"]:
            manner = ["answer", "501", "NotImplemented"] if "HTTP_IF_NONE_MATCH" in environ else []
        if manner[:1] == ["late"] and environ["REQUEST_METHOD"] == "PUT":
            list(self.moto(environ, lambda *_: None))
            manner = ["answer", "500", "InternalError"]
        if manner[:1] != ["answer"]:
            return self.moto(environ, start_response)
        if self.manner[0] != "late":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response(f"{manner[1]} Told", [("Content-Type", "application/xml")])
        return [f"<Error><Code>{manner[2]}</Code></Error>".encode()]


class StandIn:
    def __init__(self):
        self.answering = Answering()
        self.server = self.silent = None
        # Below the range from which the system gives ports to clients, one of which could have taken it
        # while it was closed.
        for self.port in (20000 + (os.getpid() + 1237 * k) % 10000 for k in range(20)):
            try:
                self.start()
                break
            except (OSError, SystemExit):
                continue
        else:
            sys.exit("no port")
        setup = {"aws_access_key_id": "setup", "aws_secret_access_key": "setup"}
        self.client("s3", setup).create_bucket(Bucket=BUCKET)
        iam = self.client("iam", setup)
        iam.create_user(UserName="service")
        for name, actions in {"service": ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"],
                              "test": ["s3:ListBucket"]}.items():
            iam.put_user_policy(
                UserName="service", PolicyName=name,
                PolicyDocument=json.dumps({
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}))
        made = iam.create_access_key(UserName="service")["AccessKey"]
        self.keys = {"aws_access_key_id": made["AccessKeyId"],
                     "aws_secret_access_key": made["SecretAccessKey"]}
        # From here on every request is checked.
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
        self.s3 = self.client("s3", self.keys)

    def serve(self, port, certificate=None):
        server = make_server("127.0.0.1", port, self.answering, threaded=True,
                             request_handler=MotoRequestHandler, ssl_context=certificate)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def start(self):
        self.answering.manner = []
        if not self.server:
            self.stop()
            self.server = self.serve(self.port)

    def client(self, service, keys):
        return boto3.client(service, endpoint_url=f"http://127.0.0.1:{self.port}",
                            region_name="us-east-1", **keys)

    def objects(self):
        return [found["Key"] for found in
                self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
        if self.silent:
            self.silent.close()
            self.silent = None

    def run(self, word, *arguments):
        if word == "stop":
            self.stop()
        elif word == "silence":
            self.stop()
            self.silent = socket.socket()
            self.silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.silent.bind(("127.0.0.1", self.port))
            self.silent.listen(64)
        elif word == "start":
            self.start()
        elif word in ("answer", "plain", "late"):
            self.answering.manner = [word, *arguments]
        elif word == "secure":
            return self.serve(0, tuple(arguments)).server_address[1]
        elif word == "count":
            return len(self.objects())
        elif word == "spoil":
            for key in self.objects():
                body = self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
                self.s3.put_object(Bucket=BUCKET, Key=key, Body=bytes([body[0] ^ 1]) + body[1:])
        elif word == "empty":
            for key in self.objects():
                self.s3.delete_object(Bucket=BUCKET, Key=key)
        else:
            sys.exit(f"no word: {word}")
        return "done"


def say(text):
    # At once, whatever buffering there is: the reader takes what comes for the whole line.
    os.write(1, f"{text}\n".encode())


def main():
    stand_in = StandIn()
    keys = stand_in.keys
    say(f"ready {stand_in.port} {keys['aws_access_key_id']} {keys['aws_secret_access_key']}")
    for line in sys.stdin:
        say(stand_in.run(*line.split()))


if __name__ == "__main__":
    main()
