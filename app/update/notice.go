package update

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"aead.dev/minisign"

	"keyport/assets"
)

// Notice is a notice as it comes from the site, or from the file in which it was
// kept: nothing in it is true before Read has said so.
type Notice struct {
	Text      []byte // JSON, see Release
	Signature []byte // a minisign signature file
}

// maxNotice is how long a notice or its signature may be, in bytes.
const maxNotice = 64 << 10

// Release is what a notice says.
type Release struct {
	// Version is the newest one, "1.4.0". Builds on the way to one are not announced.
	Version string `json:"version"`
	// Date is the day on which it was published, "2026-01-31".
	Date string `json:"date"`
	// Notes is the https address of the page that tells what is new. Keyport never opens it by itself.
	Notes string `json:"notes"`
	// Minimum, when there is one, is the oldest version without a fault that endangers keys or answers.
	Minimum string `json:"minimum,omitempty"`
}

// Purpose is the trusted comment that a signature must have. A signature of the
// same key on a package or on another release's notice says something else, and
// so does not count here.
func Purpose(version string) string { return "keyport update notice " + version }

// Read gives what a notice says if one of the keys of s has signed it.
func (s Source) Read(n Notice) (Release, error) {
	var signature minisign.Signature
	if len(n.Text) > maxNotice || len(n.Signature) > maxNotice {
		return Release{}, errors.New("it is too long")
	}
	if err := signature.UnmarshalText(n.Signature); err != nil {
		return Release{}, fmt.Errorf("the signature cannot be read: %w", err)
	}
	good := false
	for _, key := range s.keys {
		good = good || minisign.Verify(key, n.Text, n.Signature)
	}
	if !good {
		return Release{}, errors.New("it is not signed by Keyport")
	}
	r, err := parse(n.Text)
	if err != nil {
		return Release{}, err
	}
	if signature.TrustedComment != Purpose(r.Version) {
		return Release{}, errors.New("the signature is for something else")
	}
	return r, nil
}

// parse reads a notice. Fields that this version does not know are for later ones.
func parse(text []byte) (Release, error) {
	var r Release
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&r); err != nil {
		return Release{}, fmt.Errorf("it is no JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Release{}, errors.New("something stands behind it")
	}
	return r, r.check()
}

// check holds a release to the rules of its fields.
func (r Release) check() error {
	version, ok := assets.ParseVersion(r.Version)
	if !ok || !version.Release() {
		return errors.New("its version is none")
	}
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		return errors.New("its date is none")
	}
	if _, err := secure(r.Notes); err != nil {
		return fmt.Errorf("its page: %w", err)
	}
	if r.Minimum != "" {
		if oldest, ok := assets.ParseVersion(r.Minimum); !ok || !oldest.Release() || oldest.Newer(version) {
			return errors.New("its oldest version is none")
		}
	}
	return nil
}

// Page is the page that tells what is new, nil for the zero value.
func (r Release) Page() *url.URL {
	u, err := secure(r.Notes)
	if err != nil {
		return nil
	}
	return u
}

// Sign makes the notice of a release.
func Sign(r Release, private minisign.PrivateKey) (Notice, error) {
	if err := r.check(); err != nil {
		return Notice{}, err
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return Notice{}, err
	}
	text = append(text, '\n')
	reader := minisign.NewReader(bytes.NewReader(text))
	if _, err := io.Copy(io.Discard, reader); err != nil {
		return Notice{}, err
	}
	return Notice{text, reader.SignWithComments(private, Purpose(r.Version), "a notice of Keyport's newest version")}, nil
}
