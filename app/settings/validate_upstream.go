package settings

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"keyport/assets"
)

func (c *checker) upstreams() {
	seen := map[string]bool{}
	for i, u := range c.s.Upstreams {
		field := at("upstream", i)
		switch {
		case !upstreamName(u.Name):
			c.err(field+".name", assets.T("settings.account.name"))
		case seen[u.Name]:
			c.err(field+".name", assets.T("settings.account.twice", "name", u.Name))
		}
		seen[u.Name] = true
		if !slices.Contains([]string{KindOpenAI, KindAzure, KindAnthropic, KindDemo}, u.Kind) {
			c.err(field+".kind", assets.T("settings.account.kind"))
		}
		c.globs(field+".models", u.Models)
		if len(u.Models) == 0 {
			c.warn(field+".models", assets.T("settings.account.models"))
		}
		if u.Kind != KindDemo || u.URL != "" {
			c.url(field+".url", u.URL)
		}
		c.headers(field+".headers", u.Headers)
		if u.APIVersion != "" {
			c.apiVersion(field+".api_version", u)
		}
		if u.Kind != KindDemo { // which has no other side
			c.wayOut(field, u)
		}
	}
}

func upstreamName(name string) bool {
	return name != "" && len(name) <= 40 &&
		only(name, func(c byte) bool { return c >= 'a' && c <= 'z' || digit(c) || c == '_' || c == '-' })
}

func (c *checker) url(field, raw string) {
	problem, warning := urlProblem(raw, c.s.Listen.Port)
	if problem != "" {
		c.err(field, problem)
	}
	if warning != "" {
		c.warn(field, warning)
	}
}

func (c *checker) wayOut(field string, u Upstream) {
	if u.Proxy != "system" && u.Proxy != "none" && !proxyURL(u.Proxy) {
		c.err(field+".proxy", assets.T("settings.proxy"))
	}
	c.timeout(field+".first_byte_timeout", u.FirstByteTimeout)
	c.timeout(field+".idle_timeout", u.IdleTimeout)
	if u.Auth != "key" && u.Auth != "none" {
		c.err(field+".auth", assets.T("settings.account.auth"))
	}
}

// proxyURL accepts scheme://host:port. A name and password would be a secret in the file.
func proxyURL(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || strings.ContainsAny(raw, "@?#") || strings.Trim(u.Path, "/") != "" || u.Port() == "" {
		return false
	}
	return slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) && hostName(u.Hostname()) && portInRange(u.Port())
}

func (c *checker) apiVersion(field string, u Upstream) {
	switch {
	case u.Kind != KindAzure:
		c.err(field, assets.T("settings.api_version.azure"))
	case len(u.APIVersion) > 40 || !only(u.APIVersion, func(b byte) bool { return letter(b) || digit(b) || strings.IndexByte("-._", b) >= 0 }):
		c.err(field, assets.T("settings.api_version.rule"))
	}
}

// reserved headers are set by Keyport or by net/http. A key among them would
// stand in a file that holds no secrets.
var reserved = map[string]bool{
	"host": true, "content-length": true, "transfer-encoding": true, "connection": true, "authorization": true,
	"cookie": true, "expect": true, "x-api-key": true, "api-key": true, "proxy-authorization": true,
	"proxy-connection": true, "keep-alive": true, "te": true, "trailer": true, "upgrade": true,
	"content-type": true, "content-encoding": true, "accept-encoding": true,
}

// headers refuses what could end a header line and begin another one: the
// file would otherwise write headers past every other check.
func (c *checker) headers(field string, headers map[string]string) {
	if len(headers) > 16 {
		c.err(field, assets.T("settings.header.many"))
	}
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		fold, where := strings.ToLower(name), sub(field, name)
		switch {
		case !token(name) || len(name) > 100:
			c.err(where, assets.T("settings.header.name"))
		case reserved[fold]:
			c.err(where, assets.T("settings.header.reserved"))
		case seen[fold]:
			c.err(where, assets.T("settings.header.twice"))
		default:
			c.headerValue(where, fold, headers[name])
		}
		seen[fold] = true
	}
}

func (c *checker) headerValue(field, name, value string) {
	switch {
	case strings.ContainsAny(value, "\r\n"):
		c.err(field, assets.T("settings.header.line_break"))
	case !only(value, func(b byte) bool { return b >= ' ' && b < 0x7f }) || strings.TrimSpace(value) != value || len(value) > 2000:
		c.err(field, assets.T("settings.header.value"))
	case secretive(name):
		c.warn(field, assets.T("settings.header.secret"))
	}
}

// secretWords stand in the names of headers that hold a secret: Helicone-Auth,
// cf-aig-authorization, X-Api-Key.
var secretWords = []string{"key", "token", "secret", "auth", "password", "credential"}

// secretive says whether a header, in small letters, is called like a secret.
func secretive(name string) bool {
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}

// token is RFC 9110, section 5.6.2.
func token(s string) bool {
	return s != "" && only(s, func(c byte) bool { return letter(c) || digit(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 })
}
