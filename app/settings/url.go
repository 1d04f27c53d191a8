package settings

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"keyport/assets"
)

// urlProblem says what is wrong with a base URL ("" when nothing is), and what
// is allowed there but unwise. ownPort is the port that Keyport listens on, 0
// when none is chosen.
func urlProblem(raw string, ownPort int) (problem, warning string) {
	if strings.TrimSpace(raw) == "" {
		return assets.T("settings.url.empty"), ""
	}
	if lower := strings.ToLower(raw); !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") {
		return assets.T("settings.url.scheme"), ""
	}
	if strings.ContainsAny(raw, "?#") {
		return assets.T("settings.url.end"), ""
	}
	// The text is looked at, not the parsed form: url.Parse takes "https://@host" for one without a name.
	if authority, _, _ := strings.Cut(raw[strings.Index(raw, "://")+3:], "/"); strings.Contains(authority, "@") {
		return assets.T("settings.url.user"), ""
	}
	u, err := url.Parse(raw)
	if err != nil || !only(raw, func(c byte) bool { return c > ' ' && c < 0x7f }) || len(raw) > 2000 {
		return assets.T("settings.url.characters"), ""
	}
	if problem = pathProblem(u.Path); problem != "" {
		return problem, ""
	}
	return originProblem(u, ownPort)
}

func pathProblem(path string) string {
	path = strings.TrimRight(path, "/")
	for _, end := range []string{"/chat/completions", "/completions", "/responses", "/messages", "/embeddings"} {
		if strings.HasSuffix(path, end) {
			return assets.T("settings.url.part", "end", end)
		}
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." || strings.Contains(segment, `\`) {
			return assets.T("settings.url.dots")
		}
	}
	return ""
}

func originProblem(u *url.URL, ownPort int) (problem, warning string) {
	host := strings.ToLower(u.Hostname())
	if !hostName(strings.TrimSuffix(host, ".")) || strings.HasSuffix(u.Host, ":") || !portInRange(u.Port()) {
		return assets.T("settings.url.host"), ""
	}
	ip, isIP := addressOf(host)
	if ownNetwork(host, ip, isIP) {
		return assets.T("settings.url.own_network"), ""
	}
	if loopbackHost(host) && ownPort != 0 && portOf(u) == ownPort {
		return assets.T("settings.url.circle"), ""
	}
	if u.Scheme == "https" || loopbackHost(host) {
		return "", ""
	}
	private := isIP && ip.IsPrivate() ||
		!isIP && (!strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal"))
	if private {
		return "", assets.T("settings.url.plain_near")
	}
	return assets.T("settings.url.plain"), ""
}

// ownNetwork says whether the host is one that only a computer's own set-up
// talks to: link-local and metadata services, which hand out credentials of
// cloud machines to whoever asks from inside. Names that only look like
// numbers ("127.1", "0x7f000001") are refused with them: resolvers disagree on
// what they mean, and 0.0.0.0 has opened such checks before (CVE-2026-42339).
//
// A name is not looked up: what it resolves to may be another address at the
// next request. Over https such a server has no certificate for the name, and
// http is for names of the person's own network.
func ownNetwork(host string, ip netip.Addr, isIP bool) bool {
	host = strings.TrimSuffix(host, ".")
	if !isIP {
		switch host {
		case "metadata", "instance-data", "metadata.goog", "metadata.google.internal", "metadata.azure.internal":
			return true
		}
		last := host[strings.LastIndexByte(host, '.')+1:]
		return strings.HasPrefix(last, "0x") || last != "" && only(last, digit)
	}
	if ip.IsLoopback() {
		return false
	}
	for _, prefix := range metadata {
		if prefix.Contains(ip) {
			return true
		}
	}
	return ip.Zone() != "" || ip.IsUnspecified() || ip.IsMulticast() || ip.IsLinkLocalUnicast() || ip == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

var metadata = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("fd00:ec2::254/128"),  // Amazon
	netip.MustParsePrefix("100.100.100.200/32"), // Alibaba
	netip.MustParsePrefix("192.0.0.192/32"),     // Oracle
	netip.MustParsePrefix("168.63.129.16/32"),   // Azure
	netip.MustParsePrefix("64:ff9b::/96"),       // NAT64: an IPv4 address in disguise
	netip.MustParsePrefix("64:ff9b:1::/48"),     // the same, of a network's own
	netip.MustParsePrefix("::ffff:0:0:0/96"),    // the same, translated
	netip.MustParsePrefix("2002::/16"),          // the same, 6to4
	netip.MustParsePrefix("::/96"),              // the same, older
}

// addressOf reads an IP address; ::ffff:a.b.c.d is the IPv4 address that it is.
func addressOf(host string) (netip.Addr, bool) {
	ip, err := netip.ParseAddr(host)
	return ip.Unmap(), err == nil
}

func loopbackHost(host string) bool {
	ip, ok := addressOf(strings.TrimSuffix(host, "."))
	return ok && ip.IsLoopback() || strings.EqualFold(strings.TrimSuffix(host, "."), "localhost")
}

func portOf(u *url.URL) int {
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	if u.Scheme == "http" {
		return 80
	}
	return 443
}

// portInRange accepts no port, or one from 1 to 65535.
func portInRange(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && n >= 1 && n <= 65535
}
