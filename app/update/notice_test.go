package update

import (
	"bytes"
	"strings"
	"testing"

	"aead.dev/minisign"
)

func TestOnlyASignedNoticeIsRead(t *testing.T) {
	s := newSite(t)
	_, stranger := keys(t)
	good, err := Sign(release("1.4.0"), s.key)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := Sign(release("1.4.0"), stranger)
	if err != nil {
		t.Fatal(err)
	}
	// A key's number is no secret: a stranger can give theirs the same one.
	claimed := foreign
	var signature minisign.Signature
	if err := signature.UnmarshalText(foreign.Signature); err != nil {
		t.Fatal(err)
	}
	signature.KeyID = s.key.ID()
	claimed.Signature, _ = signature.MarshalText()
	swap := func(text []byte, old, new string) []byte { return bytes.Replace(text, []byte(old), []byte(new), 1) }
	text := s.json(release("1.4.0"))

	for name, c := range map[string]struct {
		notice Notice
		why    string // "" is good
	}{
		"as signed":                  {good, ""},
		"unsigned":                   {Notice{good.Text, nil}, "cannot be read"},
		"a web page for a signature": {Notice{good.Text, []byte("<!doctype html>\n<p>\nHello\n</p>\n")}, "cannot be read"},
		"another key":                {foreign, "not signed"},
		"another key, same number":   {claimed, "not signed"},
		"changed text":               {Notice{swap(good.Text, "1.4.0", "1.5.0"), good.Signature}, "not signed"},
		"changed purpose":            {Notice{good.Text, swap(good.Signature, "update notice", "package")}, "not signed"},
		"signed for a package":       {s.signed(text, "keyport_1.4.0_amd64.deb"), "something else"},
		"signed for another version": {s.signed(text, Purpose("1.3.0")), "something else"},
		"too long":                   {s.signed(text+strings.Repeat(" ", maxNotice), Purpose("1.4.0")), "too long"},
		"a web page":                 {s.signed("<!doctype html>", Purpose("")), "no JSON"},
		"two of them":                {s.signed(text+text, Purpose("1.4.0")), "stands behind"},
		"a build on the way":         {s.signed(s.json(release("1.4.0-rc.1")), Purpose("1.4.0-rc.1")), "version"},
		"a spelling of its own":      {s.signed(s.json(release("v1.4.0")), Purpose("v1.4.0")), "version"},
		"no date":                    {s.signed(swapText(text, "2026-01-31", "soon"), Purpose("1.4.0")), "date"},
		"an unsafe page":             {s.signed(swapText(text, "https:", "http:"), Purpose("1.4.0")), "https"},
		"a script for a page":        {s.signed(swapText(text, "https://example.org", "javascript:alert(1)//"), Purpose("1.4.0")), "https"},
		"a page of a user":           {s.signed(swapText(text, "https://", "https://keyport@evil."), Purpose("1.4.0")), "user"},
		"a page with a turn in it":   {s.signed(swapText(text, "/keyport/", "/\u202e/"), Purpose("1.4.0")), "plain"},
		"an odd oldest version":      {s.signed(swapText(text, `"notes"`, `"minimum":"9.0.0","notes"`), Purpose("1.4.0")), "oldest"},
		"what later versions add":    {s.signed(swapText(text, `"notes"`, `"later":[1],"minimum":"1.3.9","notes"`), Purpose("1.4.0")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := s.source.Read(c.notice)
			switch {
			case c.why == "" && (err != nil || r.Version != "1.4.0" || r.Page() == nil):
				t.Errorf("%+v, %v", r, err)
			case c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)):
				t.Errorf("error %v, want one with %q", err, c.why)
			case c.why != "" && r != (Release{}):
				t.Errorf("it says %+v all the same", r)
			}
		})
	}
}

func swapText(text, old, new string) string { return strings.Replace(text, old, new, 1) }

func TestAKeyFollowsAnother(t *testing.T) {
	first, old := keys(t)
	second, next := keys(t)
	s, err := NewSource("https://example.org/keyport.json", first.String()+", "+second.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []minisign.PrivateKey{old, next} {
		n, err := Sign(release("1.4.0"), key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Read(n); err != nil {
			t.Error(err)
		}
	}
}

func TestABadSourceIsNone(t *testing.T) {
	key, _ := keys(t)
	for name, c := range map[string][2]string{
		"nothing":      {"", ""},
		"no key":       {"https://example.org/x", ""},
		"half a key":   {"https://example.org/x", key.String()[:20]},
		"unsafe":       {"http://example.org/x", key.String()},
		"no host":      {"https:///x", key.String()},
		"with a user":  {"https://a:b@example.org/x", key.String()},
		"opaque":       {"https:x", key.String()},
		"with a space": {"https://example.org/a b", key.String()},
	} {
		if s, err := NewSource(c[0], c[1]); err == nil || !s.IsZero() {
			t.Errorf("%s is taken: %v", name, s)
		}
	}
	if !Built().IsZero() {
		t.Error("a test is built with a source: somebody has committed one")
	}
}

func FuzzNotice(f *testing.F) {
	public, private := keys(f)
	s, err := NewSource("https://example.org/keyport.json", public.String())
	if err != nil {
		f.Fatal(err)
	}
	good, err := Sign(release("1.4.0"), private)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Text, good.Signature)
	f.Add([]byte(`{"version":"1.4.0","date":"2026-01-31","notes":"https://a","minimum":"1.0.0"}`), []byte(nil))
	f.Add([]byte("<html>"), []byte("untrusted comment: \n\ntrusted comment: \n"))
	f.Fuzz(func(t *testing.T, text, signature []byte) {
		if _, err := s.Read(Notice{text, signature}); err == nil && !bytes.Equal(text, good.Text) {
			t.Errorf("what nobody has signed is read: %q", text)
		}
		if r, err := parse(text); err == nil && (r.Page() == nil || r.Page().Scheme != "https" || len(r.Notes) > maxAddress) {
			t.Errorf("%q leads to %q", text, r.Notes)
		}
	})
}
