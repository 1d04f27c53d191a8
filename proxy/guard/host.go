package guard

import (
	"net"
	"net/http"
	"strconv"
	"strings"

	"keyport/proxy/dialect"
)

// host stops DNS rebinding (Ollama's CVE-2024-28224): a web page whose own name was pointed at
// 127.0.0.1 sends that name as Host. Only localhost, 127.0.0.1 and [::1] with
// the port of the connection itself, and the names in Hosts, are accepted.
// There are no suffix rules: names under .local can be claimed by anybody in
// the network, and Ollama's own list was bypassed through them.
func (g *Gates) host(q *Request) *dialect.Error {
	host := strings.ToLower(q.HTTP.Host)
	var room [8]byte // a port is shorter
	port := string(appendPort(room[:0], q.HTTP))
	name, p, found := cutPort(host)
	if !found {
		p = "80" // what a browser leaves out
	}
	if p == port {
		switch name {
		case "localhost", "127.0.0.1", "[::1]":
			return nil
		}
	}
	for _, e := range g.Hosts {
		e = strings.ToLower(e)
		if host == e || (name == e && p == port) {
			return nil
		}
	}
	return &dialect.Error{
		Status: http.StatusForbidden, Code: "host_not_allowed",
		Message: "Keyport only answers to localhost. If an app must use another host name, add it to listen.hosts in the settings.",
	}
}

// appendPort appends the port that the client connected to.
func appendPort(dst []byte, r *http.Request) []byte {
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		return strconv.AppendInt(dst, int64(addr.Port), 10)
	}
	return dst
}

// cutPort splits "name:port", keeping the brackets of an IPv6 name.
func cutPort(host string) (name, port string, found bool) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || strings.HasSuffix(host, "]") {
		return host, "", false
	}
	return host[:i], host[i+1:], true
}
