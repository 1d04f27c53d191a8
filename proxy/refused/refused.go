// Package refused remembers which parameters a model of an upstream refuses,
// and takes them out of a request before it is sent. Copilot sends temperature,
// top_p and n to every model, Ollama's clients send whatever their settings
// hold, and no list says what each upstream takes: its own answer does. The
// package reads that answer, adapts the request that was refused, and spares
// the next ones the detour for a day.
//
// It knows no HTTP, makes no call and logs nothing. The texts of a person
// (model, messages, input, prompt, tools, instructions) and stream it never
// takes out, whatever an upstream says of them.
package refused

import (
	"sync"
	"time"

	"keyport/proxy/jsonedit"
)

const (
	// lifetime is how long a refusal is believed. Upstreams learn new parameters.
	lifetime = 24 * time.Hour
	// maxModels bounds the memory: names of models come from the request.
	maxModels = 1000
	// maxRemedies bounds what is remembered of one model.
	maxRemedies = 64
	// maxName bounds names of models, members and values that are remembered, in bytes.
	maxName = 256
)

// Memory is what is known of refusals, by upstream and model. The zero value
// is ready; all methods are safe for concurrent use.
type Memory struct {
	mu     sync.RWMutex
	models map[modelKey][]remedy
}

type modelKey struct{ upstream, model string }

// action is what is done about a refused member.
type action uint8

const (
	drop    action = iota // the member goes
	rename                // the output limit goes out under its other name
	degrade               // response_format: json_schema becomes json_object
	strip                 // a member of messages goes
	calm                  // reasoning_effort becomes none
)

// condition says in which requests a refusal counts.
type condition uint8

const (
	always    condition = iota
	noTools             // "'tool_choice' is only allowed when 'tools' are specified"
	withTools           // "Function tools with reasoning_effort are not supported"
	noStream            // "'stream_options' is only allowed when 'stream' is enabled"
)

// remedy is one thing to do to the requests for a model.
type remedy struct {
	act   action
	name  string
	value string // only where the member has this text; "" is any
	when  condition
	until time.Time
}

// same reports whether two remedies differ in time only.
func (r remedy) same(o remedy) bool {
	r.until, o.until = time.Time{}, time.Time{}
	return r == o
}

// Adapt applies to a request what its model is known to refuse, in place: what
// the table of known models says, then what was learned. now is the time of
// the request. It gives what it did, for the log: names such as "temperature",
// "max_tokens→max_completion_tokens", "messages[].cot_id"; nil when nothing had
// to be done, and then the body keeps its bytes.
func (m *Memory) Adapt(obj *jsonedit.Object, upstream, model string, now time.Time) []string {
	e := editor{obj: obj}
	learned := m.recall(modelKey{upstream, model}, now)
	e.known(model, learned)
	for _, r := range learned {
		e.apply(r)
	}
	return e.did
}

// Learn reads an upstream's answer to the request obj, as it was sent. It
// reports whether the answer is a refusal (status 400 or 422) of something that
// the request holds: then it is remembered until now plus 24 hours, and sending
// the request again after another Adapt makes sense. A refusal of a value that
// is out of range is none: the parameter is fine, and dropping it would hide
// the person's mistake.
func (m *Memory) Learn(upstream, model string, status int, body []byte, now time.Time, obj *jsonedit.Object) bool {
	if status != 400 && status != 422 || len(model) > maxName || len(upstream) > maxName {
		return false
	}
	learner := learner{obj: obj, until: now.Add(lifetime)}
	for _, c := range complaints(body) {
		learner.hear(c)
	}
	if len(learner.found) == 0 {
		return false
	}
	return m.remember(modelKey{upstream, model}, learner.found, now)
}

// recall gives what is still believed.
func (m *Memory) recall(key modelKey, now time.Time) []remedy {
	m.mu.RLock()
	defer m.mu.RUnlock()
	list := m.models[key] // never changed in place
	for i := range list {
		if !now.Before(list[i].until) {
			return fresh(list, now)
		}
	}
	return list
}

func fresh(list []remedy, now time.Time) []remedy {
	kept := make([]remedy, 0, len(list)+8)
	for _, r := range list {
		if now.Before(r.until) {
			kept = append(kept, r)
		}
	}
	return kept
}

// remember adds remedies to those of a model. It gives false when there was
// nothing to add: all of it was applied, and the upstream still refuses.
func (m *Memory) remember(key modelKey, found []remedy, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := fresh(m.models[key], now)
	added := false
	for _, r := range found {
		if len(list) < maxRemedies {
			added = add(&list, r) || added
		}
	}
	if !added {
		return false
	}
	if m.models == nil {
		m.models = map[modelKey][]remedy{}
	}
	if _, ok := m.models[key]; !ok && len(m.models) >= maxModels {
		m.forgetOldest()
	}
	m.models[key] = list
	return true
}

// add puts a remedy into a list, and takes out what it contradicts.
func add(list *[]remedy, r remedy) bool {
	for i, old := range *list {
		if old.same(r) {
			return false
		}
		if r.act == rename && old.act == rename && old.name == limitNames[r.name] {
			// First one name was refused, now the other: this model has no limit.
			(*list)[i] = remedy{act: drop, name: old.name, until: r.until}
			r.act = drop
		}
	}
	*list = append(*list, r)
	return true
}

// forgetOldest makes room for one model.
func (m *Memory) forgetOldest() {
	var oldest modelKey
	var first time.Time
	for key, list := range m.models {
		last := list[len(list)-1].until // the newest of the model's
		if first.IsZero() || last.Before(first) {
			oldest, first = key, last
		}
	}
	delete(m.models, oldest)
}
