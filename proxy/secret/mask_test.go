package secret

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

func TestMaskKnowsEverySpelling(t *testing.T) {
	const key = `sk-CANARY-a"b/c+d=e&f\g<h-0123456789"`
	quoted, _ := json.Marshal(key)
	b64 := func(prefix string) string { return base64.StdEncoding.EncodeToString([]byte(prefix + key)) }
	m := Mask{}.With(New(key))
	for name, text := range map[string]string{
		"plain": key, "twice": key + key, "json": string(quoted), "json without html": strings.ReplaceAll(strings.ReplaceAll(string(quoted), `\u0026`, "&"), `\u003c`, "<"),
		"json of PHP": strings.ReplaceAll(string(quoted), "/", `\/`), "query": url.QueryEscape(key), "path": url.PathEscape(key),
		"base64": b64(""), "base64url": base64.RawURLEncoding.EncodeToString([]byte(key)), "basic 1": b64(":"), "basic 2": b64("u:"), "basic 3": b64("us:"),
		"beginning": key[:12] + "…", "longer beginning": key[:20] + "…", "cut": key[:len(key)-1], "cut base64": b64("u:")[:30],
	} {
		t.Run(name, func(t *testing.T) {
			got := m.String("before " + text + " after")
			if !strings.Contains(got, Redacted) || !strings.HasPrefix(got, "before ") || !strings.HasSuffix(got, " after") {
				t.Fatalf("got %q", got)
			}
			for _, piece := range []string{"CANARY", key[14:], key[14:20], text[len(text)/4 : len(text)/2]} {
				if strings.Contains(got, piece) {
					t.Errorf("%q is left in %q", piece, got)
				}
			}
		})
	}
}

func TestMaskOfAWholeHeaderKnowsTheKeyInIt(t *testing.T) {
	m := Mask{}.With(New("Bearer sk-CANARY-0123456789abcdef"))
	if got := m.String("no sk-CANARY-0123456789abcdef, Bearer sk-CANARY-0123456789abcdef"); got != "no [redacted], [redacted]" {
		t.Error(got)
	}
}

func TestMaskLeavesOtherTextAlone(t *testing.T) {
	long := New("sk-CANARY-0123456789abcdef")
	m := Mask{}.With(New("abc"), Secret{}, long)
	for _, text := range []string{"", "abc is too short", "sk-CANARY-0", "[redacted]"} {
		in := []byte(text)
		if out := m.Apply(in); string(out) != text || len(in) > 0 && &out[0] != &in[0] {
			t.Errorf("%q became %q", text, out)
		}
	}
	in := []byte("x sk-CANARY-0123456789abcdef y")
	if out := m.Apply(in); string(out) != "x [redacted] y" || string(in) != "x sk-CANARY-0123456789abcdef y" {
		t.Errorf("%q from %q", out, in) // the text itself may still be in use
	}
	if got := (Mask{}).String("anything"); got != "anything" {
		t.Error(got)
	}
	if more := m.With(long); len(more.known) != len(m.known) {
		t.Error("a secret is masked twice")
	}
}

func BenchmarkMaskALine(b *testing.B) {
	m := Mask{}
	for range 10 {
		m = m.With(Generate(PasswordPrefix))
	}
	line := []byte(strings.Repeat(`{"level":"debug","from":"proxy","client":"VS Code","route":"POST chat/completions"}`, 3))
	b.ReportAllocs()
	for b.Loop() {
		m.Apply(line)
	}
}
