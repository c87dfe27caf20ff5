import os
import signal
import sys

from shop.broker import Broker


def worker():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    broker = Broker()
    while True:
        name = broker.receive()
        if name is not None:
            with open(os.path.join("media", name), "w") as file:
                file.write(f"thumbnail of {name}\n")


def beat():
    Broker().send("beat")


if __name__ == "__main__":
    {"worker": worker, "beat": beat}[sys.argv[1]]()
