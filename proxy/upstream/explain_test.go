package upstream

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"keyport/proxy/secret"
)

// A list that takes too long is a time-out; only a cancelled request is a
// client that left.
func TestDeadlineIsATimeOutAndNotALeavingClient(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.Close)
	var transports Transports
	t.Cleanup(transports.CloseIdle)
	cfg := Config{Name: "x", Kind: KindOpenAI, URL: silent.URL, Key: secret.New("sk-x"), KeyOrigin: Origin(silent.URL), Proxy: "none"}
	u, err := New(cfg, transports.For(cfg))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, refusal := u.List(ctx); refusal == nil || refusal.Err.Status != http.StatusGatewayTimeout || refusal.Err.Code != "upstream_timeout" {
		t.Errorf("%+v", refusal)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, refusal := u.List(ctx); refusal == nil || refusal.Err.Code != "client_closed_request" {
		t.Errorf("%+v", refusal)
	}
}

func TestProxyThatIsNotThereIsNamed(t *testing.T) {
	var transports Transports
	t.Cleanup(transports.CloseIdle)
	for _, to := range []string{"https://llm.example/v1", "https://10.1.2.3/v1"} {
		cfg := Config{Name: "x", Kind: KindOpenAI, URL: to, Key: secret.New("sk-x"), KeyOrigin: Origin(to), Proxy: "http://127.0.0.1:1"}
		u, err := New(cfg, transports.For(cfg))
		if err != nil {
			t.Fatal(err)
		}
		_, refusal := u.List(t.Context())
		if refusal == nil || refusal.Err.Code != "upstream_proxy" || !strings.HasPrefix(refusal.Err.Message, "The proxy 127.0.0.1:1 on the way to ") {
			t.Errorf("%s: %+v", to, refusal)
		}
	}
}
