package refused

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"keyport/proxy/jsonedit"
)

// learner turns the complaints about one request into remedies.
type learner struct {
	obj    *jsonedit.Object
	until  time.Time
	found  []remedy
	sent   map[string][]string // the request's members by their normal form
	looked int
}

// maxLooks bounds how often one answer makes the messages be searched.
const maxLooks = 16

// byValue are parameters of which upstreams refuse single values: another
// request's "auto" must not suffer from "required".
var byValue = []string{"tool_choice", "reasoning_effort", "response_format", "reasoning", "verbosity", "service_tier", "thinking"}

// structural are the words of an upstream that does not know a parameter at all.
var structural = []string{"unrecognized", "unrecognised", "unknown", "extra", "cannot find field", "was unexpected", "property", "argument supplied", "keyword"}

func (l *learner) hear(c complaint) {
	lower := strings.ToLower(c.text)
	if strings.Contains(lower, "set reasoning_effort to 'none'") || strings.Contains(lower, "set reasoning_effort to none") {
		// gpt-5.4 and later think by default, and with tools only in Responses.
		// Their error names a parameter that the request need not have.
		l.calm()
		return
	}
	if strings.Contains(lower, "invalid schema") {
		return // it takes schemas, only not this one: "'uniqueItems' is not permitted"
	}
	for _, s := range sentences(c.text) {
		low := strings.ToLower(s)
		switch {
		case !isRefusal(low):
		case c.path != "":
			l.path(c.path, s, low)
		default:
			l.sentence(s, low)
		}
	}
}

// path takes a complaint that names its place.
func (l *learner) path(path, s, low string) {
	list := words(path)
	if len(list) > 0 && list[0].norm == "body" {
		list = list[1:]
	}
	if len(list) == 0 {
		return
	}
	if list[0].norm == "messages" {
		if len(list) > 1 {
			l.inside(list[len(list)-1].text)
		} else {
			l.sentence(s, low) // "param": "messages", the member in the text
		}
		return
	}
	l.named(list[0].norm, low)
}

// sentence takes a complaint whose words name what is refused.
func (l *learner) sentence(s, low string) {
	list := words(s)
	for i, w := range list {
		switch last := pathEnd(s, list, i); {
		case last == i:
		case w.norm == "messages":
			l.message(s, list, i, last)
			return
		case w.norm == "tools":
			return // about a tool's schema: those are the person's
		}
	}
	for i, w := range list {
		if means(s, list, i) {
			l.named(w.norm, low)
		}
	}
	switch { // words for parameters that are not their names
	case strings.Contains(low, "response format"):
		l.named("responseformat", low)
	case strings.HasPrefix(low, "penalty is not enabled"): // Gemini
		l.named("presencepenalty", low)
		l.named("frequencypenalty", low)
	}
}

// pathEnd gives the last word of the path that begins at a word: 2 for "messages[0].name".
func pathEnd(s string, list []word, at int) int {
	last := at
	for last+1 < len(list) {
		if gap := s[list[last].end:list[last+1].start]; gap == "" || strings.Trim(gap, ".[]") != "" {
			break
		}
		last++
	}
	return last
}

// message takes a complaint about a member of messages: the end of its path
// ("messages.1.reasoning_content"), or a name beside it ("'messages.1' :
// property 'reasoning_content' is unsupported").
func (l *learner) message(s string, list []word, at, last int) {
	if l.inside(list[last].text) {
		return
	}
	for i, w := range list {
		if (i < at || i > last) && w.norm != "messages" && means(s, list, i) {
			l.inside(w.text)
		}
	}
}

// inside learns a member of messages, if the request has it.
func (l *learner) inside(name string) bool {
	raw, ok := l.obj.Get("messages")
	if !ok || len(name) > maxName || name[0] <= '9' || slices.Contains(protectedInside, name) || l.looked == maxLooks {
		return false
	}
	l.looked++
	_, has := without(raw, name, true)
	if has {
		l.learn(remedy{act: strip, name: name})
	}
	return has
}

// named learns a parameter, given without case and "_", if the request has it.
func (l *learner) named(norm, low string) {
	if l.sent == nil {
		l.sent = map[string][]string{}
		for key := range l.obj.Keys() {
			if n := normal(key); len(key) <= maxName && !slices.Contains(protected, key) && !slices.Contains(l.sent[n], key) {
				l.sent[n] = append(l.sent[n], key)
			}
		}
	}
	for _, key := range l.sent[norm] {
		l.parameter(key, low)
	}
}

func (l *learner) parameter(key, low string) {
	raw, _ := l.obj.Get(key)
	r := remedy{act: drop, name: key, when: conditionOf(l.obj, low)}
	value := string(bytes.TrimSpace(raw))
	if slices.Contains(byValue, key) && !has(low, structural) && len(value) <= maxName {
		r.value = value
	}
	switch {
	case limitNames[key] != "" && l.obj.Count("messages") > 0:
		r.act = rename
	case key == "response_format" && formatType(raw) == "json_schema":
		r.act, r.value = degrade, ""
	}
	if r.act != drop {
		l.learn(r)
		return
	}
	for _, name := range kinOf(key) {
		r.name = name
		l.learn(r)
	}
}

// calm learns that tools go without thinking only.
func (l *learner) calm() {
	raw, _ := l.obj.Get("reasoning_effort")
	if effort, _ := jsonedit.String(raw); effort != "none" && holds(l.obj, withTools) && l.obj.Count("messages") > 0 {
		l.learn(remedy{act: calm, name: "reasoning_effort", when: withTools})
	}
}

func (l *learner) learn(r remedy) {
	r.until = l.until
	if r.act == rename && slices.ContainsFunc(l.found, func(o remedy) bool { return o.act == rename }) {
		return // both names at once were refused: one of them stays
	}
	if !slices.ContainsFunc(l.found, r.same) && len(l.found) < maxRemedies {
		l.found = append(l.found, r)
	}
}

// conditionOf finds the circumstances that a refusal names, as far as the
// request shares them.
func conditionOf(obj *jsonedit.Object, low string) condition {
	if strings.Contains(low, "when 'tools'") || strings.Contains(low, "when tools") || strings.Contains(low, "if tools") || strings.Contains(low, "without tools") {
		if holds(obj, noTools) {
			return noTools
		}
	}
	if strings.Contains(low, "when 'stream'") || strings.Contains(low, "when stream") || strings.Contains(low, "stream=true") {
		if holds(obj, noStream) {
			return noStream
		}
	}
	return always
}
