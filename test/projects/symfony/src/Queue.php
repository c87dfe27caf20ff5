<?php

namespace App;

/** A list in Redis, spoken to by its own protocol (RESP), since the image has no extension for it. */
final class Queue
{
    /** @var resource */
    private $socket;

    public function __construct()
    {
        $place = getenv('QUEUE_HOST') . ':' . getenv('QUEUE_PORT');
        $this->socket = stream_socket_client("tcp://$place", timeout: 10);
    }

    public function send(string $message): void
    {
        $this->call('LPUSH', 'async', $message);
    }

    /** Waits a second; null where nothing came. */
    public function receive(): ?string
    {
        return $this->call('BRPOP', 'async', '1')[1] ?? null;
    }

    private function call(string ...$words): mixed
    {
        $text = '*' . count($words) . "\r\n";
        foreach ($words as $word) {
            $text .= '$' . strlen($word) . "\r\n$word\r\n";
        }
        fwrite($this->socket, $text);
        return $this->answer();
    }

    private function answer(): mixed
    {
        $line = rtrim((string) fgets($this->socket));
        $rest = substr($line, 1);
        return match ($line[0] ?? '') {
            '$' => $rest === '-1' ? null : substr(stream_get_contents($this->socket, (int) $rest + 2), 0, -2),
            '*' => $rest === '-1' ? [] : array_map(fn () => $this->answer(), range(1, (int) $rest)),
            '-' => throw new \RuntimeException($rest),
            default => $rest,
        };
    }
}
