package upstream

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"

	"keyport/proxy/catalog"
)

// What servers tell of their models beside the OpenAI API, each at a path of its
// own. All of it goes through Send, so the key goes where it always goes.

const (
	geminiHost   = "generativelanguage.googleapis.com"
	geminiModels = "/v1beta/models"
	xaiHost      = "api.x.ai"

	shows = 4 // descriptions that are asked of another Ollama at once
)

// source asks one kind of server for more than its list says. ok is false when
// the server is not of that kind.
type source func(u *Upstream, ctx context.Context, facts []catalog.Facts, known []catalog.Model) (more []catalog.Facts, ok bool)

// describe asks for what the list does not say.
func (u *Upstream) describe(ctx context.Context, facts []catalog.Facts, known []catalog.Model) []catalog.Facts {
	if !lacking(facts) {
		return facts
	}
	for _, ask := range u.sources(facts) {
		if more, ok := ask(u, ctx, facts, known); ok {
			return catalog.Merge(facts, more)
		}
	}
	return facts
}

// lacking reports a list that tells no context length at all. A list that tells
// some is complete: nobody else knows the rest.
func lacking(facts []catalog.Facts) bool {
	return len(facts) > 0 && !slices.ContainsFunc(facts, func(f catalog.Facts) bool { return f.Context > 0 })
}

// sources finds out by host and list what kind of server it is. Where neither
// says it, a server of one's own is asked one question after another; a large
// provider is not bothered with what it does not have.
func (u *Upstream) sources(facts []catalog.Facts) []source {
	switch host := strings.ToLower(u.base.url.Hostname()); {
	case u.cfg.Kind == KindDemo, u.cfg.Kind == KindAzure, u.cfg.Kind == KindAnthropic:
		return nil
	case host == geminiHost:
		return []source{gemini}
	case host == xaiHost:
		return []source{xai}
	case provider(host):
		return nil
	}
	owned := func(by string) bool {
		return slices.ContainsFunc(facts, func(f catalog.Facts) bool { return f.Owner == by })
	}
	switch {
	case owned("organization_owner"):
		return []source{lmStudio}
	case owned("llamacpp"):
		return []source{llamaCPP}
	case owned("library"):
		return []source{ollama}
	case facts[0].Created.Unix() == liteLLMCreated, !u.base.private():
		return []source{liteLLM}
	}
	return []source{lmStudio, ollama, liteLLM, llamaCPP}
}

// liteLLMCreated is the creation time of every model in LiteLLM's list.
const liteLLMCreated = 1677610602

// provider reports the large providers, whose lists say all that they tell.
func provider(host string) bool {
	for _, domain := range [...]string{
		"openai.com", "openrouter.ai", "groq.com", "mistral.ai", "deepseek.com", "together.xyz", "together.ai", "fireworks.ai", "anthropic.com",
		"moonshot.ai", "moonshot.cn", "bigmodel.cn", "z.ai", "aliyuncs.com", "perplexity.ai", "cerebras.ai", "cohere.ai", "cohere.com", "nvidia.com",
		"huggingface.co", "deepinfra.com", "novita.ai", "minimax.io", "minimaxi.com", "sambanova.ai", "nebius.com", "hyperbolic.xyz", "siliconflow.cn",
		"siliconflow.com", "googleapis.com", "amazonaws.com", "azure.com", "github.ai", "githubcopilot.com", "x.ai", "vercel.sh", "cloudflare.com",
		"stepfun.com", "volces.com", "baidubce.com", "ai21.com", "inference.net", "scaleway.ai", "ovh.net",
	} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// gemini asks Google's own list: the OpenAI-compatible one has ids only.
func gemini(u *Upstream, ctx context.Context, _ []catalog.Facts, _ []catalog.Model) ([]catalog.Facts, bool) {
	return u.askList(ctx, Call{Native: geminiModels, Query: "pageSize=1000"})
}

func xai(u *Upstream, ctx context.Context, _ []catalog.Facts, _ []catalog.Model) ([]catalog.Facts, bool) {
	return u.askList(ctx, Call{Endpoint: "language-models"})
}

func liteLLM(u *Upstream, ctx context.Context, _ []catalog.Facts, _ []catalog.Model) ([]catalog.Facts, bool) {
	return u.askList(ctx, Call{Endpoint: "model/info"})
}

// lmStudio asks its first own API, which tells the window of a loaded model,
// and the second one where the first is gone.
func lmStudio(u *Upstream, ctx context.Context, _ []catalog.Facts, _ []catalog.Model) ([]catalog.Facts, bool) {
	if more, ok := u.askList(ctx, Call{Native: "/api/v0/models"}); ok {
		return more, true
	}
	return u.askList(ctx, Call{Native: "/api/v1/models"})
}

// llamaCPP asks for the properties of the one model that the server runs. A
// server that offers several tells only of itself.
func llamaCPP(u *Upstream, ctx context.Context, facts []catalog.Facts, _ []catalog.Model) ([]catalog.Facts, bool) {
	if len(facts) != 1 {
		return nil, false
	}
	body, ok := u.ask(ctx, Call{Native: "/props"})
	if !ok {
		return nil, false
	}
	f, ok := catalog.ParseProps(body)
	f.ID = facts[0].ID
	return []catalog.Facts{f}, ok
}

// ollama asks another Ollama for its tags, and for a description of each model
// that is new or has changed since the last time; a few at once, since it may be
// a small computer.
func ollama(u *Upstream, ctx context.Context, facts []catalog.Facts, known []catalog.Model) ([]catalog.Facts, bool) {
	tags, ok := u.askList(ctx, Call{Native: "/api/tags"})
	if !ok {
		return nil, false
	}
	before := map[string]catalog.Model{}
	for _, m := range known {
		before[m.ID] = m
	}
	listed := map[string]bool{}
	for _, f := range facts {
		listed[f.ID] = true
	}
	var mu sync.Mutex
	var more []catalog.Facts
	keep := func(f catalog.Facts) {
		mu.Lock()
		defer mu.Unlock()
		more = append(more, f)
	}
	var group sync.WaitGroup
	places := make(chan struct{}, shows)
	for _, tag := range tags {
		m, seen := before[tag.ID]
		switch {
		case !listed[tag.ID]:
		case seen && tag.Revision != "" && m.Revision == tag.Revision:
			keep(catalog.FactsOf(m))
		case tag.Context > 0 && tag.Chat != nil: // recent versions say it in the list
			keep(tag)
		default:
			places <- struct{}{}
			group.Go(func() {
				keep(u.show(ctx, tag))
				<-places
			})
		}
	}
	group.Wait()
	return more, true
}

// show asks for one model. One that could not be described gets no revision, so
// that it is asked for again the next time.
func (u *Upstream) show(ctx context.Context, tag catalog.Facts) catalog.Facts {
	revision := tag.Revision
	tag.Revision = ""
	body, err := json.Marshal(map[string]string{"model": tag.ID})
	if err != nil || ctx.Err() != nil {
		return tag
	}
	answer, ok := u.ask(ctx, Call{Method: http.MethodPost, Native: "/api/show", Body: [][]byte{body}, ContentType: "application/json"})
	if !ok {
		return tag
	}
	f, ok := catalog.ParseShow(answer)
	if ok {
		f.Revision = revision
	}
	return tag.With(f)
}
