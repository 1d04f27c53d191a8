// Package try shows a person what rules and thought tags do, before they are
// saved: a request before and after, an answer piece by piece. What requests and
// answers go through is the proxy's own; here it is told apart, step by step, and
// made readable. The package knows neither the settings file nor the keychain.
package try

import (
	"bytes"
	"errors"
	"slices"

	"keyport/app/control"
	"keyport/assets"
	"keyport/proxy"
	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

// maxDepth is the nesting that the proxy accepts in a body.
const maxDepth = 200

// Rules tries a request on cfg's rules, which are those of in.
func Rules(cfg proxy.Config, in control.TryRules) (control.TriedRules, error) {
	out := control.TriedRules{Lines: []control.Line{}, Changes: []control.Change{}}
	switch {
	case len(in.Body) > control.MaxTryBody:
		return out, tooBig(assets.T("try.body_too_big"))
	case len(cfg.Rules) > control.MaxTryRules:
		return out, tooBig(assets.T("try.rules_too_many", "number", control.MaxTryRules))
	}
	if in.Call == "" {
		in.Call = proxy.TrialCalls[0]
	}
	trial, err := proxy.NewTrial(cfg, in.Call)
	if err != nil {
		return out, &control.Error{Code: control.CodeInvalid, Message: assets.T("try.no_call"), Cause: err}
	}
	before := []byte(in.Body)
	obj, wrong := parse(before)
	if wrong != "" {
		out.Before, out.Error = in.Body, wrong
		return out, nil
	}
	if in.Model != "" {
		obj.Set("model", jsonedit.Quote(in.Model))
		before = obj.Bytes()
	}
	out.Before = string(before)
	model, _ := obj.Get("model")
	asked, _ := jsonedit.String(model)

	after, e := trial.Body(before, 0)
	if e != nil {
		out.Error = e.Message
		return out, nil
	}
	s := steps{members: membersOf(before)}
	s.take(after, 0, func(string) string { return control.ChangeAlias }, "")
	for _, i := range trial.Fits(asked) {
		if after, e = trial.Body(before, i+1); e != nil {
			out.Error = e.Message
			return out, nil
		}
		s.take(after, i+1, whatBy(cfg.Rules[i].Params), cfg.Rules[i].Params.Append)
	}
	out.After = string(after)
	for _, c := range s.changes {
		c.Sentence = sentence(c)
		out.Changes = append(out.Changes, c)
	}
	out.Lines = lines(membersOf(before), membersOf(after), s.last())
	return out, nil
}

// parse reads a body, or says in a sentence why it is no JSON object.
func parse(body []byte) (*jsonedit.Object, string) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, assets.T("try.empty")
	}
	if err := jsonedit.Check(body, maxDepth); err != nil {
		var wrong *jsonedit.SyntaxError
		if !errors.As(err, &wrong) {
			return nil, assets.T("try.no_object")
		}
		line, column := position(body, wrong.Offset)
		return nil, assets.T("try.not_json", "line", line, "column", column)
	}
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		return nil, assets.T("try.no_object")
	}
	return obj, ""
}

// position counts lines and characters from 1.
func position(text []byte, offset int) (line, column int) {
	text = text[:min(offset, len(text))]
	line = bytes.Count(text, []byte("\n")) + 1
	return line, len([]rune(string(text[bytes.LastIndexByte(text, '\n')+1:]))) + 1
}

// whatBy tells what a rule does to a parameter that it changed.
func whatBy(r params.Rule) func(name string) string {
	has := func(list []params.Param, name string) bool {
		return slices.ContainsFunc(list, func(p params.Param) bool { return kin(p.Name) == kin(name) })
	}
	return func(name string) string {
		switch {
		case has(r.Force, name):
			return control.ChangeForced
		case has(r.Default, name):
			return control.ChangeDefaulted
		}
		return control.ChangeAppended
	}
}

// limits are the names of one and the same parameter: the proxy lets one of them
// out, under the name that the app or the API uses.
var limits = []string{"max_tokens", "max_completion_tokens", "max_output_tokens"}

// kin is the name by which two rules are about the same parameter.
func kin(name string) string {
	if slices.Contains(limits, name) {
		return limits[0]
	}
	return name
}

func tooBig(sentence string) error {
	return &control.Error{Code: control.CodeTooBig, Message: sentence}
}
