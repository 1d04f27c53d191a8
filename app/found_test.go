package app

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
)

func TestAKeyInAVariableIsOfferedAndUsedOnlyWhenAsked(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, func(s *settings.Settings) {
		upstreamAt(p)(s)
		s.Upstreams[0].Name = "groq"
	})
	opts := options(dir)
	opts.Environment = environment(t, false, map[string]string{"GROQ_API_KEY": goodKey + "\n", "ANTHROPIC_API_KEY": "not a key", "MISTRAL_API_KEY": ""})
	for _, name := range []string{"GROQ_API_KEY", "ANTHROPIC_API_KEY"} {
		if _, ok := os.LookupEnv(name); ok {
			t.Errorf("%s is left for children", name)
		}
	}
	r := begin(t, dir, opts)
	r.state(control.StateSetup)
	found, err := r.FoundKeys(t.Context())
	if err != nil || !reflect.DeepEqual(found, []control.FoundKey{{Variable: "GROQ_API_KEY", Provider: "groq", End: "Zx9w"}}) {
		t.Errorf("%+v %v", found, err)
	}
	if seen := p.seen(); len(seen) > 0 {
		t.Error("somebody was asked before the person said so")
	}
	wantCode(t, r.UseFoundKey(t.Context(), "ANTHROPIC_API_KEY", "groq"), control.CodeNotFound)
	if err := r.UseFoundKey(t.Context(), "GROQ_API_KEY", "groq"); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
	if strings.Contains(r.log.String(), goodKey) {
		t.Error("the key is in the log")
	}
}

func TestAVariableThatCountsAnywayIsNotOffered(t *testing.T) {
	e := environment(t, true, map[string]string{"OPENAI_API_KEY": goodKey, "GROQ_API_KEY": goodKey})
	if len(e.found) != 1 || e.found["GROQ_API_KEY"].IsZero() {
		t.Errorf("%d", len(e.found))
	}
}
