package app

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"keyport/proxy/secret"
)

func TestRedactorMasksEveryForm(t *testing.T) {
	const key = `sk-CANARY-a"b/c+d=e&f\g-0123456789`
	quoted, _ := json.Marshal(key)
	cases := map[string]string{
		"plain":          key,
		"json":           string(quoted),
		"query":          url.QueryEscape(key),
		"path":           url.PathEscape(key),
		"base64":         base64.StdEncoding.EncodeToString([]byte(key)),
		"base64url":      base64.RawURLEncoding.EncodeToString([]byte(key)),
		"basic 1":        base64.StdEncoding.EncodeToString([]byte(":" + key)),
		"basic 2":        base64.StdEncoding.EncodeToString([]byte("u:" + key)),
		"basic 3":        base64.StdEncoding.EncodeToString([]byte("us:" + key)),
		"start of a key": key[:12] + "…",
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			r := NewRedactor(&out)
			r.Add(secret.New(key))
			if _, err := r.Write([]byte("before " + text + " after\n")); err != nil {
				t.Fatal(err)
			}
			got := out.String()
			if !strings.Contains(got, secret.Redacted) || !strings.HasPrefix(got, "before ") || !strings.HasSuffix(got, " after\n") {
				t.Fatalf("got %q", got)
			}
			for _, piece := range []string{"CANARY", key[14:], text[len(text)/4 : len(text)/2]} {
				if strings.Contains(got, piece) {
					t.Errorf("%q is left in %q", piece, got)
				}
			}
		})
	}
}

func TestRedactorLeavesOtherTextAlone(t *testing.T) {
	var out bytes.Buffer
	r := NewRedactor(&out)
	r.Add(secret.New("abc"), secret.Secret{})
	if _, err := r.Write([]byte("abc is too short\n")); err != nil || out.String() != "abc is too short\n" {
		t.Fatalf("%q %v", out.String(), err)
	}
}

func TestRedactorBehindZerolog(t *testing.T) {
	var out bytes.Buffer
	r := NewRedactor(&out)
	log := zerolog.New(r)
	r.Add(secret.New("kp-aaaabbbbccccdddd"))
	log.Info().Str("header", "Bearer kp-aaaabbbbccccdddd").Msg("x")
	if got := out.String(); got != `{"level":"info","header":"Bearer [redacted]","message":"x"}`+"\n" {
		t.Fatal(got)
	}
}
