// The echo server in Go: a goroutine per connection.
//
//	echo echo|connect|sink [PORT]
package main

import (
	"fmt"
	"log"
	"net"
	"os"
)

func serve(connection net.Conn, size int, echo bool) {
	defer connection.Close()
	buffer := make([]byte, size)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if echo {
			if _, err := connection.Write(buffer[:count]); err != nil {
				return
			}
		}
	}
}

func main() {
	port := "0"
	if len(os.Args) > 2 {
		port = os.Args[2]
	}
	size := map[string]int{"echo": 16 * 1024, "connect": 1, "sink": 64 * 1024}[os.Args[1]]
	listener, err := net.Listen("tcp4", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Print(err)
			continue
		}
		go serve(connection, size, os.Args[1] != "sink")
	}
}
