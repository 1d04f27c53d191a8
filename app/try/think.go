package try

import (
	"strings"

	"keyport/app/control"
	"keyport/assets"
	"keyport/proxy"
	"keyport/proxy/catalog"
	"keyport/proxy/think"
)

// Think tries an answer on cfg's thought tags and rules, which are those of in:
// piece by piece, as the answer's text comes in the events of a stream.
func Think(cfg proxy.Config, in control.TryThink) (control.TriedThink, error) {
	out := control.TriedThink{Pieces: []control.Piece{}}
	if len(in.Sample) > control.MaxTrySample {
		return out, tooBig(assets.T("try.sample_too_big"))
	}
	pieces := split(in.Sample, in.Split)
	if len(pieces) > control.MaxTryPieces {
		return out, tooBig(assets.T("try.pieces_too_many", "number", control.MaxTryPieces))
	}
	trial, err := proxy.NewTrial(cfg, proxy.TrialCalls[0])
	if err != nil {
		return out, &control.Error{Code: control.CodeInvalid, Message: assets.T("try.no_call"), Cause: err}
	}
	o := trial.Think(in.Model)
	if o.Mode == "" {
		o.Mode = think.Strip
	}
	out.Mode = string(o.Mode)

	told := o // the same filter, made to tell the thoughts that it takes out
	if o.Mode == think.Strip {
		told.Mode = think.Reasoning
	}
	app, thoughts := think.NewFilter(o), think.NewFilter(told)
	var answer, thinking strings.Builder
	add := func(in, text, thought string) {
		out.Pieces = append(out.Pieces, control.Piece{In: in, Answer: text, Thinking: thought})
		answer.WriteString(text)
		thinking.WriteString(thought)
	}
	for _, p := range pieces {
		text, _ := app.Write(p)
		_, thought := thoughts.Write(p)
		add(p, text, thought)
	}
	text, _ := app.Close()
	_, thought := thoughts.Close()
	if text != "" || thought != "" {
		add("", text, thought)
	}
	out.Answer, out.Thinking = answer.String(), thinking.String()
	out.Unclosed = unclosed(told, in.Sample)
	out.Warnings = thinkWarnings(cfg, trial, o, in.Model)
	return out, nil
}

// split cuts a text into pieces of n characters; one piece when n is 0.
func split(text string, n int) []string {
	if text == "" {
		return nil
	}
	runes := []rune(text)
	if n <= 0 || n >= len(runes) {
		return []string{string(runes)}
	}
	pieces := make([]string, 0, len(runes)/n+1)
	for len(runes) > n {
		pieces, runes = append(pieces, string(runes[:n])), runes[n:]
	}
	return append(pieces, string(runes))
}

// unclosed reports whether a text ends inside a thought: whether one more
// character would be a thought. No tag holds that character.
func unclosed(o think.Options, text string) bool {
	if o.Mode == think.Keep {
		return false
	}
	const probe = "\U0010FFFD"
	f := think.NewFilter(o)
	f.Write(text)
	_, thought := f.Write(probe)
	return strings.HasSuffix(thought, probe)
}

// ownThoughts are the parameters that ask a model to think in a field of its own.
var ownThoughts = []string{"reasoning_effort", "reasoning", "thinking", "enable_thinking", "include_reasoning"}

// thinkWarnings tells when thoughts come to the app by two ways at once: the model
// sends them in a field of their own, and those between tags are moved there too.
func thinkWarnings(cfg proxy.Config, trial *proxy.Trial, o think.Options, model string) []control.Warning {
	if o.Mode != think.Reasoning || model == "" {
		return nil
	}
	for _, i := range trial.Fits(model) {
		force := cfg.Rules[i].Params
		for _, p := range append(force.Force[:len(force.Force):len(force.Force)], force.Default...) {
			for _, name := range ownThoughts {
				if p.Name == name {
					return []control.Warning{{Rule: i + 1, Parameter: name, Sentence: assets.T("try.both_rule", "name", name)}}
				}
			}
		}
	}
	if target, ok := cfg.Aliases[model]; ok {
		model = target
	}
	if catalog.Known(model).Thinking {
		return []control.Warning{{Sentence: assets.T("try.both_model", "model", model)}}
	}
	return nil
}
