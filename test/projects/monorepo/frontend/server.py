import os
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

backend = f"http://{os.environ['BACKEND_HOST']}:{os.environ['BACKEND_PORT']}/"


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        files = urllib.request.urlopen(backend, timeout=10).read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the api has " + files)


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
