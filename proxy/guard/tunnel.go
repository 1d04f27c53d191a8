package guard

import (
	"net/http"
	"slices"
	"strings"

	"keyport/proxy/dialect"
)

// tunnel stops requests for a connection of their own: an upgraded one, or one
// to another host, would be a raw tunnel past every filter (GO-2026-6089).
//
// An upgrade to "h2c" alone is passed over, as RFC 9110 section 7.8 lets a
// server do: Java's HttpClient offers it on every plain connection, and
// JetBrains' plugins are built on that.
func (g *Gates) tunnel(q *Request) *dialect.Error {
	if q.HTTP.Method == http.MethodConnect {
		return &dialect.Error{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Message: "Keyport is no network proxy."}
	}
	if slices.ContainsFunc(q.HTTP.Header["Upgrade"], func(up string) bool { return up != "" && !strings.EqualFold(up, "h2c") }) {
		return &dialect.Error{Status: http.StatusUpgradeRequired, Code: "upgrade_refused", Message: "Keyport does not take WebSocket connections."}
	}
	return nil
}
