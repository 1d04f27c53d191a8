package upstream

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Base is a parsed base URL.
type Base struct {
	url       *url.URL // path without trailing slash
	versioned bool     // a segment of the path names a version
	azure     bool
	version   string // azure's api-version
	root      string // path in front of the version: where a server's other APIs stand
	api       string // path in front of an endpoint
}

// ParseBase reads the base URL of an upstream: http or https, a host, a path;
// no user name, query or fragment.
func ParseBase(raw, kind, apiVersion string) (Base, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return Base{}, errors.New("the base URL cannot be read")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return Base{}, errors.New("the base URL must start with https:// and a host")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return Base{}, errors.New("the base URL must not hold a name, a password, a query or a fragment")
	}
	b := Base{url: &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}, azure: kind == KindAzure, version: apiVersion}
	b.root = b.url.Path
	for at := 0; at < len(b.url.Path); {
		segment, _, _ := strings.Cut(b.url.Path[at+1:], "/")
		if len(segment) > 1 && segment[0] == 'v' && segment[1] >= '0' && segment[1] <= '9' {
			b.versioned, b.root = true, b.url.Path[:at]
			break
		}
		at += 1 + len(segment)
	}
	b.api = b.url.Path + "/"
	if !b.versioned && !b.azure {
		b.api += "v1/"
	}
	return b, nil
}

// Join gives the URL of an endpoint written without /v1 ("chat/completions").
// Where the base path names a version (…/v1, …/v1beta/openai) nothing is put
// between; elsewhere the client's /v1 stands. Azure wants no /v1 and an api-version.
func (b Base) Join(endpoint, query string) *url.URL {
	u := *b.url
	// The endpoint comes from the route table; only a model id holds anything unusual.
	u.Path, u.RawPath, u.RawQuery = b.api+endpoint, "", query
	if b.azure && b.version != "" && !strings.Contains("&"+query, "&api-version=") {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += "api-version=" + url.QueryEscape(b.version)
	}
	return &u
}

// Native gives the URL of a path that a server has beside the OpenAI API, like
// Ollama's /api/tags beside /v1.
func (b Base) Native(path, query string) *url.URL {
	u := *b.url
	u.Path, u.RawPath, u.RawQuery = b.root+path, "", query
	return &u
}

// Host is the host of the base URL, with its port where one is given.
func (b Base) Host() string { return b.url.Host }

// Origin is scheme://host:port with the port always written: what a key is bound to.
func (b Base) Origin() string { return origin(b.url) }

// Origin gives the origin of a base URL, or "" when it cannot be read.
func Origin(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return ""
	}
	return origin(u)
}

func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return fmt.Sprintf("%s://%s", u.Scheme, net.JoinHostPort(strings.ToLower(u.Hostname()), port))
}

// private reports whether the host is this computer or a private network, where http is allowed.
func (b Base) private() bool {
	host := strings.ToLower(strings.TrimSuffix(b.url.Hostname(), "."))
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		// A name without dots or under .local or .internal belongs to a private network.
		return !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
	}
	return addr.IsLoopback() || addr.IsPrivate()
}
