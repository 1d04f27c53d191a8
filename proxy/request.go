package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// maxDepth bounds the nesting of a JSON body.
const maxDepth = 200

// outbound is a request made ready for its upstream.
type outbound struct {
	to     *upstream.Upstream
	call   upstream.Call
	stream bool         // the client asked for a stream
	answer chat.Options // what is to be done to the answer
	edits  bool         // the answer may have to be edited
}

// prepare reads the body, finds the upstream and applies the rules.
func (x *exchange) prepare() (*outbound, *dialect.Error) {
	out := &outbound{call: upstream.Call{
		Method: x.route.method, Endpoint: x.route.endpoint, Header: x.r.Header, Query: x.query(),
		Passthrough: x.snap.Access == AccessPassthrough,
	}}
	out.call.Endpoint = strings.Replace(out.call.Endpoint, "{id}", x.path.ID, 1)
	if x.route.method == http.MethodGet {
		if len(x.snap.upstreams) > 0 {
			out.to = x.snap.upstreams[0]
		}
		return out, x.need(out)
	}
	if x.route.anyBody || x.route.form && guard.IsMultipart(x.r) {
		return out, x.streamBody(out)
	}
	body, e := x.readBody()
	if e != nil {
		return nil, e
	}
	return out, x.prepareJSON(out, body)
}

// need fails when no upstream was found for a request.
func (x *exchange) need(out *outbound) *dialect.Error {
	switch {
	case out.to != nil:
		x.record.Upstream = out.to.Name()
		if out.to.Kind() != upstream.KindAnthropic && x.route.dialect == dialect.Anthropic {
			return &dialect.Error{Status: http.StatusNotFound, Code: "messages_not_supported", Message: "The account “" + out.to.Name() + "” does not speak Anthropic's Messages API. Choose a model of an account of kind anthropic."}
		}
		return nil
	case len(x.snap.upstreams) == 0:
		return noUpstream()
	}
	return &dialect.Error{Status: http.StatusNotFound, Code: "model_not_found", Message: "No account in Keyport serves the model “" + clip(x.record.Used) + "”. Check the models of your accounts in Keyport."}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}

// query is what goes out of the client's query: on private addresses only
// where clients need it (Claude Code sends ?beta=true), elsewhere all of it.
func (x *exchange) query() string {
	if x.mount.private && x.route.endpoint != "messages" && x.route.endpoint != "responses" {
		return ""
	}
	return x.r.URL.RawQuery
}

// readBody takes the whole body into memory, up to the limit.
func (x *exchange) readBody() ([]byte, *dialect.Error) {
	limit := x.snap.limits.Body
	if x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	var buf bytes.Buffer
	if n := x.r.ContentLength; n > 0 && n <= 1<<20 {
		buf.Grow(int(n) + bytes.MinRead) // a larger one grows as it comes: a length is only a promise
	}
	_, err := buf.ReadFrom(http.MaxBytesReader(x.w, x.r.Body, limit))
	if err != nil {
		return nil, bodyError(err, limit)
	}
	return buf.Bytes(), nil
}

func bodyError(err error, limit int64) *dialect.Error {
	var max *http.MaxBytesError
	if errors.As(err, &max) {
		return tooLarge(limit)
	}
	return &dialect.Error{Status: http.StatusBadRequest, Code: "bad_body", Message: "The request ended before its body was complete.", Cause: err}
}

