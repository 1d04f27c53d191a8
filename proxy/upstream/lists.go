package upstream

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"keyport/proxy/catalog"
	"keyport/proxy/dialect"
)

const (
	maxList  = 32 << 20        // bytes of a list that are read
	maxPages = 20              // of a list in pages
	details  = 8 * time.Second // for everything that is asked beside the list
	oneAsk   = 3 * time.Second // for one such question
)

// List fetches the upstream's list of models as it comes.
func (u *Upstream) List(ctx context.Context) ([]byte, *Refusal) {
	return u.fetch(ctx, Call{Method: http.MethodGet, Endpoint: "models"})
}

// fetch makes a call whose answer is read to the end, up to maxList.
func (u *Upstream) fetch(ctx context.Context, c Call) ([]byte, *Refusal) {
	c.Identity = true
	resp, e := u.Send(ctx, c)
	if e != nil {
		return nil, &Refusal{Err: e}
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		r := u.Refused(resp)
		return nil, &r
	}
	defer resp.Body.Close()
	if IsHTML(resp.Header) {
		return nil, &Refusal{Status: resp.StatusCode, Err: u.WebPage()}
	}
	body, err := ReadUpTo(decoded(resp), -1, maxList)
	if err == ErrTooLong {
		return nil, &Refusal{Err: &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_bad_list", Message: u.Host() + " sent a list of models that is too large to be one. Check the base URL."}}
	}
	if err != nil {
		return nil, &Refusal{Err: u.Explain(ctx, err)}
	}
	return u.long.Apply(body), nil // lists are kept in a file
}

// Models fetches the list of models and what they can do, with further
// questions where the list says too little and the server is of a kind that
// knows more. known is what was found the last time. The error is a
// *dialect.Error, or catalog.ErrShape; a question that fails is no error.
func (u *Upstream) Models(ctx context.Context, known []catalog.Model) ([]catalog.Model, error) {
	facts, err := u.pages(ctx)
	if named := u.named(nil); errors.Is(err, errNoList) && len(named) > 0 {
		return catalog.Build(named), nil
	}
	if err != nil {
		return nil, err
	}
	if u.cfg.Kind == KindAzure {
		facts = u.named(facts)
	}
	ctx, cancel := context.WithTimeout(ctx, details)
	defer cancel()
	return catalog.Build(u.describe(ctx, facts, known)), nil
}

// pages reads the list to its end. Anthropic gives 20 models at a time unless it
// is asked for more.
func (u *Upstream) pages(ctx context.Context) ([]catalog.Facts, error) {
	query := url.Values{}
	if u.cfg.Kind == KindAnthropic {
		query.Set("limit", "1000")
	}
	var all []catalog.Facts
	seen := map[string]bool{}
	for range maxPages {
		body, refusal := u.fetch(ctx, Call{Method: http.MethodGet, Endpoint: "models", Query: query.Encode()})
		if refusal != nil {
			if unlisted(refusal.Status) {
				refusal.Err.Cause = errNoList
			}
			return nil, refusal.Err
		}
		facts, err := catalog.ParseFacts(body)
		if err != nil {
			return nil, err
		}
		before := len(all)
		for _, f := range facts {
			if !seen[f.ID] {
				seen[f.ID] = true
				all = append(all, f)
			}
		}
		after := catalog.ParsePage(body)
		if after == "" || len(all) == before { // a server that ignores after_id says the same for ever
			break
		}
		query.Set("after_id", after)
	}
	return all, nil
}

// errNoList is the cause of an error from a server that has no list of models.
var errNoList = errors.New("the server has no list of models")

// unlisted are the statuses of servers that have no list.
func unlisted(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented
}

// named adds the models that the settings name: Azure lists what it could
// deploy, not the person's deployments, and some servers list nothing.
func (u *Upstream) named(facts []catalog.Facts) []catalog.Facts {
	names := Named(u.cfg.Models)
	if u.cfg.Kind == KindAzure {
		if _, rest, ok := strings.Cut(u.base.url.Path, "/deployments/"); ok {
			name, _, _ := strings.Cut(rest, "/")
			names = append(names, name)
		}
	}
	for _, name := range names {
		there := slices.ContainsFunc(facts, func(f catalog.Facts) bool { return f.ID == name })
		if name != "" && !there {
			facts = append(facts, catalog.Facts{ID: name})
		}
	}
	return facts
}

// Named gives those of the globs that are whole names.
func Named(globs []string) []string {
	var names []string
	for _, g := range globs {
		if g != "" && !strings.ContainsAny(g, "*?!") {
			names = append(names, g)
		}
	}
	return names
}

// ask puts a further question. Servers that answer nonsense, late or not at all
// are as good as silent.
func (u *Upstream) ask(ctx context.Context, c Call) ([]byte, bool) {
	ctx, cancel := context.WithTimeout(ctx, oneAsk)
	defer cancel()
	if c.Method == "" {
		c.Method = http.MethodGet
	}
	body, refusal := u.fetch(ctx, c)
	return body, refusal == nil
}

// askList puts a question whose answer is a list.
func (u *Upstream) askList(ctx context.Context, c Call) ([]catalog.Facts, bool) {
	body, ok := u.ask(ctx, c)
	if !ok {
		return nil, false
	}
	facts, err := catalog.ParseFacts(body)
	return facts, err == nil && len(facts) > 0
}
