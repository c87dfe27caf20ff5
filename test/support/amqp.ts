/** Logs in as AMQP 0-9-1 has it, and opens a virtual host: Start, Tune and Open-Ok are what the server says. */
export const amqp = `
import os, socket, struct, base64, json
item = json.loads(base64.b64decode(os.environ['PLATFORM_RELATIONSHIPS']))['queue'][0]
s = socket.create_connection((item['host'], item['port']), 10)
def frame():
    kind, channel, size = struct.unpack('>BHI', s.recv(7, socket.MSG_WAITALL))
    body = s.recv(size + 1, socket.MSG_WAITALL)
    return struct.unpack('>HH', body[:4])
def send(cls, method, payload):
    body = struct.pack('>HH', cls, method) + payload
    s.sendall(struct.pack('>BHI', 1, 0, len(body)) + body + b'\\xce')
short = lambda t: bytes([len(t)]) + t
long = lambda t: struct.pack('>I', len(t)) + t
s.sendall(b'AMQP\\0\\0\\x09\\x01')
print(frame())
secret = b'\\0' + item['username'].encode() + b'\\0' + item['password'].encode()
send(10, 11, long(b'') + short(b'PLAIN') + long(secret) + short(b'en_US'))
print(frame())
send(10, 31, struct.pack('>HIH', 2047, 131072, 0))
send(10, 40, short(b'orders') + short(b'') + b'\\0')
print(frame())
`;
