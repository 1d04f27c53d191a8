package upstream

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"

	"keyport/proxy/dialect"
	"keyport/proxy/glob"
	"keyport/proxy/secret"
)

// Upstream is one LLM account, ready to be called. It does not change, but for what
// it remembers to be quicker.
type Upstream struct {
	cfg    Config
	base   Base
	origin string // of base, that is of every request
	rt     http.RoundTripper
	agent  []string    // the value of User-Agent, shared by all requests: net/http does not write into it
	mask   secret.Mask // of its key, for errors and headers
	long   secret.Mask // the same for lists of models
	last   atomic.Pointer[made]
}

// New checks cfg and gives an Upstream that sends through rt.
func New(cfg Config, rt http.RoundTripper) (*Upstream, error) {
	u := &Upstream{cfg: cfg, rt: rt}
	if cfg.Kind == KindDemo {
		cfg.URL = "http://demo.invalid/v1"
	}
	base, err := ParseBase(cfg.URL, cfg.Kind, cfg.APIVersion)
	if err != nil {
		return nil, err
	}
	if base.url.Scheme == "http" && cfg.Kind != KindDemo && !base.private() {
		return nil, errors.New("http is only for this computer and private networks; use https")
	}
	u.base, u.origin = base, base.Origin()
	u.agent = []string{cmp.Or(cfg.Agent, "Keyport")}
	for _, s := range []secret.Secret{cfg.Key, cfg.Authorization} {
		if len(s.Reveal()) >= minKey {
			u.mask = u.mask.With(s)
		}
		if len(s.Reveal()) >= minLong {
			u.long = u.long.With(s)
		}
	}
	return u, nil
}

// minKey is the shortest key that answers are searched for. Servers that want no
// key are given "none", "test" or "EMPTY", which are words of many answers.
const minKey = 8

// minLong is the same for lists: a key like "deepseek" or "lm-studio" is part of names that apps have to use.
const minLong = 16

// Mask takes the key out of what the upstream sent, in every spelling in which it could come back.
func (u *Upstream) Mask(text []byte) []byte { return u.mask.Apply(text) }

// Name is the name from the settings.
func (u *Upstream) Name() string { return u.cfg.Name }

// Kind is the kind from the settings.
func (u *Upstream) Kind() string { return u.cfg.Kind }

// Host is where it stands, for people.
func (u *Upstream) Host() string {
	if u.cfg.Kind == KindDemo {
		return "inside Keyport"
	}
	return u.base.Host()
}

// URL is the base URL, for people.
func (u *Upstream) URL() string { return u.cfg.URL }

// Serves reports whether requests for model go here.
func (u *Upstream) Serves(model string) bool { return glob.Match(u.cfg.Models, model) }

// Strict reports whether the server refuses members of messages that the specification does not name.
func (u *Upstream) Strict() bool {
	switch u.base.url.Hostname() {
	case "api.openai.com", "api.groq.com", "api.mistral.ai":
		return true
	}
	return u.cfg.Kind == KindAzure
}

// Call is one request to an upstream.
type Call struct {
	Method   string
	Endpoint string // of the route table, without /v1: "chat/completions"
	Query    string // raw
	// Native, when set, is a path from the server's root ("/api/tags"), for what a
	// server tells beside the OpenAI API. It stands instead of Endpoint.
	Native string
	Header http.Header // the client's; only the allow-list goes out
	// Body is the whole body in memory, in pieces, or nil when Stream is set: not
	// the client's own body, of which the Transport cuts fast answers (golang/go#40747).
	Body [][]byte
	// Lent, when set, is whose memory the pieces lie in.
	Lent   *Lent
	Stream io.Reader
	Length int64 // of Stream; -1 when unknown
	// ContentType, when set, goes out instead of the client's.
	ContentType string
	// Passthrough sends the client's own Authorization instead of the key.
	Passthrough bool
	// Identity asks for an answer without compression, because it may have to be edited.
	Identity bool
}

// Send makes the call. The error is what the client is to be told.
func (u *Upstream) Send(ctx context.Context, c Call) (*http.Response, *dialect.Error) {
	req, problem := u.request(ctx, c)
	if problem != nil {
		return nil, problem
	}
	resp, err := u.rt.RoundTrip(req)
	if err != nil {
		return nil, u.Explain(ctx, err)
	}
	return resp, nil
}

func (u *Upstream) request(ctx context.Context, c Call) (*http.Request, *dialect.Error) {
	url, header, made := u.again(&c)
	if !made {
		var problem *dialect.Error
		if url, header, problem = u.head(&c); problem != nil {
			return nil, problem
		}
		u.remember(&c, url, header)
	}
	req := (&http.Request{
		Method: c.Method, URL: url, Host: u.base.url.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
	}).WithContext(ctx)
	if c.Stream != nil {
		req.Body, req.ContentLength = io.NopCloser(c.Stream), c.Length
	} else {
		c.setBody(req) // from here on the Transport has to close it
	}
	return req, nil
}

// head makes the URL and the headers of a call.
func (u *Upstream) head(c *Call) (*url.URL, http.Header, *dialect.Error) {
	to := u.base.Join(c.Endpoint, c.Query)
	if c.Native != "" {
		to = u.base.Native(c.Native, c.Query)
	}
	h := outgoing(c.Header, u.agent, c.Identity)
	if c.ContentType != "" {
		h["Content-Type"] = []string{c.ContentType}
	}
	for name, value := range u.cfg.Headers {
		h.Set(name, value)
	}
	if c.Passthrough {
		h.Set("Authorization", c.Header.Get("Authorization"))
		return to, h, nil
	}
	return to, h, u.authorize(to, h, c)
}

// authorize is the only place where a key is put on a request. The key goes
// only to the origin that it was saved for: a settings file that was changed
// behind our back sends it nowhere (Ollama's CVE-2025-51471).
func (u *Upstream) authorize(to *url.URL, h http.Header, c *Call) *dialect.Error {
	if u.cfg.Kind == KindAnthropic && h.Get("anthropic-version") == "" {
		h.Set("anthropic-version", "2023-06-01")
	}
	if u.cfg.NoAuth || u.cfg.Kind == KindDemo {
		return nil
	}
	if p := u.cfg.KeyProblem; p != nil {
		return &dialect.Error{Status: http.StatusServiceUnavailable, Code: p.Code, Message: p.Message}
	}
	if u.cfg.Key.IsZero() && u.cfg.Authorization.IsZero() {
		return &dialect.Error{Status: http.StatusServiceUnavailable, Code: "no_key", Message: "Keyport has no API key for " + u.cfg.Name + " yet. Open Keyport and paste one."}
	}
	if u.cfg.KeyOrigin != u.origin || to.Scheme != u.base.url.Scheme || to.Host != u.base.url.Host {
		return &dialect.Error{Status: http.StatusServiceUnavailable, Code: "key_elsewhere", Message: "The saved key belongs to another address than " + u.base.Host() + ". Open Keyport and confirm where it may go."}
	}
	switch {
	case !u.cfg.Authorization.IsZero():
		h.Set("Authorization", u.cfg.Authorization.Reveal())
	case u.cfg.Kind == KindAzure:
		h.Set("api-key", u.cfg.Key.Reveal())
	case u.cfg.Kind == KindAnthropic && c.Endpoint != "chat/completions":
		h.Set("x-api-key", u.cfg.Key.Reveal())
	case c.Native == geminiModels: // takes a bearer for an OAuth token
		h.Set("x-goog-api-key", u.cfg.Key.Reveal())
	default:
		h.Set("Authorization", "Bearer "+u.cfg.Key.Reveal())
	}
	return nil
}
