#!/bin/sh
# openssl s_server as the others are called: MODE PORT CHAIN KEY. It throws away what it gets. It
# does not tell its port, so one that is free is chosen here, and told once it is listened at.
set -eu
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
line=$(printf ':%04X ' "$port")
(
  tries=0
  until grep -q "0100007F$line.* 0A " /proc/net/tcp; do
    tries=$((tries + 1))
    [ $tries -lt 1000 ] || exit 1
    sleep 0.01
  done
  echo "port $port"
) &
exec openssl s_server -quiet -accept "127.0.0.1:$port" -cert "$3" -key "$4" >/dev/null
