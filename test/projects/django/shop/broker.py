"""A queue in Redis by its own protocol (RESP), since the image has no package for it."""

import os
import socket


class Broker:
    def __init__(self):
        place = (os.environ["BROKER_HOST"], int(os.environ["BROKER_PORT"]))
        self.file = socket.create_connection(place, 10).makefile("rwb")

    def send(self, text):
        self._call("LPUSH", "celery", text)

    def receive(self):
        """Waits a second; None where nothing came."""
        answer = self._call("BRPOP", "celery", "1")
        return answer and answer[1].decode()

    def _call(self, *words):
        self.file.write(b"*%d\r\n" % len(words))
        for word in map(str.encode, words):
            self.file.write(b"$%d\r\n%s\r\n" % (len(word), word))
        self.file.flush()
        return self._answer()

    def _answer(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:].strip()
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return None if rest == b"-1" else [self._answer() for _ in range(int(rest))]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return rest
