package secret

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"github.com/pelletier/go-toml/v2"
	"github.com/rs/zerolog"
)

const canary = "sk-CANARY"

// silent fails when text holds the canary in a spelling that a verb of fmt or an encoder gives.
func silent(t *testing.T, text string) {
	t.Helper()
	for _, spelling := range []string{
		canary, "CANARY", fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprintf("% x", canary), fmt.Sprintf("%U", []rune(canary)[3:5]),
		strings.Trim(fmt.Sprint([]byte(canary)), "[]"), "c2stQ0FOQVJZ",
	} {
		if strings.Contains(text, spelling) {
			t.Errorf("%q came out: %s", spelling, text)
		}
	}
}

// holders are the places in which a secret can be when something is printed. fmt
// calls no method on what lies in unexported fields.
func holders(s Secret) map[string]any {
	type inner struct{ S Secret }
	type hidden struct{ s Secret }
	return map[string]any{
		"value": s, "pointer": &s, "interface": any(s), "field": inner{s}, "pointer to a field": &inner{s}, "list": []Secret{s}, "map": map[string]Secret{"a": s},
		"unexported field": hidden{s}, "pointer to an unexported field": &hidden{s}, "deep": struct{ h []*hidden }{[]*hidden{{s}}}, "array": [1]hidden{{s}},
	}
}

func TestASecretPrintsNowhere(t *testing.T) {
	s := New(canary)
	for name, holder := range holders(s) {
		for _, verb := range strings.Fields("%v %+v %#v %s %q %+q %#q %x %X %d %o %b %c %U %e %t %p %T %10s %-20v %.3s") {
			t.Run(name+" "+verb, func(t *testing.T) {
				got := fmt.Sprintf(verb, holder)
				silent(t, got)
				if name == "value" && verb != "%T" && verb != "%p" && !strings.Contains(got, Redacted) {
					t.Errorf("it prints as %q", got)
				}
			})
		}
		t.Run(name+" in an error", func(t *testing.T) {
			silent(t, errors.Join(fmt.Errorf("x: %v", holder), errors.New(fmt.Sprint(holder))).Error())
		})
	}
	if got := fmt.Sprint(s); got != Redacted {
		t.Errorf("nothing shows that a secret is set: %q", got)
	}
	if got := fmt.Sprintf("%v%#v", Secret{}, New("")); got != "secret.Secret()" && got != "" {
		t.Errorf("the empty secret prints as %q", got)
	}
}

func TestASecretIsNotEncoded(t *testing.T) {
	s := New(canary)
	var out bytes.Buffer
	text := template.Must(template.New("").Funcs(template.FuncMap{"json": json.Marshal}).Parse(`{{.}} {{printf "%x" .}} {{printf "%s" (json .)}}`))
	encoders := map[string]func(any) error{
		"json":     func(v any) error { return json.NewEncoder(&out).Encode(v) },
		"xml":      func(v any) error { return xml.NewEncoder(&out).Encode(v) },
		"toml":     func(v any) error { return toml.NewEncoder(&out).Encode(v) },
		"gob":      func(v any) error { return gob.NewEncoder(&out).Encode(v) },
		"template": func(v any) error { return text.Execute(&out, v) },
		"zerolog": func(v any) error {
			log := zerolog.New(&out)
			log.Info().Interface("s", v).Any("y", v).Str("z", fmt.Sprint(v)).Msg("")
			log.Info().Fields(map[string]any{"f": v}).Msg("")
			return nil
		},
		"zerolog console": func(v any) error {
			log := zerolog.New(zerolog.ConsoleWriter{Out: &out, NoColor: true})
			log.Info().Interface("s", v).Msg("")
			return nil
		},
		"slog": func(v any) error {
			slog.New(slog.NewTextHandler(&out, nil)).Info("x", "s", v)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "s", v)
			return nil
		},
	}
	for name, holder := range holders(s) {
		for kind, encode := range encoders {
			t.Run(kind+" "+name, func(t *testing.T) {
				out.Reset()
				_ = encode(holder) // not every encoder takes every value
				silent(t, out.String())
			})
		}
	}
	var back struct{ S Secret }
	if json.Unmarshal([]byte(`{"S":"[redacted]"}`), &back) == nil || !back.S.IsZero() {
		t.Error("what a secret prints as was read as a secret")
	}
}

func TestRevealGivesTheText(t *testing.T) {
	for _, text := range []string{"", "x", canary} {
		if s := New(text); s.Reveal() != text || s.IsZero() != (text == "") {
			t.Errorf("%q", text)
		}
	}
}

func TestGeneratedSecrets(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		p := Generate(PasswordPrefix).Reveal()
		if len(p) != 29 || !LooksLikePassword(p) || seen[p] || strings.Trim(p[3:], "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Fatalf("%q", p)
		}
		seen[p] = true
	}
	if LooksLikePassword("sk-proj-xyz") || LooksLikePassword("kp-short") || !(Secret{}).IsZero() || Generate("").IsZero() {
		t.Error("LooksLikePassword or IsZero")
	}
}