func tooLarge(limit int64) *dialect.Error {
	return &dialect.Error{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large", Message: fmt.Sprintf("The request is larger than %d MiB. The limit is limits.body in Keyport's settings.", limit>>20)}
}

// prepareJSON checks and edits a JSON body.
func (x *exchange) prepareJSON(out *outbound, body []byte) *dialect.Error {
	bad := func(code, message string) *dialect.Error {
		return &dialect.Error{Status: http.StatusBadRequest, Code: code, Message: message}
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return bad("bad_json", "The request has no body. Send a JSON object.")
	}
	if err := jsonedit.Check(body, maxDepth); err != nil {
		return bad("bad_json", "The request is not valid JSON: "+err.Error()+".")
	}
	if jsonedit.Kind(body) != '{' {
		return bad("bad_json", "The request is not a JSON object.")
	}
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		return bad("bad_json", "The request is not valid JSON.")
	}
	for _, key := range [...]string{"model", "stream", "messages"} {
		if obj.Count(key) > 1 {
			return bad("duplicate_key", "The request names "+key+" twice.")
		}
	}
	var model string
	if raw, ok := obj.Get("model"); ok && !jsonedit.IsNull(raw) {
		if model, ok = jsonedit.String(raw); !ok {
			return bad("bad_model", "The model must be a text.")
		}
	}
	if raw, ok := obj.Get("stream"); ok {
		out.stream, _ = jsonedit.Bool(raw)
	}
	asked, used := x.resolve(model)
	if used != model {
		obj.Set("model", jsonedit.Quote(used))
	}
	x.record.Asked, x.record.Used = clip(asked), clip(used)
	out.to = x.snap.upstream(used)
	if e := x.need(out); e != nil {
		return e
	}
	x.edit(out, obj, asked)
	out.call.Identity = out.edits || out.stream // a stream is read for its end, and compression would hold events back
	out.call.Body = obj.Bytes()
	if !guard.IsJSON(x.r) {
		out.call.ContentType = "application/json" // curl -d sends a form type
	}
	return nil
}

// resolve turns the name that the app sent into the one that the person knows
// (on Ollama's side without a ":latest" that nobody gave it) and the one that
// the upstream knows (aliases).
func (x *exchange) resolve(model string) (asked, used string) {
	asked = model
	if name, ok := strings.CutSuffix(model, ":latest"); ok && x.mount.private {
		if m, found := x.h.catalog.Lookup(model); found && m.ID == name {
			asked = name
		}
	}
	if target, ok := x.snap.Aliases[asked]; ok {
		return asked, target
	}
	return asked, asked
}

// edit applies the person's rules and the client's repairs to a request, and
// says what is to be done to its answer.
func (x *exchange) edit(out *outbound, obj *jsonedit.Object, asked string) {
	if !x.route.edits {
		return
	}
	rules, thoughts := x.snap.rules(asked)
	if len(rules) > 0 {
		params.Apply(obj, x.route.api, rules)
	}
	if !x.route.chat {
		out.answer.Think.Mode = think.Keep
		return
	}
	out.answer = chat.Options{Think: thoughts, Repair: x.mount.private, Mask: out.to.Mask, Cursor: x.client >= 0 && !x.mount.private && x.snap.Clients[x.client].Cursor}
	if raw, ok := obj.Get("n"); ok {
		out.answer.Choices, _ = jsonedit.Int(raw)
	}
	if out.answer.Cursor {
		chat.HideThoughts(obj)
	}
	if out.answer.Repair && x.route.api == params.Chat {
		chat.StripMessages(obj, out.to.Strict())
	}
	out.edits = out.answer.Edits()
}

// streamBody passes a body on as it comes: files, and paths that the person allowed.
func (x *exchange) streamBody(out *outbound) *dialect.Error {
	limit := x.snap.limits.Body
	if x.r.ContentLength > limit {
		return tooLarge(limit)
	}
	// The answer may begin before the body is read to its end (golang/go#40747).
	if err := http.NewResponseController(x.w).EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return &dialect.Error{Status: http.StatusInternalServerError, Code: "internal", Message: "Keyport could not read the request.", Cause: err}
	}
	// Without x.w: the transport reads the body on a goroutine of its own, where the headers of the answer must not be touched.
	body := http.MaxBytesReader(nil, x.r.Body, limit)
	model := ""
	if len(x.snap.upstreams) > 1 && guard.IsMultipart(x.r) {
		var read bytes.Buffer // at most up to the field: the rest passes as it comes
		model = formModel(x.r.Header.Get("Content-Type"), io.TeeReader(body, &read))
		out.call.Stream = io.MultiReader(&read, body)
	} else {
		out.call.Stream = body
	}
	if out.call.Length = x.r.ContentLength; out.call.Length == 0 {
		out.call.Stream = nil
	}
	x.record.Asked, x.record.Used = clip(model), clip(model)
	out.to = x.snap.upstream(model)
	return x.need(out)
}

// formModel reads a multipart body up to its field "model", which may stand
// behind the file (openai-node keeps the program's order); "" when there is none.
func formModel(contentType string, body io.Reader) string {
	_, attrs, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	form := multipart.NewReader(body, attrs["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return ""
		}
		if part.FormName() == "model" {
			value, err := io.ReadAll(io.LimitReader(part, 256))
			if err != nil {
				return ""
			}
			return string(value)
		}
	}
}
