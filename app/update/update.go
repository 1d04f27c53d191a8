// Package update finds out whether there is a newer Keyport, and tells. It
// downloads nothing but a small signed notice, runs nothing, and sends nothing
// that tells one copy or one person from another: the site that is asked sees an
// internet address, as with every web page, and that somebody has Keyport.
//
// Where the notice lies and which key signs it is decided when a program is
// built:
//
//	-ldflags "-X keyport/app/update.feed=https://…/keyport.json -X keyport/app/update.key=RW…"
//
// A build without them has no such check at all. That is how a distribution
// builds Keyport, since its updates are the distribution's.
//
// The threat is whoever holds the site, the way to it, or an old notice: a
// signature is worth more than the connection, an older notice than one seen
// before is refused, and whatever goes wrong is one line in the log. The package
// refuses to know HTTP beyond one GET, and what a person is told.
package update

import (
	"errors"
	"net/url"
	"strings"

	"aead.dev/minisign"
)

// Of the build: the address of the notice, and the minisign public keys that may
// have signed it, in base64 and separated by commas. A second key is for the time
// in which one follows the other.
var feed, key string

// Source is where a copy of Keyport hears of newer versions. The zero value is nowhere.
type Source struct {
	address *url.URL
	keys    []minisign.PublicKey
}

// Built is the source that this program was built with; the zero value when
// there is none, or one that cannot be used.
func Built() Source {
	s, err := NewSource(feed, key)
	if err != nil {
		return Source{}
	}
	return s
}

// NewSource reads an address and public keys as they are given to a build.
func NewSource(address, keys string) (Source, error) {
	u, err := secure(address)
	if err != nil {
		return Source{}, err
	}
	s := Source{address: u}
	for text := range strings.SplitSeq(keys, ",") {
		var k minisign.PublicKey
		if err := k.UnmarshalText([]byte(strings.TrimSpace(text))); err != nil {
			return Source{}, err
		}
		s.keys = append(s.keys, k)
	}
	return s, nil
}

// IsZero reports whether there is nobody to ask.
func (s Source) IsZero() bool { return s.address == nil }

// Host is who sees that this copy has asked; "" for none.
func (s Source) Host() string {
	if s.IsZero() {
		return ""
	}
	return s.address.Host
}

// maxAddress is the length of the longest address taken, in bytes.
const maxAddress = 500

// secure reads an https address without anything that a person could be led
// astray with.
func secure(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("the address cannot be read")
	case len(address) > maxAddress || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, errors.New("the address is too long or not plain")
	case u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "":
		return nil, errors.New("the address is not https://")
	case u.User != nil:
		return nil, errors.New("the address names a user")
	}
	return u, nil
}
