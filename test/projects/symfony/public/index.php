<?php

require dirname(__DIR__) . '/vendor/autoload.php';

header('Content-Type: text/plain');
$path = (string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
echo (new App\Kernel())->handle($_SERVER['REQUEST_METHOD'], $path);
