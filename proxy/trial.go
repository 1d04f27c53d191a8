package proxy

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/glob"
	"keyport/proxy/guard"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// Trial sends request bodies the way that requests go, up to where they would
// leave, so that a person sees what rules do before they count. It is made of
// the same parts as a Handler, and nothing is ever sent.
type Trial struct {
	h    Handler
	snap *snapshot
	post *route
}

// TrialCalls are the calls whose bodies rules may change.
var TrialCalls = []string{"chat/completions", "completions", "responses", "messages"}

// NewTrial makes a trial of cfg's aliases, rules and thought tags on one of
// TrialCalls; the rest of cfg does not matter.
func NewTrial(cfg Config, call string) (*Trial, error) {
	account := upstream.Config{Name: "trial", Kind: upstream.KindOpenAI, URL: "https://trial.invalid/v1", Models: []string{"*"}, NoAuth: true}
	if call == "messages" {
		account.Kind = upstream.KindAnthropic // the one that speaks them
	}
	t := &Trial{}
	var err error
	t.snap, err = compile(Config{Aliases: cfg.Aliases, Think: cfg.Think, Rules: cfg.Rules, Upstreams: []upstream.Config{account}}, &t.h.transports, &t.h.rate)
	if err != nil {
		return nil, err
	}
	for _, r := range t.snap.routes {
		if r.Method == http.MethodPost && r.Endpoint == call && r.edits {
			t.post = r
			return t, nil
		}
	}
	return nil, fmt.Errorf("there are no rules for the call %q", call)
}

// Fits gives the places of the rules for a model, by the name that an app asks for.
func (t *Trial) Fits(model string) []int {
	var places []int
	for i, r := range t.snap.Rules {
		if glob.Match(r.Models, model) {
			places = append(places, i)
		}
	}
	return places
}

// Body gives what the upstream would get for an app's body, with only the first
// n rules in force.
func (t *Trial) Body(body []byte, n int) ([]byte, *dialect.Error) {
	snap := *t.snap
	snap.Rules = snap.Rules[:n]
	r := &http.Request{
		Method: http.MethodPost, URL: &url.URL{}, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	x := &exchange{h: &t.h, r: r, snap: &snap, Request: guard.NewRequest(r), route: t.post}
	x.body.watch(nil, r, time.Minute)
	x.Route, x.Dialect = &t.post.Route, t.post.Dialect
	defer func() { x.giveBack() }()
	obj, e := x.jsonObject()
	if e != nil {
		return nil, e
	}
	out := x.outbound()
	e = x.prepareJSON(out, obj)
	return bytes.Join(out.call.Body, nil), e // a copy: its memory is lent
}

// Think gives what happens to the thoughts of a model, by the name that an app asks for.
func (t *Trial) Think(model string) think.Options {
	_, options := t.snap.rules(nil, model)
	return options
}
