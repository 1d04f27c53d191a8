package proxy

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"keyport/proxy/dialect"
)

// walk is an honest request of one route, which an attack changes in one point.
type walk struct {
	method, path, body string
	headers            map[string]string
}

// attacks has at least one entry for every gate. change returns false where an
// attack does not exist for a route.
var attacks = []struct {
	name   string
	status int
	change func(r *route, w *walk) bool
	config func(*Config)
}{
	{"an upgrade", 426, header("Upgrade", "websocket"), nil},
	{"an encoded letter", 400, path("/work", "/w%6frk"), nil},
	{"a way up", 400, path("/work", "/x/../work"), nil},
	{"an encoded slash", 400, path("/work/", "/work%2f"), nil},
	{"a foreign host", 403, header("Host", "evil.example"), nil},
	{"a page's origin", 403, header("Origin", "https://evil.example"), nil},
	{"a page without origin", 403, header("Sec-Fetch-Site", "cross-site"), nil},
	{"another prefix", 404, path("/work", "/other"), nil},
	{"another private address", 404, path(testAddress, testAddress[1:]+"x"), nil},
	{"no password", 401, func(_ *route, w *walk) bool {
		delete(w.headers, "Authorization")
		return !strings.Contains(w.path, testAddress)
	}, nil},
	{"a wrong password", 401, func(_ *route, w *walk) bool {
		w.headers["Authorization"] = "Bearer " + testPassword[1:]
		return !strings.Contains(w.path, testAddress)
	}, nil},
	{"the private address as password", 401, func(_ *route, w *walk) bool {
		w.headers["Authorization"] = "Bearer " + testAddress
		return !strings.Contains(w.path, testAddress)
	}, nil},
	{"a pause", 503, func(*route, *walk) bool { return true }, func(c *Config) { c.Paused = true }},
	{"the end of the program", 503, func(*route, *walk) bool { return true }, func(c *Config) { c.Ending = true }},
	{"another method", 405, func(_ *route, w *walk) bool { w.method = http.MethodPatch; return true }, nil},
	{"another case", 404, func(r *route, w *walk) bool {
		w.path = strings.TrimSuffix(w.path, r.Endpoint) + strings.ToUpper(r.Endpoint)
		return !strings.Contains(r.Endpoint, "{") && !strings.Contains(r.Endpoint, "api/")
	}, nil},
	{"a longer path", 404, func(r *route, w *walk) bool { w.path += "/more"; return !strings.Contains(r.Endpoint, "models") }, nil},
	{"text", 415, func(r *route, w *walk) bool { w.headers["Content-Type"] = "text/plain"; return r.JSON || r.Form }, nil},
	{"a compressed body", 415, func(r *route, w *walk) bool { w.headers["Content-Encoding"] = "br"; return r.JSON || r.Form }, nil},
	{"one request too many", 429, func(r *route, _ *walk) bool { return r.Costs }, func(c *Config) { c.Limits.PerMinute = 1 }},
}

func header(name, value string) func(*route, *walk) bool {
	return func(_ *route, w *walk) bool { w.headers[name] = value; return true }
}

func path(old, now string) func(*route, *walk) bool {
	return func(_ *route, w *walk) bool {
		before := w.path
		w.path = strings.Replace(w.path, old, now, 1)
		return w.path != before
	}
}

// TestNothingIsReachedAroundTheGates walks every route on every way in: what
// one gate refuses never reaches what stands behind the chain.
func TestNothingIsReachedAroundTheGates(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Prefix = "/work"
	cfg.Allow = []string{"POST /files", "GET /files"}
	tried := map[string]int{}
	for _, r := range routesOf(t, cfg) {
		for _, in := range ways(r.Endpoint) {
			t.Run(r.Name()+" at "+strings.Replace(in, testAddress, "address", 1), func(t *testing.T) {
				if status, reached := try(t, cfg, honest(r, in)); !reached {
					t.Fatalf("an honest request got %d", status)
				}
				for _, a := range attacks {
					w, cfg := honest(r, in), cfg
					if !a.change(r, &w) {
						continue
					}
					if a.config != nil {
						a.config(&cfg)
					}
					if cfg.Limits.PerMinute > 0 {
						if _, reached := try(t, cfg, w, w); reached {
							t.Errorf("%s: the second request was served", a.name)
						}
						tried[a.name]++
						continue
					}
					if status, reached := try(t, cfg, w); reached || status != a.status {
						t.Errorf("%s: status %d, want %d; reached: %v", a.name, status, a.status, reached)
					}
					tried[a.name]++
				}
			})
		}
	}
	for _, a := range attacks {
		if tried[a.name] == 0 {
			t.Errorf("%s was never tried", a.name)
		}
	}
	if n := len(up.requests()); n != 0 {
		t.Errorf("the upstream saw %d requests", n)
	}
	t.Log(tried)
}

// routesOf are the routes of a configuration.
func routesOf(t *testing.T, cfg Config) []*route {
	s := serve(t, cfg)
	var all []*route
	for _, r := range s.snap.Load().routes {
		all = append(all, r)
	}
	if len(all) < len(openAI)+len(ollamaAPI) {
		t.Fatalf("%d routes", len(all))
	}
	return all
}

// ways are the addresses below which an endpoint is served.
func ways(endpoint string) []string {
	if strings.HasPrefix(endpoint, "api/") {
		return []string{"/work/", "/work/" + testAddress + "/"}
	}
	return []string{"/work/", "/work/v1/", "/work/" + testAddress + "/v1/"}
}

func honest(r *route, in string) walk {
	w := walk{method: r.Method, path: in + strings.Replace(r.Endpoint, "{id}", "gpt-4o", 1), headers: map[string]string{"Authorization": "Bearer " + testPassword}}
	if strings.Contains(in, testAddress) {
		delete(w.headers, "Authorization")
	}
	switch {
	case r.JSON:
		w.body, w.headers["Content-Type"] = `{"model":"gpt-4o"}`, "application/json"
	case r.Form:
		w.body, w.headers["Content-Type"] = "--x--", "multipart/form-data; boundary=x"
	}
	return w
}

// try sends requests one after another to a handler whose every route only
// notes that it was reached. It returns what became of the last one.
func try(t *testing.T, cfg Config, requests ...walk) (status int, reached bool) {
	t.Helper()
	s := serve(t, cfg)
	defer s.Handler.Close()
	defer s.Server.Close()
	var served atomic.Int64
	for _, r := range s.snap.Load().routes {
		r.local = func(x *exchange) *dialect.Error {
			served.Add(1)
			return x.writeJSON(map[string]bool{"reached": true})
		}
	}
	for _, w := range requests {
		served.Store(0)
		var headers []string
		for name, value := range w.headers {
			headers = append(headers, name, value)
		}
		resp := call(t, w.method, s.URL+w.path, w.body, headers...)
		body := text(t, resp)
		status, reached = resp.StatusCode, served.Load() > 0
		for name := range resp.Header {
			if name == "Location" || strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("header %s left", name)
			}
		}
		if !reached && code(t, body) == "" {
			t.Errorf("no code: %s", body)
		}
	}
	return status, reached
}
