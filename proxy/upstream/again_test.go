package upstream

import (
	"math/rand/v2"
	"net/http"
	"reflect"
	"testing"

	"keyport/proxy/secret"
)

// TestARequestIsMadeOfItsOwnCall: whatever went out before it.
func TestARequestIsMadeOfItsOwnCall(t *testing.T) {
	for _, kind := range []string{KindOpenAI, KindAzure, KindAnthropic} {
		config := Config{
			Name: "test", Kind: kind, URL: "https://api.example.com/v1", Headers: map[string]string{"X-Team": "a"},
			Key: secret.New("sk-0123456789"), KeyOrigin: "https://api.example.com:443", APIVersion: "2024-10-21",
		}
		u, err := New(config, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		one := func(of ...string) string { return of[r.IntN(len(of))] }
		kept := 0
		for range 5000 {
			c := Call{
				Method: http.MethodPost, Endpoint: one("chat/completions", "messages"), Query: one("", "", "beta=true"), Native: one("", "", "", "/api/tags"),
				ContentType: one("", "application/json"), Passthrough: r.IntN(5) == 0, Identity: r.IntN(2) == 0, Header: http.Header{"Authorization": {"Bearer own"}, "Cookie": {"a"}},
			}
			for _, name := range []string{"Accept", "Content-Type", "Anthropic-Version", "Accept-Encoding", "Idempotency-Key"} {
				switch r.IntN(8) {
				case 0:
					c.Header[name] = []string{"gzip"}
				case 1:
					c.Header[name] = []string{"gzip", "b"}
				case 2:
					c.Header[name] = []string{""}
				}
			}
			if _, _, same := u.again(&c); same {
				kept++
			}
			is, e := u.request(t.Context(), c)
			fresh, err := New(config, nil)
			if e != nil || err != nil {
				t.Fatal(e, err)
			}
			want, _ := fresh.request(t.Context(), c)
			if is.URL.String() != want.URL.String() || !reflect.DeepEqual(is.Header, want.Header) {
				t.Fatalf("%+v\n%s %v, want\n%s %v", c, is.URL, is.Header, want.URL, want.Header)
			}
			for _, values := range c.Header { // the app's next request lies in the same memory
				values[0] = "spoilt"
			}
		}
		if kept == 0 {
			t.Error("none was made of the one before")
		}
	}
}
