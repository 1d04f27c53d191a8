package control

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBrowserRequestsAreRefused(t *testing.T) {
	dir := seatDir(t)
	f := &fake{}
	start(t, f, dir)
	const plain = "Content-Type: application/json\r\n"
	cases := []struct {
		name, line, host, headers string
		status                    int
	}{
		{"as the client does", "POST /resume HTTP/1.1", "keyport", plain, 200},
		{"origin", "POST /resume HTTP/1.1", "keyport", plain + "Origin: http://evil.example\r\n", 403},
		{"null origin", "POST /resume HTTP/1.1", "keyport", plain + "Origin: null\r\n", 403},
		{"empty origin", "POST /resume HTTP/1.1", "keyport", plain + "Origin:\r\n", 403},
		{"referer", "POST /resume HTTP/1.1", "keyport", plain + "Referer: http://x\r\n", 403},
		{"sec-fetch", "POST /resume HTTP/1.1", "keyport", plain + "sec-fetch-site: none\r\n", 403},
		{"other host", "POST /resume HTTP/1.1", "localhost", plain, 403},
		{"host with port", "POST /resume HTTP/1.1", "keyport:80", plain, 403},
		{"absolute form", "POST http://evil.example/resume HTTP/1.1", "keyport", plain, 403},
		{"get", "GET /resume HTTP/1.1", "keyport", plain, 400},
		{"form", "POST /resume HTTP/1.1", "keyport", "Content-Type: text/plain\r\n", 400},
		{"no type", "POST /resume HTTP/1.1", "keyport", "", 400},
		{"unknown route", "POST /nothing HTTP/1.1", "keyport", plain, 404},
		{"attach with origin", "POST /window/attach HTTP/1.1", "keyport", plain + "Origin: http://evil.example\r\n", 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f.got = nil
			conn, err := net.Dial("unix", filepath.Join(dir, socketName))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "%s\r\nHost: %s\r\n%sContent-Length: 2\r\nConnection: close\r\n\r\n{}", c.line, c.host, c.headers)
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != c.status {
				t.Errorf("status %d: %s", resp.StatusCode, body)
			}
			if c.status != 200 && len(f.got) != 0 {
				t.Errorf("the call went through: %v", f.got)
			}
			for name := range resp.Header {
				if strings.HasPrefix(name, "Access-Control") {
					t.Errorf("answered with %s", name)
				}
			}
		})
	}
}

// No route is reached around what refuses browsers.
func TestNoRouteIsThereForWebPages(t *testing.T) {
	dir := seatDir(t)
	f := &fake{}
	start(t, f, dir)
	routes := append(slices.Collect(maps.Keys(methods)), routeAttach, routeTest)
	for _, route := range routes {
		for _, header := range []string{"Origin: null", "Referer: http://x", "Sec-Fetch-Site: none"} {
			conn, err := net.Dial("unix", filepath.Join(dir, socketName))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: keyport\r\nContent-Type: application/json\r\n%s\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", route, header)
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(route, err)
			}
			if resp.StatusCode != http.StatusForbidden || len(f.got) != 0 {
				t.Errorf("%s with %s: %d, calls %v", route, header, resp.StatusCode, f.got)
			}
			_ = conn.Close()
		}
	}
}

func TestHugeBodyIsRefused(t *testing.T) {
	dir := seatDir(t)
	f := &fake{}
	start(t, f, dir)
	if _, err := dial(t, dir).Import(t.Context(), strings.Repeat("x", maxBody+1)); err == nil || len(f.got) != 0 {
		t.Fatalf("%v, %d calls", err, len(f.got))
	}
}
