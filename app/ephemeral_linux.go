package app

import (
	"fmt"
	"os"
)

// lentPorts is the range from which the system takes ports for connections that
// programs make; whoever gets one holds it for a while.
func lentPorts() (first, last int) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if _, failed := fmt.Sscan(string(text), &first, &last); err != nil || failed != nil {
		return 32768, 60999 // ip(7)
	}
	return first, last
}
