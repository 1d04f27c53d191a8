package app

import (
	"keyport/assets"
	"keyport/proxy/upstream"
)

// What a check of a key is told by. Package proxy words the same for the apps,
// in English and for the wire; here it is for the person, in their language.

// why tells the reason why requests go without the key that is saved; "" when there is none.
func (k keyInfo) why() string {
	if k.problem == nil {
		return ""
	}
	switch k.problem.Code {
	case "key_elsewhere":
		if k.origin == "" {
			return assets.T("key.elsewhere_unknown")
		}
		return assets.T("key.elsewhere", "host", hostOf(k.origin))
	case "keychain_missing":
		return assets.T("errors.key_gone")
	case "keychain_locked":
		return assets.T("key.locked")
	}
	return assets.T("key.unreadable")
}

// checkSentence tells why a check has failed. What is not known here is in the provider's own words.
func checkSentence(p *upstream.Problem, host string) string {
	switch p.Code {
	case "rejected", "forbidden", "limited", "no_credit", "web_page", "no_list", "bad_address":
		return assets.T("errors.check." + p.Code)
	case "dns", "tls", "timeout", "refused", "proxy", "redirect":
		return assets.T("errors.check."+p.Code, "host", host)
	}
	return p.Message
}

// worksSentence tells that a check went well.
func worksSentence(models int, key bool) string {
	switch {
	case key && models == 1:
		return assets.T("errors.check.one")
	case key:
		return assets.T("errors.check.many", "count", models)
	case models == 1:
		return assets.T("errors.check.keyless_one")
	}
	return assets.T("errors.check.keyless_many", "count", models)
}
