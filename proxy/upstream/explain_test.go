package upstream

import (
	"context"
	"net/http"
	"net/http/httptest"
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
