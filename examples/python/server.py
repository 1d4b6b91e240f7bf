import socket

address = ('127.0.0.1', 31500)
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(address)
s.listen(5)
ss, addr = s.accept()
print('got connected from', addr)
ss.send(b'byebye')
ra = ss.recv(512)
print(ra.decode())
ss.close()
s.close()
