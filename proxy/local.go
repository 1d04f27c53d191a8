package proxy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"keyport/proxy/catalog"
	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/ollama"
)

// This file answers what Keyport knows itself: models, versions, health.

func (x *exchange) writeJSON(v any) *dialect.Error {
	body, err := json.Marshal(v)
	if err != nil {
		return &dialect.Error{Status: http.StatusInternalServerError, Code: "internal", Message: "Keyport could not write its answer.", Cause: err}
	}
	x.writeBody(body)
	return nil
}

// writeBody answers with JSON of Keyport's own making.
func (x *exchange) writeBody(body []byte) {
	h := x.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = x.w.Write(body)
}

// models lists the catalogue, or says why there is none.
func (x *exchange) models() ([]catalog.Model, *dialect.Error) {
	if x.snap.Access != AccessPassthrough && len(x.snap.upstreams) == 0 {
		return nil, noUpstream()
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.h.listWait)
	defer cancel()
	models, err := x.h.catalog.List(ctx)
	if err != nil {
		return nil, listError(err)
	}
	return models, nil
}

func listError(err error) *dialect.Error {
	if e, ok := err.(*dialect.Error); ok {
		copied := *e
		return &copied
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &dialect.Error{Status: http.StatusGatewayTimeout, Code: "upstream_timeout", Message: "The provider's list of models did not come in time. Try again."}
	case errors.Is(err, context.Canceled):
		return &dialect.Error{Status: 499, Code: clientGone, Message: "The app closed the connection."}
	}
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_bad_list", Message: "The provider's list of models could not be read. Check the base URL.", Cause: err}
}

func noUpstream() *dialect.Error {
	return &dialect.Error{Status: http.StatusServiceUnavailable, Code: "no_upstream", Message: "Keyport has no account yet. Open Keyport and add your API key."}
}

// entry is one model as OpenAI clients read it.
type entry struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
	Context int    `json:"context_length,omitempty"`
}

func newEntry(m catalog.Model) entry {
	e := entry{ID: m.ID, Object: "model", OwnedBy: m.Owner, Context: m.Context}
	if !m.Created.IsZero() {
		e.Created = m.Created.Unix()
	}
	if e.OwnedBy == "" {
		e.OwnedBy = m.Upstream
	}
	return e
}

func (x *exchange) listModels() *dialect.Error {
	if x.snap.Access == AccessPassthrough {
		return x.forward() // whose models they are depends on the app's own key
	}
	models, e := x.models()
	if e != nil {
		return e
	}
	data := []entry{}
	for _, m := range models {
		if !m.Hidden && (!x.Mount.Private || m.Listed()) {
			data = append(data, newEntry(m))
		}
	}
	return x.writeJSON(map[string]any{"object": "list", "data": data})
}

func (x *exchange) getModel() *dialect.Error {
	if x.snap.Access == AccessPassthrough {
		return x.forward()
	}
	if _, e := x.models(); e != nil {
		return e
	}
	m, ok := x.h.catalog.Lookup(x.Path.ID)
	if !ok {
		return &dialect.Error{Status: http.StatusNotFound, Code: "model_not_found", Message: "The model '" + x.Path.ID + "' does not exist or your account cannot use it."}
	}
	return x.writeJSON(newEntry(m))
}

// health says that Keyport is there; to those who may know, also whether the upstream is.
func (x *exchange) health() *dialect.Error {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		return guard.WrongMethod(x.r.Method, "GET, HEAD")
	}
	if x.snap.gates.Known(x.r.Header) < 0 || len(x.snap.upstreams) == 0 {
		return x.writeJSON(map[string]string{"status": "ok"})
	}
	u := x.snap.upstreams[0]
	answer := map[string]string{"status": "healthy", "upstream": u.Name(), "url": u.URL()}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.h.listWait)
	defer cancel()
	if _, refusal := u.List(ctx); refusal != nil && refusal.Status != http.StatusForbidden && refusal.Status != http.StatusNotFound {
		answer = map[string]string{"status": "unhealthy", "upstream": u.Name(), "error": refusal.Err.Message}
		x.record.Status, x.record.Code = http.StatusServiceUnavailable, refusal.Err.Code
		x.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		x.w.WriteHeader(http.StatusServiceUnavailable)
	}
	return x.writeJSON(answer)
}

