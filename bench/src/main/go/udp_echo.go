// The echo server of datagrams in Go: one goroutine.
//
//	udp_echo udp [PORT]
package main

import (
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	port := "0"
	if len(os.Args) > 2 {
		port = os.Args[2]
	}
	address, err := net.ResolveUDPAddr("udp4", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	socket, err := net.ListenUDP("udp4", address)
	if err != nil {
		log.Fatal(err)
	}
	if err := socket.SetReadBuffer(1024 * 1024); err != nil {
		log.Fatal(err)
	}
	fmt.Println("port", socket.LocalAddr().(*net.UDPAddr).Port)
	buffer := make([]byte, 64*1024)
	for {
		count, sender, err := socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			log.Print(err)
			continue
		}
		if _, err := socket.WriteToUDPAddrPort(buffer[:count], sender); err != nil {
			log.Print(err)
		}
	}
}
