package proxy

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"
)

func TestAddressThatEndsInV1OrAPI(t *testing.T) {
	// The ollama command sends HEAD to OLLAMA_HOST before anything else, and
	// people paste the address that they gave to another app.
	up := newUpstream(t, nil)
	s := serve(t, up.config())
	for _, end := range []string{"", "/", "/v1", "/v1/", "/api", "/api/"} {
		base, err := url.Parse(s.private + end)
		if err != nil {
			t.Fatal(err)
		}
		c := api.NewClient(base, http.DefaultClient)
		if err := c.Heartbeat(t.Context()); err != nil {
			t.Errorf("%q: %v", end, err)
		}
		if list, err := c.List(t.Context()); err != nil || len(list.Models) == 0 {
			t.Errorf("%q: %v", end, err)
		}
	}
	for _, path := range []string{"/v2", "/v1/v1", "/apis", "/v1x"} {
		if resp := call(t, "HEAD", s.private+path, ""); resp.StatusCode != 404 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	// Without the secret these are paths like any other.
	for _, path := range []string{"/v1", "/api"} {
		if resp := call(t, "GET", s.URL+path, "", bearer()...); resp.StatusCode != 404 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

func TestOllamaAppWithoutThePrivateAddress(t *testing.T) {
	up := newUpstream(t, nil)
	s := serve(t, up.config())
	resp := call(t, "GET", s.URL+"/api/tags", "")
	if body := text(t, resp); resp.StatusCode != 401 || code(t, body) != "password_required" || !strings.Contains(body, "private address") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp := call(t, "GET", s.URL+"/api/tags", "", bearer()...); resp.StatusCode != 200 {
		t.Errorf("with the password: %d", resp.StatusCode)
	}
}

func TestEmbeddingModelsAreInUseToo(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{"data":[{"index":0,"embedding":[1,2]}]}`))
	s := serve(t, up.config())
	c := ollamaClient(t, s)
	loaded := func() int {
		list, err := c.ListRunning(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(list.Models)
	}
	if _, err := c.Embed(t.Context(), &api.EmbedRequest{Model: "text-embedding-3-small", Input: "a"}); err != nil || loaded() != 1 {
		t.Errorf("%v: %d models", err, loaded())
	}
	up.answer = jsonAnswer(400, `{"error":{"message":"no"}}`)
	if _, err := c.Embed(t.Context(), &api.EmbedRequest{Model: "other-embedding", Input: "a"}); err == nil || loaded() != 1 {
		t.Errorf("%v: %d models after a refusal", err, loaded())
	}
}
