package try

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"keyport/app/control"
	"keyport/proxy"
	"keyport/proxy/params"
	"keyport/proxy/think"
)

func with(mode think.Mode) proxy.Config { return proxy.Config{Think: think.Options{Mode: mode}} }

func TestAnswerPieceByPiece(t *testing.T) {
	out, err := Think(with(think.Strip), control.TryThink{Sample: "<think>hm</think>\nYes. <thi", Split: 4})
	if err != nil {
		t.Fatal(err)
	}
	want := []control.Piece{
		{In: "<thi"}, {In: "nk>h", Thinking: "h"}, {In: "m</t", Thinking: "m"}, {In: "hink"}, {In: ">\nYe", Answer: "Ye"}, {In: "s. <", Answer: "s. "}, {In: "thi"}, {Answer: "<thi"},
	}
	if !slices.Equal(out.Pieces, want) {
		t.Errorf("%+v", out.Pieces)
	}
	if out.Answer != "Yes. <thi" || out.Thinking != "hm" || out.Unclosed || out.Mode != "strip" {
		t.Errorf("%+v", out)
	}
}

func TestUnfinishedTags(t *testing.T) {
	starts := with(think.Reasoning)
	starts.Think.StartsInThought = true
	for _, c := range []struct {
		name             string
		cfg              proxy.Config
		sample           string
		answer, thinking string
		unclosed         bool
	}{
		{"never closed", with(think.Strip), "a<think>b", "a", "b", true},
		{"closed", with(think.Strip), "a<think>b</think>c", "ac", "b", false},
		{"half a closing tag", with(think.Reasoning), "<think>b</thi", "", "b</thi", true},
		{"nested", with(think.Strip), "<think>a<think>b</think>c", "", "abc", true},
		{"kept", with(think.Keep), "a<think>b", "a<think>b", "", false},
		{"starts in a thought that never ends", starts, "a b", "a b", "a b", true},
		{"starts in a thought", starts, "a</think>b", "b", "a", false},
		{"a tag at the very end", with(think.Strip), "a<think>", "a", "", true},
		{"behind a backtick", with(think.Strip), "a `<think>", "a `", "", true},
		{"nothing", with(think.Strip), "", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := Think(c.cfg, control.TryThink{Sample: c.sample})
			if err != nil || out.Answer != c.answer || out.Thinking != c.thinking || out.Unclosed != c.unclosed {
				t.Errorf("%+v %v", out, err)
			}
		})
	}
}

func TestTheRulesOfTheModelCount(t *testing.T) {
	cfg := with(think.Strip)
	cfg.Rules = []proxy.Rule{{Models: []string{"r1"}, Think: &think.Options{Mode: think.Reasoning, Tags: []think.Tag{{Start: "[T]", End: "[/T]"}}}}}
	for model, want := range map[string]string{"r1": "reasoning|b", "other": "strip|[T]a[/T]b"} {
		out, err := Think(cfg, control.TryThink{Model: model, Sample: "[T]a[/T]b"})
		if err != nil || out.Mode+"|"+out.Answer != want {
			t.Errorf("%s: %+v %v", model, out, err)
		}
	}
}

func TestThoughtsOnTwoWaysAreWarnedOf(t *testing.T) {
	effort := proxy.Rule{Models: []string{"*"}, Params: params.Rule{Default: set("reasoning_effort", `"low"`)}}
	for _, c := range []struct {
		name, model string
		mode        think.Mode
		rules       []proxy.Rule
		want        string
	}{
		{"a rule asks for thoughts", "m", think.Reasoning, []proxy.Rule{effort}, "A rule sets reasoning_effort"},
		{"the model thinks by itself", "o3", think.Reasoning, nil, "o3 can send"},
		{"by another name", "alias", think.Reasoning, nil, "o3 can send"},
		{"a model that does not think", "gpt-4o", think.Reasoning, nil, ""},
		{"tags are taken out", "o3", think.Strip, []proxy.Rule{effort}, ""},
		{"no model", "", think.Reasoning, []proxy.Rule{effort}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := with(c.mode)
			cfg.Rules, cfg.Aliases = c.rules, map[string]string{"alias": "o3"}
			out, err := Think(cfg, control.TryThink{Model: c.model})
			got := ""
			if len(out.Warnings) > 0 {
				got = out.Warnings[0].Sentence
			}
			if err != nil || !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("%q %v", got, err)
			}
		})
	}
}

// What an app gets must not depend on where the provider cuts its stream.
func FuzzThinkSplits(f *testing.F) {
	f.Add("<think>a</think>\n\nb", "<think>", "</think>", uint8(1), uint8(0), false)
	f.Add("a `<think>` b <THINK>c</think >", "<think>", "</think> ", uint8(3), uint8(2), false)
	f.Add("ä\U0001F600<\U0001F600>", "<\U0001F600>", "</>", uint8(2), uint8(2), true)
	f.Add("no tag at all", "<", ">", uint8(5), uint8(1), true)
	modes := []think.Mode{think.Strip, think.Keep, think.Reasoning}
	f.Fuzz(func(t *testing.T, sample, start, end string, n, mode uint8, starts bool) {
		if len(sample) > 2000 || !utf8.ValidString(sample) {
			return
		}
		tags, err := think.ParseTags([]string{start, end})
		if err != nil {
			return
		}
		o := think.Options{Mode: modes[int(mode)%len(modes)], Tags: tags, StartsInThought: starts}
		whole, err := Think(proxy.Config{Think: o}, control.TryThink{Sample: sample})
		if err != nil {
			t.Fatal(err)
		}
		cut, err := Think(proxy.Config{Think: o}, control.TryThink{Sample: sample, Split: 1 + int(n)})
		if err != nil {
			t.Fatal(err)
		}
		if cut.Answer != whole.Answer || cut.Thinking != whole.Thinking || cut.Unclosed != whole.Unclosed {
			t.Errorf("in pieces of %d: %q %q %v, whole: %q %q %v", 1+int(n), cut.Answer, cut.Thinking, cut.Unclosed, whole.Answer, whole.Thinking, whole.Unclosed)
		}
		if want, _ := think.Apply(o, sample); whole.Answer != want {
			t.Errorf("the answer is %q, an app gets %q", whole.Answer, want)
		}
		in, answer := "", ""
		for _, p := range cut.Pieces {
			in, answer = in+p.In, answer+p.Answer
		}
		if in != sample || answer != cut.Answer {
			t.Errorf("the pieces make %q and %q", in, answer)
		}
	})
}
