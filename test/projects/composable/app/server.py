import os
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        sums = [["node", "-p", "20 + 22"], ["ruby", "-e", "puts 20 + 22"]]
        answers = [subprocess.check_output(words).decode() for words in sums]
        with open("built.txt") as file:
            text = file.read() + "".join(answers)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
