<?php

namespace App;

final class Kernel
{
    private const MAILS = '/app/var/data/mails.txt';

    public function handle(string $method, string $path): string
    {
        return match ("$method $path") {
            'GET /' => 'shop in ' . getenv('APP_ENV') . ', warmed up: ' . file_get_contents('/app/build.txt'),
            'POST /orders' => $this->order(),
            'GET /mails' => (string) @file_get_contents(self::MAILS),
            default => $this->notFound($path),
        };
    }

    public function consume(): void
    {
        $running = true;
        pcntl_async_signals(true);
        pcntl_signal(SIGTERM, function () use (&$running) {
            $running = false;
        });
        $queue = new Queue();
        while ($running) {
            $order = $queue->receive();
            if ($order !== null) {
                file_put_contents(self::MAILS, "mail for order $order\n", FILE_APPEND);
            }
        }
    }

    private function order(): string
    {
        $order = bin2hex(random_bytes(4));
        (new Queue())->send($order);
        return $order;
    }

    private function notFound(string $path): string
    {
        http_response_code(404);
        return "no page at $path";
    }
}
