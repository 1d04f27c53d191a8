package secret

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

func TestASecretPrintsNowhere(t *testing.T) {
	const canary = "sk-CANARY"
	s := New(canary)
	holder := struct {
		S Secret
		P *Secret
		M map[string]Secret
	}{s, &s, map[string]Secret{"a": s}}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T"} {
		_, _ = fmt.Fprintf(&out, verb+verb+verb, s, &s, holder)
	}
	_, _ = fmt.Fprintln(&out, s, holder, []Secret{s}, fmt.Errorf("x: %v", s))
	j, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(j)
	log := zerolog.New(&out)
	log.Info().Interface("s", s).Interface("h", holder).Stringer("x", s).Any("y", s).Msg("")
	text := out.String()
	for _, spelling := range []string{canary, "CANARY", fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary)} {
		if strings.Contains(text, spelling) {
			t.Errorf("%q came out: %s", spelling, text)
		}
	}
	if !strings.Contains(text, Redacted) {
		t.Error("nothing shows that a secret is set")
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
