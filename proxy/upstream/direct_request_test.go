package upstream

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// got is a request as a server reads it.
type got struct {
	Line, Host string
	Header     http.Header
	Length     int64
	Coding     []string
	Body       string
}

func TestRequestsAreThoseOfNetHTTP(t *testing.T) {
	spoiling(t)
	theirs, ours := transports(t, time.Minute)
	var mu sync.Mutex
	var last got
	server := serve(t, true, func(c *net.TCPConn, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		last = got{r.Method + " " + r.RequestURI + " " + r.Proto, r.Host, r.Header, r.ContentLength, r.TransferEncoding, string(body)}
		mu.Unlock()
		_, _ = io.WriteString(c, ok+"Content-Length: 2\r\n\r\n{}")
		return true
	})
	header := http.Header{"Accept": {"a", "b"}, "Content-Type": {" application/json\t"}, "Idempotency-Key": {"ä €"}, "Openai-Beta": {""}}
	calls := map[string]func() Call{
		"a list":          get,
		"a query":         func() Call { c := get(); c.Query = "a=b&c=%20%0a+%2F"; return c },
		"a model":         func() Call { c := get(); c.Endpoint = "models/a b/ä%"; return c },
		"headers":         func() Call { c := get(); c.Header = header; return c },
		"the head":        func() Call { c := get(); c.Method = http.MethodHead; return c },
		"a post of none":  func() Call { c := get(); c.Method = http.MethodPost; return c },
		"a put of none":   func() Call { c := get(); c.Method = http.MethodPut; return c },
		"a patch of none": func() Call { c := get(); c.Method = http.MethodPatch; return c },
		"a delete":        func() Call { c := get(); c.Method = http.MethodDelete; return c },
	}
	for _, size := range []int{1, 1000, together - 1, together, together + 1, atOnce, atOnce + 1, 200_000, 3 << 20} {
		calls[fmt.Sprint("a body of ", size)] = func() Call {
			whole := bytes.Repeat([]byte("0123456789abcde\n"), size/16+1)[:size]
			return posted([][]byte{whole[:size/3], whole[size/3 : size/2], whole[size/2:]}, nil)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		t.Run(name, func(t *testing.T) {
			read := func(rt http.RoundTripper) got {
				if o := ask(t.Context(), at(t, server.url+"/base", rt), calls[name](), 100); o.Code != "" || o.Body != "{}" && calls[name]().Method != http.MethodHead {
					t.Fatalf("%+v", o)
				}
				mu.Lock()
				defer mu.Unlock()
				return last
			}
			want := read(theirs)
			for range 2 { // on a new connection, on a kept one
				if is := read(ours); !reflect.DeepEqual(is, want) {
					is.Body, want.Body = fmt.Sprint(len(is.Body), " bytes"), fmt.Sprint(len(want.Body), " bytes")
					t.Errorf("net/http: %+v\ndirect:   %+v", want, is)
				}
			}
		})
	}
}

// TestWhatIsNotPlainGoesToNetHTTP: net/http has an answer of its own to all of it.
func TestWhatIsNotPlainGoesToNetHTTP(t *testing.T) {
	const address = "http://127.0.0.1:1/v1/models"
	request := func(change func(r *http.Request)) *http.Request {
		r, err := http.NewRequest(http.MethodPost, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", "Keyport")
		call := Call{Body: [][]byte{[]byte("{}")}}
		call.setBody(r)
		change(r)
		return r
	}
	if !plain(request(func(*http.Request) {})) {
		t.Fatal("a plain request is none")
	}
	for name, change := range map[string]func(r *http.Request){
		"TLS":                    func(r *http.Request) { r.URL.Scheme = "https" },
		"another host":           func(r *http.Request) { r.Host = "example.com" },
		"no URL of its own":      func(r *http.Request) { r.URL.Opaque = "//x/y" },
		"a line break in it":     func(r *http.Request) { r.URL.RawQuery = "a\r\nX: y" },
		"a space in it":          func(r *http.Request) { r.URL.RawQuery = "a HTTP/1.1" },
		"a tab in it":            func(r *http.Request) { r.URL.RawQuery = "a\tb" },
		"a method with a space":  func(r *http.Request) { r.Method = "GET /" },
		"no method":              func(r *http.Request) { r.Method = "" },
		"a tunnel":               func(r *http.Request) { r.Method = http.MethodConnect },
		"a body that streams":    func(r *http.Request) { r.GetBody = nil },
		"an unknown length":      func(r *http.Request) { r.ContentLength = -1 },
		"a length without body":  func(r *http.Request) { r.Body = nil },
		"a foreign body":         func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("{}")) },
		"trailers":               func(r *http.Request) { r.Trailer = http.Header{"A": nil} },
		"a coding":               func(r *http.Request) { r.TransferEncoding = []string{"chunked"} },
		"closing":                func(r *http.Request) { r.Close = true },
		"a header's line break":  func(r *http.Request) { r.Header["X-A"] = []string{"a\r\nX-B: c"} },
		"a header's zero byte":   func(r *http.Request) { r.Header["X-A"] = []string{"a\x00"} },
		"a header's name":        func(r *http.Request) { r.Header["X A"] = []string{"a"} },
		"a header without name":  func(r *http.Request) { r.Header[""] = []string{"a"} },
		"connection":             func(r *http.Request) { r.Header.Set("Connection", "close") },
		"transfer-encoding":      func(r *http.Request) { r.Header.Set("Transfer-Encoding", "chunked") },
		"another length":         func(r *http.Request) { r.Header.Set("Content-Length", "7") },
		"another coding, small":  func(r *http.Request) { r.Header["transfer-encoding"] = []string{"chunked"} },
		"another length, small":  func(r *http.Request) { r.Header["content-length"] = []string{"7"} },
		"expect":                 func(r *http.Request) { r.Header.Set("Expect", "100-continue") },
		"upgrade":                func(r *http.Request) { r.Header.Set("Upgrade", "h2c") },
		"no program":             func(r *http.Request) { r.Header.Del("User-Agent") },
		"a program of no name":   func(r *http.Request) { r.Header.Set("User-Agent", "") },
		"two programs":           func(r *http.Request) { r.Header.Add("User-Agent", "x") },
		"a host that is encoded": func(r *http.Request) { r.URL.Host, r.Host = "münchen:1", "münchen:1" },
	} {
		if r := request(change); plain(r) && dialAddress(r.URL) != "" {
			t.Errorf("%s is plain", name)
		}
	}
}

func TestAddressesAreDialedAsNetHTTPDoes(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1:11434": "127.0.0.1:11434", "localhost": "localhost:80", "Host.Local:8080": "Host.Local:8080", "[::1]:1234": "[::1]:1234", "[fd00::1]": "[fd00::1]:80",
		"[fe80::1%eth0]:80": "", "münchen": "", "": "", ":80": "",
	} {
		u := &url.URL{Scheme: "http", Host: host}
		if got := dialAddress(u); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
}
