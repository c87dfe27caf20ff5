import os
import socketserver
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler

from shop.broker import Broker


def application(environ, start_response):
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if method == "POST" and path == "/thumbnails":
        name = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        Broker().send(name)
        status, body = "202 Accepted", "on its way"
    elif path.startswith("/media/"):
        try:
            with open(os.path.join("media", os.path.basename(path))) as file:
                status, body = "200 OK", file.read()
        except FileNotFoundError:
            status, body = "404 Not Found", "not yet"
    else:
        status, body = "200 OK", "django here"
    start_response(status, [("Content-Type", "text/plain")])
    return [body.encode()]


class Handler(WSGIRequestHandler):
    def address_string(self):
        return "router"

    def handle(self):
        self.raw_requestline = self.rfile.readline()
        if not self.parse_request():
            return
        environ = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": self.path.partition("?")[0],
            "CONTENT_LENGTH": self.headers.get("content-length", "0"),
            "SERVER_PROTOCOL": "HTTP/1.1",
        }
        ServerHandler(self.rfile, self.wfile, self.get_stderr(), environ).run(application)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def serve():
    place = os.environ["SOCKET"]
    if os.path.exists(place):
        os.unlink(place)
    Server(place, Handler).serve_forever()
