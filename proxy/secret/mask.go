package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// minMask is the shortest text that is masked: a password of two letters would
// turn every line into noise, and be no secret either.
const minMask = 4

// minToken is the same for what follows a space: "Bearer none" is said to servers that want no key.
const minToken = 8

// shown is how many characters at the beginning of a long secret give it away:
// providers quote keys as "sk-abc…xyz" in their error texts, and logs cut them
// (CVE-2024-9606 was a mask that covered only a part).
const shown = 12

// Mask takes secrets out of a text, in every spelling that JSON, URLs and Basic
// authorization give them, and where only the beginning of one is quoted. It
// cannot find what somebody means to hide, such as a key spelled backwards. The
// zero value masks nothing. A Mask is immutable.
type Mask struct {
	known  map[string]bool // every spelling
	starts []start
}

// start is how some spellings begin. What begins so is masked as far as it
// agrees with one of them.
type start struct {
	text  []byte
	rests [][]byte
	size  int // of the longest of them
}

// With gives a Mask that masks secrets too. It gives m itself when m does already.
func (m Mask) With(secrets ...Secret) Mask {
	next := Mask{known: map[string]bool{}}
	for form := range m.known {
		next.known[form] = true
	}
	for _, s := range secrets {
		all := forms(s.Reveal())
		if _, token, _ := strings.Cut(s.Reveal(), " "); len(token) >= minToken { // of a whole Authorization value
			all = append(all, forms(token)...)
		}
		for _, form := range all {
			next.known[form] = true
		}
	}
	if len(next.known) == len(m.known) {
		return m
	}
	byStart := map[string]*start{}
	for form := range next.known {
		n := len(form)
		if n >= 2*shown {
			n = shown
		}
		if byStart[form[:n]] == nil {
			byStart[form[:n]] = &start{text: []byte(form[:n])}
		}
		of := byStart[form[:n]]
		of.rests, of.size = append(of.rests, []byte(form[n:])), max(of.size, len(form))
	}
	for _, of := range byStart {
		next.starts = append(next.starts, *of)
	}
	// The longest first: a short secret may stand inside a long one.
	slices.SortFunc(next.starts, func(a, b start) int { return b.size - a.size })
	return next
}

// Apply gives text without the secrets: text itself when it holds none.
func (m Mask) Apply(text []byte) []byte {
	for _, s := range m.starts {
		if bytes.Contains(text, s.text) {
			text = s.replace(text)
		}
	}
	return text
}

// String is Apply for a string.
func (m Mask) String(text string) string {
	in := []byte(text)
	if out := m.Apply(in); !bytes.Equal(in, out) {
		return string(out)
	}
	return text
}

// replace gives a copy of text without what begins so.
func (s start) replace(text []byte) []byte {
	var out []byte
	for {
		at := bytes.Index(text, s.text)
		if at < 0 {
			return append(out, text...)
		}
		out = append(append(out, text[:at]...), Redacted...)
		text = text[at+len(s.text):]
		agreed := 0
		for _, rest := range s.rests {
			n := 0
			for n < min(len(rest), len(text)) && rest[n] == text[n] {
				n++
			}
			agreed = max(agreed, n)
		}
		text = text[agreed:]
	}
}

// forms lists the spellings in which text could turn up.
func forms(text string) []string {
	if len(text) < minMask {
		return nil
	}
	all := []string{text, url.QueryEscape(text), url.PathEscape(text)}
	for _, html := range []bool{true, false} {
		var quoted bytes.Buffer
		e := json.NewEncoder(&quoted)
		e.SetEscapeHTML(html)
		if e.Encode(text) == nil {
			inner := strings.TrimSpace(quoted.String())
			inner = inner[1 : len(inner)-1]
			all = append(all, inner, strings.ReplaceAll(inner, "/", `\/`)) // as PHP writes it
		}
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
