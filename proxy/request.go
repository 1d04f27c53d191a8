package proxy

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// outbound is a request made ready for its upstream.
type outbound struct {
	to     *upstream.Upstream
	call   upstream.Call
	api    params.API   // which body it has
	chat   bool         // a chat completion: thoughts, Cursor, repairs
	stream bool         // the client asked for a stream
	answer chat.Options // what is to be done to the answer
	edits  bool         // the answer may have to be edited

	obj     *jsonedit.Object      // the JSON body, for a second try
	written bool                  // its messages were written here, and are as upstreams want them
	into    translation           // nil: the client speaks what the upstream speaks
	local   []byte                // the answer, when no upstream is needed
	again   func() *dialect.Error // what to try when the upstream does not have this path
	good    func()                // told when the upstream took the request
}

// outbound starts the request of a route.
func (x *exchange) outbound() *outbound {
	x.out = outbound{
		call: upstream.Call{
			Method: x.Route.Method, Endpoint: x.endpoint(),
			Header: x.r.Header, Query: x.query(), Passthrough: x.snap.Access == AccessPassthrough,
		},
		api: x.route.api, chat: x.route.chat,
		answer: chat.Options{Think: think.Options{Mode: think.Keep}}, // only watched for its end, unless edit says more
	}
	return &x.out
}

// endpoint is that of the route, with the model that a path names.
func (x *exchange) endpoint() string {
	if x.Path.ID == "" {
		return x.Route.Endpoint
	}
	return strings.Replace(x.Route.Endpoint, "{id}", x.Path.ID, 1)
}

// emulated reports whether the client takes Keyport for an Ollama: then, and
// only then, requests and answers are repaired.
func (x *exchange) emulated() bool { return x.Mount.Private || x.Dialect == dialect.Ollama }

// prepare reads the body, finds the upstream and applies the rules.
func (x *exchange) prepare() (*outbound, *dialect.Error) {
	if x.route.decode != nil {
		return x.route.decode(x)
	}
	out := x.outbound()
	if x.Route.Method == http.MethodGet {
		// A body that nobody reads hides the client's leaving, and its deadline would end the answer.
		_, _ = io.Copy(io.Discard, io.LimitReader(&x.body, 256<<10))
		if len(x.snap.upstreams) > 0 {
			out.to = x.snap.upstreams[0]
		}
		return out, x.need(out)
	}
	if x.Route.AnyBody || x.Route.Form && guard.IsMultipart(x.r) {
		return out, x.streamBody(out)
	}
	obj, e := x.jsonObject()
	if e != nil {
		return nil, e
	}
	return out, x.prepareJSON(out, obj)
}

// need fails when no upstream was found for a request.
func (x *exchange) need(out *outbound) *dialect.Error {
	switch {
	case out.to != nil:
		x.record.Upstream, x.record.Stream = out.to.Name(), out.stream
		x.tell()
		if out.to.Kind() != upstream.KindAnthropic && x.Route.Dialect == dialect.Anthropic {
			return &dialect.Error{Status: http.StatusNotFound, Code: "messages_not_supported", Message: "The account “" + out.to.Name() + "” does not speak Anthropic's Messages API. Choose a model of an account of kind anthropic."}
		}
		return nil
	case len(x.snap.upstreams) == 0:
		return noUpstream()
	}
	return &dialect.Error{Status: http.StatusNotFound, Code: "model_not_found", Message: "No account in Keyport serves the model “" + clip(x.record.Used) + "”. Check the models of your accounts in Keyport."}
}

// maxModel bounds the name of a model, in bytes. Every rule's patterns are held
// against it, and a name of a megabyte would keep a processor busy for seconds.
const maxModel = 1 << 10

func clip(s string) string {
	if len(s) <= 100 {
		return s
	}
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}

// query is what goes out of the client's query: on private addresses only
// where clients need it (Claude Code sends ?beta=true), elsewhere all of it.
func (x *exchange) query() string {
	if x.Mount.Private && x.Route.Endpoint != "messages" && x.Route.Endpoint != "responses" {
		return ""
	}
	return x.r.URL.RawQuery
}