func (x *exchange) version() *dialect.Error {
	return x.writeJSON(map[string]string{"version": ollama.Version})
}

func (x *exchange) tags() *dialect.Error {
	models, e := x.models()
	if e != nil {
		return e
	}
	return x.writeJSON(map[string]any{"models": ollama.Tags(models, x.snap.host)})
}

func (x *exchange) show() *dialect.Error {
	body, e := x.ollamaBody()
	if e != nil {
		return e
	}
	name, e := ollama.ModelName(bytes.NewReader(body))
	if e != nil {
		return e
	}
	m, ok := x.lookup(name)
	if !ok {
		return ollama.NotFound(name)
	}
	return x.writeJSON(ollama.Describe(m, x.snap.host(m.Upstream)))
}

// lookup finds a model. While the first list after a start is still on its way,
// it waits for it: an app that was started together with Keyport must not be
// told that its model does not exist.
func (x *exchange) lookup(name string) (catalog.Model, bool) {
	m, ok := x.h.catalog.Lookup(name)
	if !ok {
		ctx, cancel := context.WithTimeout(x.r.Context(), x.h.listWait)
		defer cancel()
		x.h.catalog.Settle(ctx)
		m, ok = x.h.catalog.Lookup(name)
	}
	return m, ok
}

// ps lists the models that were used of late. Apps poll it many times a second.
func (x *exchange) ps() *dialect.Error {
	loaded := []ollama.Process{} // never null
	for _, u := range x.h.recent.list(time.Now()) {
		m, ok := x.h.catalog.Lookup(u.model)
		if !ok {
			m = catalog.Known(u.model)
		}
		loaded = append(loaded, ollama.Loaded(m, u.expires))
	}
	return x.writeJSON(map[string]any{"models": loaded})
}

// pull "downloads" a model that is there anyway. An unknown one fails inside a
// 200 stream, as Ollama does it.
func (x *exchange) pull() *dialect.Error {
	var req struct {
		Model, Name string
		Stream      *bool
	}
	body, e := x.ollamaBody()
	if e != nil {
		return e
	}
	if err := json.Unmarshal(body, &req); err != nil {
		return &dialect.Error{Status: http.StatusBadRequest, Code: "bad_json", Message: "The request is not valid JSON."}
	}
	if req.Model == "" {
		req.Model = req.Name
	}
	if req.Model == "" {
		return &dialect.Error{Status: http.StatusBadRequest, Code: "model_required", Message: "model is required"}
	}
	_, known := x.lookup(req.Model)
	unknown := &dialect.Error{Status: http.StatusNotFound, Code: "model_not_found", Message: "pull model manifest: file does not exist"}
	if req.Stream != nil && !*req.Stream {
		if !known {
			return unknown
		}
		return x.writeJSON(map[string]string{"status": "success"})
	}
	x.w.Header().Set("Content-Type", "application/x-ndjson")
	lines := "{\"status\":\"pulling manifest\"}\n"
	if known {
		lines += "{\"status\":\"success\"}\n"
	} else {
		lines += string(unknown.Body(dialect.Ollama)) + "\n"
		x.note(unknown)
	}
	_, _ = x.w.Write([]byte(lines))
	return nil
}

func (x *exchange) ollamaStatus() *dialect.Error {
	return x.writeJSON(map[string]any{"cloud": map[string]any{"disabled": true, "source": "env"}})
}

func (x *exchange) recommendations() *dialect.Error {
	return x.writeJSON(map[string]any{"recommendations": []any{}})
}

// notSignedIn is 404, not 401: 401 starts Ollama's sign-in in its clients.
func (x *exchange) notSignedIn() *dialect.Error {
	return &dialect.Error{Status: http.StatusNotFound, Code: "not_signed_in", Message: "Keyport has no Ollama account."}
}

func (x *exchange) noManagement() *dialect.Error { return guard.NoManagement() }
