package try

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/proxy"
	"keyport/proxy/params"
)

func set(pairs ...string) []params.Param {
	var list []params.Param
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, params.Param{Name: pairs[i], Value: []byte(pairs[i+1])})
	}
	return list
}

func rule(models string, r params.Rule) proxy.Rule {
	return proxy.Rule{Models: strings.Fields(models), Params: r}
}

func TestEveryChangeIsToldWithItsRule(t *testing.T) {
	cfg := proxy.Config{
		Aliases: map[string]string{"fast": "gpt-x"},
		Rules: []proxy.Rule{
			rule("gpt-*", params.Rule{Force: set("temperature", "1")}), // not for fast: rules go by the name that the app uses
			rule("*", params.Rule{Force: set("temperature", "0.6", "max_completion_tokens", "20"), Default: set("top_p", "0.9", "seed", "1"), Remove: []string{"top_k", "absent"}}),
			rule("fast", params.Rule{Force: set("temperature", "0.60"), Append: " /no_think"}),
		},
	}
	out, err := Rules(cfg, control.TryRules{Model: "fast", Body: `{"model":"other","temperature":0.7,"top_k":40,"top_p":1,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}`})
	if err != nil || out.Error != "" {
		t.Fatal(err, out.Error)
	}
	if want := `{"model":"fast","temperature":0.7,"top_k":40,"top_p":1,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}`; out.Before != want {
		t.Errorf("before %s", out.Before)
	}
	if want := `{"model":"gpt-x","temperature":0.60,"top_p":1,"max_tokens":20,"messages":[{"role":"user","content":"hi /no_think"}],"seed":1}`; out.After != want {
		t.Errorf("after %s", out.After)
	}
	var got []string
	for _, c := range out.Changes {
		got = append(got, fmt.Sprintf("%d %s %s %s→%s", c.Rule, c.What, c.Parameter, c.Old, c.New))
		if c.Sentence == "" || strings.Contains(c.Sentence, "{") {
			t.Errorf("%+v", c)
		}
	}
	want := []string{
		`0 alias model "fast"→"gpt-x"`, `2 forced temperature 0.7→0.6`, `2 forced max_tokens 9→20`, `2 defaulted seed →1`, `2 removed top_k 40→`,
		`3 forced temperature 0.6→0.60`, `3 appended messages →" /no_think"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAParameterThatGetsAnotherNameIsOneChange(t *testing.T) {
	cfg := proxy.Config{Rules: []proxy.Rule{rule("*", params.Rule{Force: set("max_completion_tokens", "20"), Remove: []string{"max_tokens"}})}}
	out, err := Rules(cfg, control.TryRules{Body: `{"model":"m","max_tokens":9}`})
	if err != nil || out.After != `{"model":"m","max_completion_tokens":20}` || len(out.Changes) != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	if c := out.Changes[0]; c.What != control.ChangeForced || c.Parameter != "max_completion_tokens" || c.Was != "max_tokens" || c.Old != "9" {
		t.Errorf("%+v", c)
	}
}

func TestLinesMarkWhatChanged(t *testing.T) {
	long := strings.Repeat("word ", 20)
	cfg := proxy.Config{Rules: []proxy.Rule{rule("*", params.Rule{Force: set("temperature", "1.0", "new", `{"a":1}`), Remove: []string{"top_k"}, Append: "!"})}}
	out, err := Rules(cfg, control.TryRules{Body: `{"model":"m","temperature":1,"top_k":4,"messages":[{"role":"system","content":"` + long + `"},{"role":"user","content":"` + long + `"}]}`})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range out.Lines {
		got = append(got, fmt.Sprintf("%-1s%d%s", l.Mark, l.Rule, l.Text))
	}
	want := []string{
		` 0{`, ` 0  "model": "m",`, `-1  "temperature": 1,`, `+1  "temperature": 1.0,`, `-1  "top_k": 4,`,
		` 0  "messages": [`, ` 0    {`, ` 0      "role": "system",`, ` 0      "content": "` + long + `"`, ` 0    },`,
		` 0    {`, ` 0      "role": "user",`, `-1      "content": "` + long + `"`, `+1      "content": "` + long + `!"`, ` 0    }`, ` 0  ],`,
		`+1  "new": {"a":1}`, ` 0}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestABodyThatIsNoRequestIsToldInASentence(t *testing.T) {
	for body, want := range map[string]string{
		"":                   "Enter a request as your app would send it.",
		"[]":                 "A request begins with { and ends with }.",
		"{\n  \"a\": tru\n}": "This is not valid JSON: look at line 2 near column 11.",
		"{\"ä\": 1,}":        "This is not valid JSON: look at line 1 near column 9.",
		`{"model":1}`:        "The model must be a text.",
		`{"model":"a","messages":[],"messages":[]}`: "The request names messages twice.",
		`{"a":` + strings.Repeat("[", 300) + `}`:    "This is not valid JSON: look at line 1 near column 205.",
	} {
		out, err := Rules(proxy.Config{}, control.TryRules{Body: body})
		if err != nil || out.Error != want || out.After != "" || out.Before != body {
			t.Errorf("%.40q: %q %v", body, out.Error, err)
		}
	}
}

func TestWhatIsTooBigIsRefused(t *testing.T) {
	many := proxy.Config{Rules: make([]proxy.Rule, control.MaxTryRules+1)}
	_, body := Rules(proxy.Config{}, control.TryRules{Body: strings.Repeat(" ", control.MaxTryBody+1)})
	_, rules := Rules(many, control.TryRules{Body: "{}"})
	_, sample := Think(proxy.Config{}, control.TryThink{Sample: strings.Repeat(" ", control.MaxTrySample+1)})
	_, pieces := Think(proxy.Config{}, control.TryThink{Sample: strings.Repeat("x", control.MaxTryPieces+1), Split: 1})
	for name, err := range map[string]error{"body": body, "rules": rules, "sample": sample, "pieces": pieces} {
		var e *control.Error
		if !errors.As(err, &e) || e.Code != control.CodeTooBig || !strings.HasSuffix(e.Message, ".") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Rules(proxy.Config{}, control.TryRules{Call: "files", Body: "{}"})
	var e *control.Error
	if !errors.As(err, &e) || e.Code != control.CodeInvalid {
		t.Errorf("call: %v", err)
	}
}

// A page asks again with every key press; what it is shown must stay small, and
// a hostile body must not keep the program busy.
func TestHostileBodiesStayCheapAndSmall(t *testing.T) {
	var rules []proxy.Rule
	for i := range 10 {
		rules = append(rules, rule("*", params.Rule{Force: set(fmt.Sprint("p", i), "1"), Remove: []string{fmt.Sprint("k", i)}, Append: "x"}))
	}
	var members strings.Builder
	for i := range 5_000 {
		fmt.Fprintf(&members, `"k%d":0,`, i)
	}
	for name, body := range map[string]string{
		"many members": `{` + members.String() + `"model":"m"}`,
		"many lists":   `{"model":"m","messages":[` + strings.Repeat("[0],", 20_000) + `0]}`,
		"deep":         `{"model":"m","messages":` + strings.Repeat("[", 190) + strings.Repeat("]", 190) + `}`,
		"long text":    `{"model":"m","messages":[{"role":"user","content":"` + strings.Repeat("<", 1_000_000) + `"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			out, err := Rules(proxy.Config{Rules: rules}, control.TryRules{Body: body})
			if err != nil || out.Error != "" {
				t.Fatal(err, out.Error)
			}
			size := 0
			for _, l := range out.Lines {
				size += len(l.Text)
			}
			for _, c := range out.Changes {
				size += len(c.Sentence) + len(c.Old) + len(c.New)
			}
			if size > 500_000 || len(out.Lines) > maxLines+2 {
				t.Errorf("%d lines, %d bytes", len(out.Lines), size)
			}
			t.Log(time.Since(start), len(out.Lines), size)
		})
	}
}

func TestConflictsAreSaidBesideTheRuleThatLoses(t *testing.T) {
	r := func(models string, change func(*settings.Rule)) settings.Rule {
		one := settings.Rule{Models: strings.Split(models, " ")}
		change(&one)
		return one
	}
	force := func(name string) func(*settings.Rule) {
		return func(r *settings.Rule) { r.Force = settings.Values{name: 1.0} }
	}
	ifUnset := func(name string) func(*settings.Rule) {
		return func(r *settings.Rule) { r.Default = settings.Values{name: 1.0} }
	}
	remove := func(name string) func(*settings.Rule) {
		return func(r *settings.Rule) { r.Remove = []string{name} }
	}
	for _, c := range []struct {
		name  string
		rules []settings.Rule
		known []string
		want  string
	}{
		{"same models", []settings.Rule{r("gpt-*", force("temperature")), r("x", force("top_p")), r("*", force("temperature"))}, nil, "1: Rule 3 sets temperature for the same models; rule 3 wins."},
		{"some models", []settings.Rule{r("*", force("temperature")), r("gpt-*", force("temperature"))}, nil, "1: Rule 2 sets temperature for some of the same models; there rule 2 wins."},
		{"by what is listed", []settings.Rule{r("gpt-*", force("seed")), r("*mini", force("seed"))}, []string{"gpt-5-mini", "gpt-5"}, "1: Rule 2 sets seed for some of the same models; there rule 2 wins."},
		{"other models", []settings.Rule{r("gpt-*", force("seed")), r("*mini", force("seed"))}, []string{"gpt-5"}, ""},
		{"taken out", []settings.Rule{r("* !gpt-*", force("seed")), r("gpt-*", force("seed"))}, []string{"gpt-5", "o3"}, ""},
		{"other parameters", []settings.Rule{r("*", force("seed")), r("*", force("top_p"))}, nil, ""},
		{"removed later", []settings.Rule{r("m", force("seed")), r("*", remove("seed"))}, nil, "1: Rule 2 removes seed for the same models; rule 2 wins."},
		{"set already", []settings.Rule{r("*", force("seed")), r("m", ifUnset("seed"))}, nil, "2: Rule 1 sets seed for the same models; rule 1 wins."},
		{"replaced on purpose", []settings.Rule{r("*", remove("seed")), r("*", ifUnset("seed"))}, nil, ""},
		{"names of one limit", []settings.Rule{r("m", force("max_tokens")), r("m", force("max_completion_tokens"))}, nil, "1: Rule 2 sets max_tokens for the same models; rule 2 wins."},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, w := range Conflicts(c.rules, c.known) {
				got = append(got, fmt.Sprintf("%d: %s", w.Rule, w.Sentence))
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("%q", got)
			}
		})
	}
}