// prepareJSON edits a JSON body.
func (x *exchange) prepareJSON(out *outbound, obj *jsonedit.Object) *dialect.Error {
	var model string
	if raw, ok := obj.Get("model"); ok && !jsonedit.IsNull(raw) {
		if model, ok = jsonedit.String(raw); !ok {
			return bad("bad_model", "The model must be a text.")
		}
	}
	if raw, ok := obj.Get("stream"); ok {
		out.stream, _ = jsonedit.Bool(raw)
	}
	asked, used, e := x.resolve(model)
	if e != nil {
		return e
	}
	if used != model {
		obj.Set("model", jsonedit.Quote(used))
	}
	x.record.Asked, x.record.Used = clip(asked), clip(used)
	out.to = x.snap.upstream(used)
	if e := x.need(out); e != nil {
		return e
	}
	if x.Route.Endpoint == "responses" {
		if e := x.prepareResponses(out, obj, asked, used); e != nil || out.into != nil {
			return e
		}
	}
	x.edit(out, obj, asked)
	out.call.Identity = out.edits || out.stream // a stream is read for its end, and compression would hold events back
	if !guard.IsJSON(x.r) {
		out.call.ContentType = "application/json" // curl -d sends a form type
	}
	return nil
}

// resolve turns the name that the app sent into the one that the person knows
// (on Ollama's side without a ":latest" that nobody gave it) and the one that
// the upstream knows (aliases).
func (x *exchange) resolve(model string) (asked, used string, e *dialect.Error) {
	if len(model) > maxModel {
		return "", "", bad("bad_model", "The name of the model is too long to be one.")
	}
	asked = model
	if name, ok := strings.CutSuffix(model, ":latest"); ok && x.emulated() {
		if m, found := x.h.catalog.Lookup(model); found && m.ID == name {
			asked = name
		}
	}
	if target, ok := x.snap.Aliases[asked]; ok {
		return asked, target, nil
	}
	return asked, asked, nil
}

// ready makes a translated request ready like one that came as it is. thoughts
// says that the app asked for the model's thoughts.
func (x *exchange) ready(out *outbound, completion *jsonedit.Object, asked string, thoughts bool) {
	out.chat, out.api = true, params.Chat
	if out.call.Endpoint == "completions" {
		out.api = params.Completions
	}
	x.edit(out, completion, asked)
	// Records are kept by the thousand: no room behind the list.
	x.record.Changes = slices.Concat(x.record.Changes, []Change{{What: ChangeDialect, Before: x.Route.Endpoint, After: out.call.Endpoint}})
	if thoughts && (out.answer.Think.Mode == think.Strip || out.answer.Think.Mode == "") {
		out.answer.Think.Mode = think.Reasoning
	}
	out.edits, out.call.Identity = true, true
	out.call.ContentType = "application/json"
}

// edit applies the person's rules and the client's repairs to a request, and
// says what is to be done to its answer.
func (x *exchange) edit(out *outbound, obj *jsonedit.Object, asked string) {
	defer func() { out.call.Body, out.call.Lent = x.pieces(obj), x.lent }()
	x.record.Changes, x.record.Messages, x.record.Characters = nil, 0, 0 // it may be the second time
	x.describe(obj)
	if !x.route.edits {
		return
	}
	var few [4]params.Rule
	rules, thoughts := x.snap.rules(few[:0], asked)
	thoughts.Count = &x.thoughts
	if len(rules) > 0 {
		x.changed(params.Apply(x.work.room(), obj, out.api, rules))
	}
	out.obj = obj
	if !out.chat {
		return
	}
	repair := x.emulated() || out.into != nil
	out.answer = chat.Options{Think: thoughts, Repair: repair, Cursor: x.Client >= 0 && !repair && x.snap.Clients[x.Client].Cursor}
	if out.answer.Cursor {
		chat.HideThoughts(obj)
	}
	if repair {
		x.repair(out, obj)
	}
	out.edits = out.answer.Edits()
}

// repair makes a request valid for strict upstreams, and leaves out what this
// model is known to refuse.
func (x *exchange) repair(out *outbound, obj *jsonedit.Object) {
	if out.api == params.Chat && !out.written {
		mistral, strict := strings.HasSuffix(out.to.Host(), "mistral.ai"), out.to.Strict()
		changed, strange := chat.RepairHistory(obj, chat.HistoryOptions{ShortIDs: mistral, Bridge: mistral, Strict: strict})
		if changed {
			x.record.Changes = append(x.record.Changes, Change{What: ChangeHistory})
		}
		if strange {
			chat.StripMessages(obj, strict)
		}
	}
	x.leftOut(x.h.refused.Adapt(obj, out.to.URL(), x.record.Used, time.Now()))
}
