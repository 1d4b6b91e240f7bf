import socket

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', 2000))
s.listen(5)
while True:
    cs, address = s.accept()
    print('got connected from', address)
    cs.send(b'hello I am server,welcome')
    ra = cs.recv(1024)
    print(ra.decode())
    cs.close()
