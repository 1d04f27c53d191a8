package app

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"keyport/proxy/secret"
)

// minMask is the shortest text that is masked: a password of two letters would
// turn every log line into noise, and be no secret either.
const minMask = 4

// keyStart is how much of the beginning of a long key is masked on its own:
// providers quote keys as "sk-abc…xyz" in their error texts.
const keyStart = 12

// Redactor is the last writer in front of the log. No line is meant to hold a
// secret; this one makes sure, for the library that one day prints a header.
// It masks every secret told to it, as it is and in the forms that JSON, URLs
// and Basic authorization give it.
type Redactor struct {
	out io.Writer

	mu    sync.Mutex
	known map[string]bool
	mask  atomic.Pointer[strings.Replacer]
}

// NewRedactor writes to out. Every Write must be a whole line, as zerolog's are.
func NewRedactor(out io.Writer) *Redactor { return &Redactor{out: out, known: map[string]bool{}} }

// Add masks s from now on. Secrets that were replaced stay masked: they may still be in use elsewhere.
func (r *Redactor) Add(secrets ...secret.Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := len(r.known)
	for _, s := range secrets {
		for _, form := range forms(s.Reveal()) {
			r.known[form] = true
		}
	}
	if len(r.known) == before {
		return
	}
	all := make([]string, 0, len(r.known))
	for form := range r.known {
		all = append(all, form)
	}
	// The longest first: a Replacer takes the first that matches, and the start of a key would leave its tail.
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(all))
	for _, form := range all {
		pairs = append(pairs, form, secret.Redacted)
	}
	r.mask.Store(strings.NewReplacer(pairs...))
}

// Mask gives text without the known secrets.
func (r *Redactor) Mask(text string) string {
	if mask := r.mask.Load(); mask != nil {
		return mask.Replace(text)
	}
	return text
}

func (r *Redactor) Write(line []byte) (int, error) {
	mask := r.mask.Load()
	if mask == nil {
		return r.out.Write(line)
	}
	if _, err := io.WriteString(r.out, mask.Replace(string(line))); err != nil {
		return 0, err
	}
	return len(line), nil
}

// forms lists the spellings in which text could turn up.
func forms(text string) []string {
	if len(text) < minMask {
		return nil
	}
	all := []string{text, url.QueryEscape(text), url.PathEscape(text)}
	if quoted, err := json.Marshal(text); err == nil {
		all = append(all, strings.Trim(string(quoted), `"`))
	}
	if len(text) >= 2*keyStart {
		all = append(all, text[:keyStart])
	}
	// Inside a longer text ("user:password") base64 starts in one of three
	// places; what depends on the neighbours is cut off.
	for shift := range 3 {
		padded := make([]byte, shift, shift+len(text))
		padded = append(padded, text...)
		skip := []int{0, 2, 3}[shift]
		bits := len(padded) * 8 / 6
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if coded := enc.EncodeToString(padded)[skip:bits]; len(coded) >= minMask {
				all = append(all, coded)
			}
		}
	}
	return all
}
