package app

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"keyport/proxy/secret"
)

func TestRedactorMasksTheStartOfAKey(t *testing.T) {
	var out bytes.Buffer
	r := NewRedactor(&out)
	r.Add(secret.New("sk-CANARY-0123456789abcdef"))
	line := "refused sk-CANARY-0123…\n"
	if n, err := r.Write([]byte(line)); n != len(line) || err != nil || out.String() != "refused [redacted]…\n" {
		t.Errorf("%d %v %q", n, err, out.String())
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

// Go prints the value of a panic that ends the program.
func TestGuardedPanicsHoldNoSecret(t *testing.T) {
	const key = "sk-CANARY-0123456789abcdef"
	var r *Redactor
	ran := false
	r.Guard(func() { ran = true })
	if !ran {
		t.Error("without a redactor nothing ran")
	}
	r = NewRedactor(&bytes.Buffer{})
	r.Add(secret.New(key))
	for name, value := range map[string]any{"error": fmt.Errorf("x: %w", errors.New(key)), "text": key, "struct": struct{ a, b string }{"x", key}} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				said, _ := recover().(string)
				if strings.Contains(said, "CANARY") || !strings.Contains(said, secret.Redacted) || !strings.Contains(said, "TestGuardedPanics") {
					t.Errorf("the panic says %q", said) // the stack tells where it was
				}
			}()
			r.Guard(func() { panic(value) })
		})
	}
}
