package upstream

import (
	"context"
	"net/http"

	"keyport/proxy/catalog"
)

// Check asks an account for its models, to try a key. It gives their number, or
// what went wrong with a code: rejected, forbidden, limited, no_credit, dns,
// refused, proxy, tls, timeout, redirect, web_page, no_list, bad_answer, bad_address,
// no_key.
func Check(ctx context.Context, cfg Config) (int, *Problem) {
	if cfg.Kind == KindDemo {
		return 1, nil
	}
	var transports Transports
	defer transports.CloseIdle()
	u, err := New(cfg, transports.For(cfg))
	if err != nil {
		return 0, &Problem{"bad_address", "The address cannot be used: " + err.Error() + "."}
	}
	body, refusal := u.List(ctx)
	if refusal != nil {
		return 0, checkProblem(refusal)
	}
	models, err := catalog.Parse(body)
	if err != nil {
		return 0, &Problem{"no_list", "The address answers, but not with a list of models. Check the base URL."}
	}
	return len(models), nil
}

func checkProblem(r *Refusal) *Problem {
	switch r.Status {
	case http.StatusUnauthorized:
		return &Problem{"rejected", "The provider refused this key. It may be deleted or from another account."}
	case http.StatusForbidden:
		return &Problem{"forbidden", "The key works but may not list models. That can be fine."}
	case http.StatusTooManyRequests:
		return &Problem{"limited", "The key works, but the account is at its limit."}
	case http.StatusPaymentRequired:
		return &Problem{"no_credit", "The key works, but the account has no credit left."}
	}
	code := map[string]string{
		"upstream_dns": "dns", "upstream_tls": "tls", "upstream_timeout": "timeout", "upstream_unreachable": "refused", "upstream_proxy": "proxy",
		"upstream_redirect": "redirect", "upstream_web_page": "web_page", "no_key": "no_key", "key_elsewhere": "no_key",
	}[r.Err.Code]
	if code == "" {
		code = "bad_answer"
	}
	return &Problem{code, r.Err.Message}
}
